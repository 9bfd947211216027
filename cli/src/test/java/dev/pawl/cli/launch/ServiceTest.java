package dev.pawl.cli.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.cli.CliRun;
import dev.pawl.cli.Folder;
import dev.pawl.embedded.testing.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code pawl run}, with and without a launcher, in a process of its own where signals matter. */
class ServiceTest {

    @TempDir
    Path folder;

    private TestDatabase database;

    @BeforeEach
    void create() {
        database = TestDatabase.create();
        Folder.at(folder).withUsers();
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private CliRun cli() {
        return CliRun.in(folder).with("DATABASE_URL", database.url());
    }

    private Process start(Map<String, String> variables, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.pawl.cli.Main"));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().put("DATABASE_URL", database.url());
        builder.environment().putAll(variables);
        return builder.start();
    }

    private String awaitOut(String text) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        String seen = "";
        while (System.nanoTime() < end) {
            seen = Files.readString(folder.resolve("out"));
            if (seen.contains(text)) {
                return seen;
            }
            Thread.sleep(30);
        }
        throw new AssertionError(seen + Files.readString(folder.resolve("err")));
    }

    @Test
    @DisplayName("I1: with a launcher, the commands that start the service are left in its file, without pawl's tokens")
    void handsOver() throws Exception {
        Path file = folder.resolve("exec");

        CliRun.Result result = cli().with(Service.FILE_VARIABLE, file.toString())
                .with("MIGRATION_SECRET", "s")
                .with("PAWL_URL", database.url())
                .with("PAWL_odd.name", "x")
                .run(
                        "run",
                        "--",
                        "sh",
                        "-c",
                        "echo \"$0:$1:${PAWL_URL-none}:${MIGRATION_SECRET-none}\"",
                        "it's",
                        "$HOME");

        assertThat(result.code()).isEqualTo(Service.BECOME);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("2 migrations applied successfully");
        Process shell = new ProcessBuilder("sh", file.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("it's:$HOME:none:none\n");
        assertThat(shell.waitFor()).isZero();
    }

    @Test
    @DisplayName("I1, C6, C46: nothing is started when a migration fails")
    void startsNothingOnFailure() {
        Folder.at(folder).migration("003_broken.sql", "SELECT nonsense;\n");
        Path file = folder.resolve("exec");

        CliRun.Result result =
                cli().with(Service.FILE_VARIABLE, file.toString()).run("run", "--", "sh");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(file).doesNotExist();
    }

    @Test
    @DisplayName("I1, A24, A25, C46: --no-migrate starts the service only on a complete schema")
    void onlyChecks() {
        Path file = folder.resolve("exec");
        CliRun run = cli().with(Service.FILE_VARIABLE, file.toString());

        CliRun.Result empty = run.run("run", "--no-migrate", "--", "sh");
        assertThat(empty.code()).isEqualTo(5);
        assertThat(empty.err()).contains("Database schema not found. Run migrations first: pawl migrate");
        cli().run("migrate", "--target", "1");
        CliRun.Result incomplete = run.run("run", "--no-migrate", "--", "sh");
        assertThat(incomplete.code()).isEqualTo(5);
        assertThat(incomplete.err()).contains("1 migration is pending, the first is 002_add_index.sql.");
        cli().run("migrate");
        Folder.at(folder).migration("001_create_users.sql", "SELECT 1;\n");
        assertThat(run.run("run", "--no-migrate", "--", "sh").code()).isEqualTo(3);
        assertThat(file).doesNotExist();
        Folder.at(folder).withUsers();
        assertThat(run.run("run", "--no-migrate", "--", "sh").code()).isEqualTo(Service.BECOME);
        assertThat(file).exists();
    }

    @Test
    @DisplayName("R10, C24: SKIP_MIGRATIONS=1 applies nothing, and the check still refuses an incomplete schema")
    void skippedRun() {
        CliRun.Result result = cli().with("SKIP_MIGRATIONS", "1").run("run", "--", "sh");

        assertThat(result.code()).isEqualTo(5);
        assertThat(result.err()).contains("warning[MIGRATIONS_SKIPPED]").contains("error[MIGRATIONS_PENDING]");
    }

    @Test
    @DisplayName("I1: without a launcher the service is a child: its output, its exit code, without pawl's tokens")
    void child() throws Exception {
        Process process = start(
                Map.of("MIGRATION_SECRET", "s", "PAWL_ENV", "test"),
                "run",
                "--",
                "sh",
                "-c",
                "echo \"${MIGRATION_SECRET-none} ${PAWL_ENV-none} $DATABASE_URL\"; exit 7");

        assertThat(process.waitFor()).isEqualTo(7);
        assertThat(Files.readString(folder.resolve("out"))).isEqualTo("none none " + database.url() + "\n");
    }

    @Test
    @DisplayName("I1: SIGTERM reaches the child, and its exit code is ours")
    void signalsReachTheChild() throws Exception {
        Process process = start(
                Map.of(),
                "run",
                "--",
                "sh",
                "-c",
                "trap 'echo bye; exit 42' TERM; echo up; while :; do sleep 0.05; done");
        awaitOut("up");

        process.destroy();

        assertThat(process.waitFor()).isEqualTo(42);
        assertThat(Files.readString(folder.resolve("out"))).isEqualTo("up\nbye\n");
    }

    @Test
    @DisplayName("T3, R5: SIGTERM during a migration cancels its statement, rolls back, and ends with 143")
    void interruptsMigration() throws Exception {
        Folder.at(folder).migration("003_slow.sql", "CREATE TABLE half (id int);\nSELECT pg_sleep(60);\n");
        Process process = start(Map.of(), "migrate");
        awaitOut("Applying: 003_slow.sql");
        Thread.sleep(300);
        long start = System.nanoTime();

        process.destroy();

        assertThat(process.waitFor()).isEqualTo(143);
        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start)).isLessThan(10);
        assertThat(Files.readString(folder.resolve("err"))).contains("error[INTERRUPTED]");
        try (var connection = database.connect();
                var rows = connection.createStatement().executeQuery("SELECT to_regclass('half') IS NULL")) {
            rows.next();
            assertThat(rows.getBoolean(1)).isTrue();
        }
    }

    @Test
    @DisplayName("N2, T3: SIGTERM ends the wait for a server at once")
    void interruptsWaiting() throws Exception {
        Process process = start(Map.of(), "migrate", "--url", "postgres://me@127.0.0.1:1/x", "--wait", "60s");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!Files.readString(folder.resolve("err")).contains("Waiting for the server") && System.nanoTime() < end) {
            Thread.sleep(30);
        }
        long start = System.nanoTime();

        process.destroy();

        assertThat(process.waitFor()).isEqualTo(143);
        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start)).isLessThan(5);
        assertThat(Files.readString(folder.resolve("err"))).containsOnlyOnce("Waiting for the server");
    }
}
