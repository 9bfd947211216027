package dev.pawl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code pawl dev}, while files are edited under it. */
class DevTest {

    @TempDir
    Path folder;

    private final BlockingQueue<Runnable> interrupts = new LinkedBlockingQueue<>();

    /** Waits until a text was printed that many times. */
    private static String await(CliRun run, String text, int times) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (System.nanoTime() < end) {
            String seen = run.outSoFar() + run.errSoFar();
            if (seen.split(text, -1).length > times) {
                return run.outSoFar();
            }
            Thread.sleep(20);
        }
        throw new AssertionError("Not seen " + times + " times: " + text + "\n" + run.outSoFar() + run.errSoFar());
    }

    private static long columns(String output, String table) throws SQLException {
        String url = output.lines()
                .filter(line -> line.startsWith("Watching"))
                .reduce((first, second) -> second)
                .orElseThrow()
                .replaceAll(".*postgres://postgres@", "jdbc:postgresql://");
        try (var connection = DriverManager.getConnection(url + "?user=postgres");
                var rows = connection
                        .createStatement()
                        .executeQuery(
                                "SELECT count(*) FROM information_schema.columns WHERE table_name = '" + table + "'")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    @Test
    @Timeout(120)
    @DisplayName("dev follows the newest migration, older ones, new ones and broken ones, and ends when interrupted")
    void follows() throws Exception {
        Path newest = folder.resolve("migrations/002_b.sql");
        Folder.at(folder)
                .migration("001_a.sql", "CREATE TABLE a (id int);\n")
                .migration("002_b.sql", "CREATE TABLE b (id int);\n")
                .file("pawl.toml", "url = \"postgres://never.example/production\"\n");
        CliRun run = CliRun.in(folder).interruptedBy((action, ending) -> {
            interrupts.add(action);
            return () -> interrupts.remove(action);
        });
        CompletableFuture<CliRun.Result> result = CompletableFuture.supplyAsync(() -> run.run("dev"));

        assertThat(columns(await(run, "Watching", 1), "b")).isEqualTo(1);
        Files.writeString(newest, "CREATE TABLE b (id int, x int, y int);\n");
        String output = await(run, "Watching", 2);
        assertThat(output).contains("Changed: 002_b.sql");
        assertThat(output.substring(output.indexOf("Changed"))).doesNotContain("001_a.sql");
        assertThat(columns(output, "b")).isEqualTo(3);

        Files.writeString(newest, "CREATE TABLE b (id nosuchtype);\n");
        output = await(run, "Watching", 3);
        assertThat(run.errSoFar()).contains("error[STATEMENT_FAILED]");
        assertThat(columns(output, "b")).isZero();
        assertThat(columns(output, "a")).isEqualTo(1);

        Files.writeString(folder.resolve("migrations/001_a.sql"), "CREATE TABLE a (id int, z int);\n");
        Files.writeString(newest, "CREATE TABLE b (id int);\n");
        Folder.at(folder).migration("003_c.sql", "CREATE TABLE c (id int);\n");
        output = await(run, "at version 003", 1);
        output = await(run, "Watching", output.split("Watching", -1).length - 1);
        assertThat(columns(output, "a")).isEqualTo(2);
        assertThat(columns(output, "c")).isEqualTo(1);

        interrupts.take().run();
        assertThat(result.get(30, TimeUnit.SECONDS).code()).isZero();
    }

    @Test
    @DisplayName("dev refuses to work on anything but an embedded server")
    void embeddedOnly() throws IOException {
        CliRun.Result result = CliRun.in(folder).run("dev", "--url", "postgres://h/db");

        assertThat(result.code()).isEqualTo(2);
        assertThat(folder).isEmptyDirectory();
    }
}
