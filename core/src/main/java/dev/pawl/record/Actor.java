package dev.pawl.record;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who runs pawl.
 *
 * @param executedBy what the audit trail says (spec H2)
 */
public record Actor(String executedBy) {

    private static final int LONGEST = 200;

    /** Strips it, and cuts it to a length that fits a table. */
    public Actor {
        executedBy = cut(executedBy.strip().replace("\0", ""));
        if (executedBy.isEmpty()) {
            executedBy = "unknown";
        }
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }

    /**
     * {@code PAWL_ACTOR}, else {@code GITHUB_ACTOR} (seed E26), else the operating system's user and host.
     *
     * @param environment the process's variables
     * @param user the operating system's user, as {@code user.name} has it
     */
    public static Actor resolve(Map<String, String> environment, String user) {
        return resolve(environment, user, Path.of("/"));
    }

    /** As {@link #resolve(Map, String)}, for a file system that begins elsewhere. */
    static Actor resolve(Map<String, String> environment, String user, Path root) {
        return first(environment, List.of("PAWL_ACTOR", "GITHUB_ACTOR"))
                .map(Actor::new)
                .orElseGet(() -> new Actor(
                        host(environment, root).map(host -> user + "@" + host).orElse(user)));
    }

    /** Asks files and variables only: looking the own address up in the DNS can take seconds. */
    private static Optional<String> host(Map<String, String> environment, Path root) {
        return first(environment, List.of("HOSTNAME", "COMPUTERNAME"))
                .or(() -> line(root.resolve("proc/sys/kernel/hostname")))
                .or(() -> line(root.resolve("etc/hostname")));
    }

    private static Optional<String> first(Map<String, String> environment, List<String> variables) {
        return variables.stream()
                .map(variable -> environment.getOrDefault(variable, "").strip())
                .filter(value -> !value.isEmpty())
                .findFirst();
    }

    private static Optional<String> line(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty(); // not on every system; the host's name is a courtesy
        }
    }
}
