package dev.pawl.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ./pawl run -- COMMAND} as the entrypoint of a service. */
class EntrypointTest {

    @TempDir
    Path folder;

    private Workplace workplace;

    @BeforeEach
    void begin() {
        workplace = new Workplace(folder).migration("001_users.sql", "CREATE TABLE users (id int);\n");
    }

    @AfterEach
    void end() {
        workplace.close();
    }

    /** Starts the launcher with the test's streams in files; answers what it prints. */
    private Process start(Map<String, String> variables, String... command) throws IOException {
        // A build that runs in the background ignores SIGINT, and so would everything that it starts.
        List<String> words = new ArrayList<>(List.of("env", "--default-signal=INT,TERM"));
        words.addAll(List.of(Repository.root().resolve("pawl").toString(), "run", "--"));
        words.addAll(List.of(command));
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().put("DATABASE_URL", workplace.database().url());
        builder.environment().putAll(variables);
        return builder.start();
    }

    private static int exitOf(Process process) throws InterruptedException {
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("The process did not end");
        }
        return process.exitValue();
    }

    private String await(String file, String text) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        String seen = "";
        while (System.nanoTime() < end) {
            seen = Files.readString(folder.resolve(file));
            if (seen.contains(text)) {
                return seen;
            }
            Thread.sleep(30);
        }
        throw new AssertionError(seen + Files.readString(folder.resolve("err")));
    }

    @Test
    @DisplayName("I1: the service gets the process id, standard input, and the environment without pawl's tokens")
    void becomesTheService() throws Exception {
        Process process = start(
                Map.of("MIGRATION_SECRET", "s", "INTERNAL_ADMIN_TOKEN", "t", "PAWL_ENV", "test", "MINE", "kept"),
                "sh",
                "-c",
                "read line; echo \"$$ $line $1 ${MIGRATION_SECRET-none} ${INTERNAL_ADMIN_TOKEN-none} $(env | grep -c"
                        + " ^PAWL_) $MINE\"; exit 9",
                "sh",
                "it's $HOME");
        process.getOutputStream().write("hello\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        process.getOutputStream().close();

        assertThat(exitOf(process)).isEqualTo(9);
        assertThat(Files.readString(folder.resolve("out")))
                .isEqualTo(process.pid() + " hello it's $HOME none none 0 kept\n");
        assertThat(Files.readString(folder.resolve("err"))).contains("1 migration applied successfully");
        assertThat(workplace.value("SELECT count(*) FROM users")).isEqualTo("0");
    }

    @ParameterizedTest(name = "I1: SIG{0} reaches the service, and its exit code is the process''s")
    @CsvSource({"TERM,41", "INT,42"})
    void signalsReachTheService(String signal, int code) throws Exception {
        Process process = start(
                Map.of(), "sh", "-c", "trap 'exit 41' TERM; trap 'exit 42' INT; echo up; while :; do sleep 0.05; done");
        await("out", "up");

        kill(process, signal);

        assertThat(exitOf(process)).isEqualTo(code);
    }

    @ParameterizedTest(
            name = "I1, T3: SIG{0} while it migrates cancels the migration, starts nothing, and ends with {1}")
    @CsvSource({"TERM,143", "INT,130"})
    void signalsEndTheMigration(String signal, int code) throws Exception {
        workplace.migration("002_slow.sql", "CREATE TABLE half (id int);\nSELECT pg_sleep(60);\n");
        Process process = start(Map.of(), "echo", "started");
        await("err", "Applying: 002_slow.sql");
        Thread.sleep(300);

        kill(process, signal);

        assertThat(exitOf(process)).isEqualTo(code);
        assertThat(Files.readString(folder.resolve("out"))).isEmpty();
        assertThat(Files.readString(folder.resolve("err"))).contains("error[INTERRUPTED]");
        assertThat(workplace.value("SELECT to_regclass('half')")).isEmpty();
    }

    @Test
    @DisplayName("I1, C6, C46: a failed migration starts nothing")
    void failureStartsNothing() {
        workplace.migration("002_broken.sql", "SELECT nonsense;\n");

        Outcome outcome = workplace.pawl("run", "--", "echo", "started");

        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.out()).isEmpty();
    }

    @Test
    @DisplayName("I1: where no file can be made for the hand-over, the service is a child with the same manners")
    void readOnlyContainer() throws Exception {
        Process process = start(
                Map.of("TMPDIR", "/nonexistent"),
                "sh",
                "-c",
                "trap 'exit 41' TERM; echo up; while :; do sleep 0.05; done");
        await("out", "up");

        kill(process, "TERM");

        assertThat(exitOf(process)).isEqualTo(41);
    }

    private static void kill(Process process, String signal) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("sh", "-c", "kill -" + signal + " " + process.pid())
                        .start()
                        .waitFor())
                .isZero();
    }
}
