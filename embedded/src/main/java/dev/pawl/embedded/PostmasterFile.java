package dev.pawl.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a server writes about itself into its data folder, while it runs.
 *
 * @param pid the server's process
 * @param port where it listens
 * @param status {@code starting}, {@code ready}, {@code stopping}, or empty in the first moments
 */
record PostmasterFile(long pid, int port, String status) {
    private static final String NAME = "postmaster.pid";

    /** Empty when there is no such file, or one that is being written. */
    static Optional<PostmasterFile> read(Path data) {
        List<String> lines;
        try {
            lines = Files.readString(data.resolve(NAME), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            return Optional.empty();
        }
        if (lines.size() < 4) {
            return Optional.empty();
        }
        try {
            return Optional.of(new PostmasterFile(
                    Long.parseLong(lines.get(0).strip()),
                    Integer.parseInt(lines.get(3).strip()),
                    lines.size() < 8 ? "" : lines.get(7).strip()));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** A number can be another process by now: after a restart of a container it usually is. */
    boolean isRunning() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .map(process -> process.info().command().orElse("postgres").endsWith("postgres"))
                .orElse(false);
    }

    boolean isReady() {
        return status.equals("ready");
    }

    static void delete(Path data) throws IOException {
        Files.deleteIfExists(data.resolve(NAME));
    }
}
