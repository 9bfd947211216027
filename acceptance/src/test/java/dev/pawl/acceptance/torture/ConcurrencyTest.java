package dev.pawl.acceptance.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pawl.acceptance.Workplace;
import dev.pawl.embedded.EmbeddedPostgres;
import dev.pawl.embedded.testing.Effort;
import dev.pawl.embedded.testing.PgBouncer;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that all start at the same moment. */
class ConcurrencyTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int RUNNERS = Effort.times(6, 20);

    @TempDir
    private Path folder;

    private Workplace place;
    private int outputs;

    @BeforeEach
    void begin() {
        place = new Workplace(folder);
    }

    @AfterEach
    void end() {
        place.close();
    }

    /** Each writes its number, so that order and number of the runs show; some take long enough to be waited for. */
    private void migrations(int first, int last) {
        for (int n = first; n <= last; n++) {
            place.migration(
                    "%03d_step.sql".formatted(n),
                    (n == 1 ? "CREATE TABLE log (at serial, n int);\n" : "")
                            + "INSERT INTO log (n) VALUES (%d);\nSELECT pg_sleep(%s);\n"
                                    .formatted(n, n % 15 == 8 ? "3" : "0.01"));
        }
    }

    private List<RunnerProcess> atOnce() throws InterruptedException {
        return atOnce(place.database().url());
    }

    private List<RunnerProcess> atOnce(String url) throws InterruptedException {
        List<RunnerProcess> runners = new ArrayList<>();
        for (int i = 0; i < RUNNERS; i++) {
            runners.add(RunnerProcess.start(
                    folder, Map.of("DATABASE_URL", url), folder.resolve("output-" + ++outputs), "migrate"));
        }
        for (RunnerProcess runner : runners) {
            assertThat(runner.awaitEnd(PATIENCE)).as("a runner hangs").isTrue();
            assertThat(runner.exitCode()).as(runner.text()).isZero();
        }
        return runners;
    }

    private void assertEachOnceInOrder(int count) throws SQLException {
        List<String> all =
                IntStream.rangeClosed(1, count).mapToObj(Integer::toString).toList();
        assertThat(place.rows("SELECT n FROM log ORDER BY at")).isEqualTo(all);
        assertThat(place.rows(
                        "SELECT count(*), count(DISTINCT version) FROM migration_history WHERE status = 'success'"))
                .containsExactly(count + "|" + count);
        assertThat(place.rows("SELECT * FROM migration_history WHERE status <> 'success'"))
                .isEmpty();
    }

    @Test
    @DisplayName(
            "R4 A23: twenty processes on a fresh database, and on one with pending migrations: each once, in order, all"
                    + " exit 0, and those that wait say for whom")
    void twenty() throws SQLException, InterruptedException {
        migrations(1, 15);
        List<RunnerProcess> fresh = atOnce();
        assertEachOnceInOrder(15);
        assertThat(fresh)
                .extracting(RunnerProcess::text)
                .anyMatch(text -> text.contains("Waiting for another runner: pid "));

        migrations(16, 30);
        List<RunnerProcess> pending = atOnce();
        assertEachOnceInOrder(30);
        assertThat(pending)
                .extracting(RunnerProcess::text)
                .anyMatch(text -> text.contains("Waiting for another runner: pid "));
    }

    @Test
    @DisplayName("N4 R4: so through PgBouncer with a pool of three and SCRAM, a concurrent index build among them")
    void throughPooler() throws SQLException, InterruptedException {
        assumeTrue(PgBouncer.isInstalled(), "the Debian package pgbouncer is not installed");
        migrations(1, 8);
        place.migration(
                "009_step.sql", "CREATE INDEX CONCURRENTLY log_n ON log (n);\nINSERT INTO log (n) VALUES (9);\n");
        var clients = new PgBouncer.Authentication.ScramList(Map.of(EmbeddedPostgres.SUPERUSER, "s3cret"));
        try (PgBouncer pooler =
                PgBouncer.inFrontOfTestServer().withPoolSize(3).with(clients).start()) {
            atOnce(pooler.url(place.database().name()));
            assertEachOnceInOrder(9);
            migrations(10, 15);
            assertThat(atOnce(pooler.url(place.database().name())))
                    .extracting(RunnerProcess::text)
                    .noneMatch(text -> text.contains("s3cret"));
            assertEachOnceInOrder(15);
        }
        assertThat(place.rows("SELECT indisvalid FROM pg_index WHERE indexrelid = 'log_n'::regclass"))
                .containsExactly("t");
    }

    @Test
    @DisplayName("R4: so with concurrent index builds among them: no deadlock, no hang, valid indexes")
    void withIndexes() throws SQLException, InterruptedException {
        migrations(1, 6);
        place.migration("004_step.sql", """
                CREATE INDEX CONCURRENTLY log_n ON log (n);
                INSERT INTO log (n) VALUES (4);
                """);
        place.migration("006_step.sql", """
                CREATE UNIQUE INDEX CONCURRENTLY log_at ON log (at);
                INSERT INTO log (n) VALUES (6);
                REINDEX INDEX CONCURRENTLY log_n;
                """);
        atOnce();
        assertEachOnceInOrder(6);
        assertThat(place.rows("SELECT indexrelid::regclass::text, indisvalid FROM pg_index"
                        + " WHERE indrelid = 'log'::regclass ORDER BY 1"))
                .containsExactly("log_at|t", "log_n|t");
    }
}
