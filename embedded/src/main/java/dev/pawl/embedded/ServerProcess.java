package dev.pawl.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A running server and its guard: a shell that reads a pipe from this JVM. When the JVM ends, even by {@code kill -9}, the
 * pipe closes, and the guard stops the server.
 */
final class ServerProcess {
    private static final String GUARD = guard();

    private final Process process;

    private ServerProcess(Process process) {
        this.process = process;
    }

    /** How a server ends. */
    enum Ending {
        /** Sessions are cut, everything is written down. */
        ORDERLY,
        /** As in a crash: the next start recovers. */
        IMMEDIATE
    }

    /** What becomes of the data when the server has ended. */
    enum Fate {
        KEEP,
        DISCARD
    }

    static ServerProcess start(
            Account account, Fate fate, Path data, Optional<Path> template, Path log, List<String> server) {
        List<String> guarded = new ArrayList<>(List.of("sh", "-c", GUARD, "guard.sh"));
        guarded.add(fate == Fate.DISCARD ? "discard" : "keep");
        guarded.add(data.toString());
        guarded.add(template.map(Path::toString).orElse(""));
        guarded.addAll(server);
        List<String> command = new ArrayList<>(ownSession());
        command.addAll(account.command(guarded));
        try {
            return new ServerProcess(Commands.builder(command, Folders.parent(data))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start());
        } catch (IOException e) {
            throw EmbeddedPostgresException.writing("start PostgreSQL", Folders.parent(data), e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Returns when the server has ended, and its data is gone if that is its fate. */
    void stop(Ending ending) {
        try (OutputStream pipe = process.getOutputStream()) {
            pipe.write((ending == Ending.IMMEDIATE ? "immediate\n" : "orderly\n").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // The guard is gone already: so is the server.
        }
        try {
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                throw new EmbeddedPostgresException(
                        "The embedded server did not stop within two minutes.",
                        "End it by hand: kill " + process.pid());
            }
        } catch (InterruptedException e) {
            throw Commands.interrupted(e);
        }
    }

    private static String guard() {
        try (InputStream in = ServerProcess.class.getResourceAsStream("guard.sh")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A session of its own keeps the terminal's signals, and those to our process group, away from the server. */
    private static List<String> ownSession() {
        return Commands.path()
                .map(folder -> folder.resolve("setsid"))
                .filter(Files::isExecutable)
                .findFirst()
                .map(setsid -> List.of(setsid.toString()))
                .orElse(List.of());
    }
}
