package dev.pawl.embedded;

import java.util.List;

/** What PostgreSQL's programs say when they fail, and what helps. */
final class Complaint {
    private static final int LINES_SHOWN = 12;

    /**
     * A known complaint.
     *
     * @param words that it has
     * @param fix that helps
     */
    private record Known(String words, String fix) {}

    private static final List<Known> KNOWN = List.of(
            new Known("No space left on device", "Free about 200 MB there (and in /dev/shm)."),
            new Known("Permission denied", "Give the user that it runs as permission on that file or folder."),
            new Known(
                    "error while loading shared libraries", "Install that library with the system's package manager."),
            new Known(
                    "user does not exist",
                    "Give the user a name: PostgreSQL needs a line for its number in /etc/passwd."),
            new Known("cannot be run as root", "Run pawl as an ordinary user."),
            new Known("unrecognized configuration parameter", "Correct the name of that setting."),
            new Known("invalid value for parameter", "Correct the value of that setting."),
            new Known("could not create shared memory segment", "Free shared memory, or lower shared_buffers."),
            new Known("another server might be running", "Stop the server that runs on that folder."),
            new Known(
                    "not found",
                    "These binaries are for glibc. On a system without it, install PostgreSQL and name its bin folder."));

    private Complaint() {}

    static EmbeddedPostgresException about(String what, String said) {
        String fix = KNOWN.stream()
                .filter(known -> said.contains(known.words()))
                .map(Known::fix)
                .findFirst()
                .orElse("Look at what it says.");
        List<String> lines = said.lines().toList();
        String end = String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size()));
        return new EmbeddedPostgresException(what + (end.isEmpty() ? "." : ":\n" + end), fix);
    }
}
