package dev.pawl.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code ~/.pgpass}: {@code host:port:database:user:password}, where {@code *} matches anything and a backslash protects
 * a colon (PostgreSQL manual, 34.16). As in libpq, a file that others can read is not used, and that is said.
 */
final class PasswordFile {

    private static final Set<PosixFilePermission> OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);

    private static final int FIELDS = 5;

    private final Path file;

    PasswordFile(Path file) {
        this.file = file;
    }

    /** A reason not to use a file that is there. */
    Optional<String> objection() {
        try {
            PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
            if (!Files.isRegularFile(file) || view == null) { // Windows keeps it in a folder of the user's own
                return Optional.empty();
            }
            boolean open = view.readAttributes().permissions().stream().anyMatch(OTHERS::contains);
            return open
                    ? Optional.of("The password file " + file
                            + " was not used, because others can read it; mend it with" + " `chmod 0600 " + file + "`.")
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.of("The password file " + file + " was not used, because it cannot be read.");
        }
    }

    /** The password of the first line that fits. */
    Optional<Secret> find(HostAddress host, String database, String user) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8).stream()
                    .filter(line -> !line.startsWith("#"))
                    .map(PasswordFile::fields)
                    .filter(fields -> fields.size() == FIELDS && fits(fields, host, database, user))
                    .map(fields -> Secret.of(fields.get(FIELDS - 1)))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static boolean fits(List<String> fields, HostAddress host, String database, String user) {
        return (matches(fields.get(0), host.host())
                        || (host.isSocketFolder() && fields.get(0).equals("localhost")))
                && matches(fields.get(1), Integer.toString(host.port()))
                && matches(fields.get(2), database)
                && matches(fields.get(3), user);
    }

    private static boolean matches(String pattern, String value) {
        return pattern.equals("*") || pattern.equals(value);
    }

    private static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\' && i + 1 < line.length()) {
                field.append(line.charAt(++i));
            } else if (c == ':' && fields.size() < FIELDS - 1) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields;
    }
}
