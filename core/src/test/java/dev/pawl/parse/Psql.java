package dev.pawl.parse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs the real psql against a {@link RecordingServer}, to see how it splits a script. */
final class Psql {

    private Psql() {}

    /** Whether psql can be started. */
    static boolean isInstalled() {
        try {
            return new ProcessBuilder("psql", "--version")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The statements that psql sends for a script, in the form of {@link NormalSql}. */
    static List<String> split(Path script, RecordingServer server) throws IOException, InterruptedException {
        Path messages = Files.createTempFile("psql", ".log");
        Process psql = new ProcessBuilder(
                        "psql",
                        "-X",
                        "-q",
                        "-f",
                        script.toString(),
                        "host=127.0.0.1 port=" + server.port()
                                + " user=test dbname=test sslmode=disable gssencmode=disable")
                .redirectErrorStream(true)
                .redirectOutput(messages.toFile())
                .start();
        try {
            List<String> queries = CompletableFuture.supplyAsync(server::serve).get(60, TimeUnit.SECONDS);
            psql.waitFor();
            return queries;
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("psql said: " + Files.readString(messages), e);
        } finally {
            psql.destroyForcibly();
            Files.deleteIfExists(messages);
        }
    }
}
