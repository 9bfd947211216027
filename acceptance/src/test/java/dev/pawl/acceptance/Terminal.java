package dev.pawl.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Where somebody sits who types commands: a folder and an environment, with nothing of this machine's in it that matters. */
public final class Terminal {
    private static final long PATIENCE_SECONDS = 300;

    private final Path folder;
    private final Map<String, String> variables = new TreeMap<>();

    private Terminal(Path folder, Map<String, String> variables) {
        this.folder = folder;
        this.variables.putAll(variables);
    }

    /** A terminal in a folder, with an empty home beside it. */
    public static Terminal in(Path folder) {
        Map<String, String> variables = new TreeMap<>();
        variables.put("PATH", System.getenv("PATH"));
        variables.put("HOME", folder.resolve(".home").toString());
        variables.put("XDG_CACHE_HOME", cache().toString());
        variables.put("JAVA_HOME", System.getProperty("java.home"));
        variables.put("LANG", "C.UTF-8");
        variables.put("LC_ALL", "C.UTF-8");
        variables.put("TZ", "UTC");
        variables.put("PAWL_ACTOR", "ada");
        return new Terminal(folder, variables);
    }

    /** Unpacked servers are the same for everybody; only a first start has to make them. */
    private static Path cache() {
        String xdg = Objects.requireNonNullElse(System.getenv("XDG_CACHE_HOME"), "");
        return xdg.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg);
    }

    /** The same with an environment variable. */
    public Terminal with(String name, String value) {
        Map<String, String> more = new TreeMap<>(variables);
        more.put(name, value);
        return new Terminal(folder, more);
    }

    /** Where it is. */
    public Path folder() {
        return folder;
    }

    /** Writes a file, and the folders that it lies in. */
    public Path write(String path, String text) {
        return write(path, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a file of bytes. */
    public Path write(String path, byte[] bytes) {
        try {
            Path file = folder.resolve(path);
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs pawl as it is packaged. */
    public Outcome pawl(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Repository.root().resolve("pawl").toString());
        command.addAll(Arrays.asList(arguments));
        return run("pawl " + String.join(" ", arguments), command);
    }

    /** Runs a line of a shell script. */
    public Outcome shell(String line) {
        return run(line, List.of("sh", "-c", line));
    }

    /** Starts pawl and does not wait for it. */
    public Process start(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Repository.root().resolve("pawl").toString());
        command.addAll(Arrays.asList(arguments));
        try {
            return builder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts pawl as a job: in a process group of its own, listening to signals. */
    public Job job(String... arguments) {
        // A build that runs in the background ignores SIGINT, and so would everything that it starts.
        List<String> command = new ArrayList<>(List.of("setsid", "env", "--default-signal=INT,TERM,HUP"));
        command.add(Repository.root().resolve("pawl").toString());
        command.addAll(Arrays.asList(arguments));
        try {
            Path out = Files.createTempFile("pawl", ".out");
            Path err = Files.createTempFile("pawl", ".err");
            Process process = builder(command)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            return new Job("pawl " + String.join(" ", arguments), process, out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Outcome run(String typed, List<String> command) {
        try {
            Path out = Files.createTempFile("pawl", ".out");
            Path err = Files.createTempFile("pawl", ".err");
            Process process = builder(command)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("Not done after " + PATIENCE_SECONDS + " s: " + typed + "\n"
                        + Files.readString(out) + Files.readString(err));
            }
            Outcome outcome = new Outcome(typed, process.exitValue(), Files.readString(out), Files.readString(err));
            Files.delete(out);
            Files.delete(err);
            return outcome;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted during " + typed, e);
        }
    }

    private ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(variables);
        return builder;
    }
}
