package dev.pawl.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code pg_service.conf}: named groups of connection parameters (PostgreSQL manual, 34.17). */
final class ServiceFile {

    private static final List<String> SYSTEM_FOLDERS = List.of("/etc/postgresql-common", "/etc/postgresql", "/etc");

    private final List<Path> files;

    private ServiceFile(List<Path> files) {
        this.files = files;
    }

    /** The user's file first, then the machine's; a file that is named is the user's. */
    static ServiceFile find(Optional<String> named, EnvironmentVariables environment, Path home) {
        Path users = named.or(() -> environment.find("PGSERVICEFILE"))
                .map(Path::of)
                .orElse(home.resolve(".pg_service.conf"));
        Optional<Path> system = environment
                .find("PGSYSCONFDIR")
                .map(Path::of)
                .or(() -> SYSTEM_FOLDERS.stream()
                        .map(Path::of)
                        .filter(folder -> Files.exists(folder.resolve("pg_service.conf")))
                        .findFirst());
        return new ServiceFile(system.map(folder -> List.of(users, folder.resolve("pg_service.conf")))
                .orElse(List.of(users)));
    }

    /** The parameters of a service. */
    Map<String, String> parameters(String service) {
        for (Path file : files) {
            Optional<Map<String, String>> section = section(file, service);
            if (section.isPresent()) {
                return section.get();
            }
        }
        throw UrlProblems.invalid(
                "there is no service `" + service + "` in " + files.get(0),
                "Add a section [" + service + "] with host=, port=, dbname= and user= to it, or correct the name.");
    }

    private static Optional<Map<String, String>> section(Path file, String service) {
        Map<String, String> values = new LinkedHashMap<>();
        boolean found = false;
        boolean inside = false;
        for (String raw : lines(file)) {
            String line = raw.strip();
            if (line.startsWith("[")) {
                inside = !found && line.equals("[" + service + "]");
                found |= inside;
            } else if (inside && !line.isEmpty() && !line.startsWith("#")) {
                putPair(values, line, file);
            }
        }
        return found ? Optional.of(values) : Optional.empty();
    }

    private static void putPair(Map<String, String> values, String line, Path file) {
        int equals = line.indexOf('=');
        if (equals < 0 || line.startsWith("ldap")) {
            throw UrlProblems.invalid(
                    "a line of the service in " + file + " is not name=value", "Correct that line of the service.");
        }
        values.putIfAbsent(
                line.substring(0, equals).strip(), line.substring(equals + 1).strip());
    }

    private static List<String> lines(Path file) {
        if (!Files.isRegularFile(file)) {
            return List.of();
        }
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw UrlProblems.invalid("the service file " + file + " cannot be read", "Make it readable, as UTF-8.");
        }
    }
}
