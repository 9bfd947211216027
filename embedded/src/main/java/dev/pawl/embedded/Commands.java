package dev.pawl.embedded;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Short-lived programs, run to their end in an environment that holds nothing of ours. */
final class Commands {
    private Commands() {}

    /**
     * What a program said and how it ended.
     *
     * @param status its exit status
     * @param output what it printed, on either stream
     */
    record Outcome(int status, String output) {
        boolean succeeded() {
            return status == 0;
        }
    }

    /** Runs a command in a folder that it may enter. */
    static Outcome run(List<String> command, Path folder) {
        Process process;
        try {
            process = builder(command, folder).redirectErrorStream(true).start();
        } catch (IOException e) {
            return new Outcome(127, Objects.requireNonNullElse(e.getMessage(), command.get(0) + " could not be run"));
        }
        try {
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Outcome(process.waitFor(), output.strip());
        } catch (IOException e) {
            throw new EmbeddedPostgresException("Could not read what " + command.get(0) + " printed.", "Try again.", e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw interrupted(e);
        }
    }

    static ProcessBuilder builder(List<String> command, Path folder) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(new File(folder.toString()));
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.put("PATH", path().map(Path::toString).collect(Collectors.joining(":")));
        environment.put("LC_ALL", "C");
        environment.put("TZ", "UTC");
        return builder;
    }

    /** Where programs are looked for. Those of root are often left out of an ordinary user's path. */
    static Stream<Path> path() {
        String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
        return Stream.of((path + ":/usr/sbin:/sbin").split(":", 0))
                .filter(folder -> !folder.isEmpty())
                .map(Path::of);
    }

    static EmbeddedPostgresException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new EmbeddedPostgresException("Interrupted while waiting for the embedded server.", "Try again.", e);
    }
}
