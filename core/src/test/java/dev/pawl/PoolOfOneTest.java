package dev.pawl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pawl.embedded.testing.PgBouncer;
import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.event.RunEvent;
import dev.pawl.guard.Confirmation;
import dev.pawl.report.MigrateReport;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A pooler with one connection to the server")
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PoolOfOneTest {

    private static final Duration LEASE = Duration.ofMillis(600);
    private static final RollbackRequest LAST =
            new RollbackRequest(new RollbackRequest.Extent.Steps(1), Confirmation.GIVEN);

    private Project project;
    private PgBouncer pooler;

    @BeforeEach
    void open(@TempDir Path folder) {
        assumeTrue(PgBouncer.isInstalled(), "the Debian package pgbouncer is not installed");
        pooler = PgBouncer.inFrontOfTestServer().withPoolSize(1).start();
        project = new Project(folder).through(pooler);
    }

    @AfterEach
    void close() {
        if (project != null) {
            project.close();
            pooler.close();
        }
    }

    private PawlBuilder builder() {
        return project.builder().leaseTime(LEASE);
    }

    private Project withSlowProcedure() {
        return project.file(
                        "001_log.sql",
                        "CREATE TABLE log (at serial, n int);",
                        "CREATE PROCEDURE slow(n int) LANGUAGE plpgsql AS $$ BEGIN",
                        "  INSERT INTO log (n) VALUES (n); COMMIT; PERFORM pg_sleep(3); END $$;")
                .file(
                        "002_slow.sql",
                        "-- pawl: no-transaction",
                        "CALL slow(1);",
                        "INSERT INTO log (n) VALUES (2);",
                        "CREATE INDEX CONCURRENTLY i ON log (n);");
    }

    private void assertOnce() {
        assertThat(project.rows("SELECT n FROM log ORDER BY at")).containsExactly("1", "2");
        assertThat(project.value("SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass"))
                .isEqualTo("t");
        assertThat(project.rows("SELECT version, status FROM migration_history ORDER BY executed_at"))
                .containsExactly("001|success", "002|success");
        assertThat(project.rows("SELECT 1 FROM pawl_lease")).isEmpty();
    }

    private static CompletableFuture<MigrateReport> inBackground(Pawl pawl) {
        return CompletableFuture.supplyAsync(pawl::migrate);
    }

    private void awaitLogged(int n) {
        await().atMost(20, TimeUnit.SECONDS)
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptions()
                .until(() -> !project.rows("SELECT 1 FROM log WHERE n = " + n).isEmpty());
    }

    @Test
    @DisplayName("N4 R5: a statement that takes longer than the lease, with no connection for the heartbeat, ends well")
    void longerThanTheLease() {
        MigrateReport report =
                withSlowProcedure().builder().leaseTime(LEASE).build().migrate();
        assertThat(report.applied()).hasSize(2);
        assertThat(project.events(RunEvent.Warned.class)).isEmpty();
        assertOnce();
    }

    @Test
    @DisplayName("N4 R4: of two runners, the one that waits takes nothing over, however long the other is not heard of")
    void two() {
        withSlowProcedure();
        CompletableFuture<MigrateReport> first = inBackground(builder().build());
        awaitLogged(1);
        MigrateReport second = builder().build().migrate();
        assertThat(first.orTimeout(30, TimeUnit.SECONDS).join().upToDate()).isTrue();
        assertThat(second.upToDate()).isTrue();
        assertThat(second.applied()).isEmpty();
        assertOnce();
    }

    @Test
    @DisplayName("N4 R4: so does one that comes by another way, and it ends nobody's session")
    void oneBesideThePooler() {
        withSlowProcedure();
        CompletableFuture<MigrateReport> first = inBackground(builder().build());
        awaitLogged(1);
        MigrateReport second = builder().url(project.database().url()).build().migrate();
        assertThat(first.orTimeout(30, TimeUnit.SECONDS).join().upToDate()).isTrue();
        assertThat(second.upToDate()).isTrue();
        assertThat(second.applied()).isEmpty();
        assertOnce();
        assertThat(project.events(RunEvent.WaitingForRunner.class))
                .anySatisfy(waiting -> assertThat(waiting.whom().orElseThrow()).contains("tester"));
    }

    @Test
    @DisplayName("N4 R5: the work of a runner that is gone is taken over when nothing works for it any more")
    void deadRunner() throws SQLException {
        project.file("001_t.sql", "CREATE TABLE log (at serial, n int);").migrate();
        project.file(
                "002_slow.sql",
                "-- pawl: no-transaction",
                "INSERT INTO log (n) VALUES (1);",
                "CREATE INDEX CONCURRENTLY i ON log (n);",
                "INSERT INTO log (n) VALUES (2);");
        try (Connection reader = project.database().connect()) {
            reader.setAutoCommit(false);
            try (Statement statement = reader.createStatement()) {
                statement.execute("LOCK TABLE log IN ROW EXCLUSIVE MODE");
            }
            CompletableFuture<MigrateReport> first = inBackground(builder().build());
            String working = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND state = 'active'"
                    + " AND query LIKE 'CREATE INDEX CONCURRENTLY%'";
            await().atMost(20, TimeUnit.SECONDS)
                    .until(() -> !project.rows(working).isEmpty());
            pooler.kill(); // and with it every connection to the runner
            assertThat(first)
                    .failsWithin(Duration.ofSeconds(60))
                    .withThrowableThat()
                    .withMessageContaining("CONNECTION_LOST");
            pooler.startAgain();
            CompletableFuture<MigrateReport> second = inBackground(builder().build());
            await().during(Duration.ofSeconds(1))
                    .atMost(Duration.ofSeconds(3))
                    .until(() -> !second.isDone() && !project.rows(working).isEmpty());
            reader.rollback();
            assertThat(second.orTimeout(30, TimeUnit.SECONDS).join().upToDate()).isTrue();
        }
        assertThat(project.rows("SELECT n FROM log ORDER BY at")).containsExactly("1", "2");
        assertThat(project.value("SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass"))
                .isEqualTo("t");
    }

    @Test
    @DisplayName("N4 R9: a down script outside a transaction needs no second connection")
    void rollback() {
        project.file("1_t.up.sql", "CREATE TABLE t AS SELECT 10 AS n;", "CREATE INDEX i ON t (n);")
                .file(
                        "1_t.down.sql",
                        "DROP INDEX CONCURRENTLY i;",
                        "UPDATE t SET n = n - 1;",
                        "SELECT pg_sleep(1.5);",
                        "CREATE TABLE was AS SELECT n FROM t;",
                        "DROP TABLE t;")
                .migrate();
        assertThat(builder().build().rollback(LAST).reverted()).hasSize(1);
        assertThat(project.rows("SELECT n FROM was")).containsExactly("9");
        assertThat(project.rows("SELECT action, status FROM migration_history ORDER BY executed_at"))
                .containsExactly("apply|success", "rollback|success");
        assertThat(project.rows("SELECT 1 FROM pawl_lease")).isEmpty();
        assertThat(project.rows("SELECT 1 FROM schema_migrations")).isEmpty();
    }

    @Test
    @DisplayName("N4 R9: of two rollbacks at once one runs the script, the other is told")
    void twoRollbacks() {
        project.file("1_t.up.sql", "CREATE TABLE t AS SELECT 10 AS n;", "CREATE TABLE log AS SELECT 1 AS n;")
                .file(
                        "1_t.down.sql",
                        "-- pawl: no-transaction",
                        "UPDATE t SET n = n - 1;",
                        "SELECT pg_sleep(2);",
                        "VACUUM t;")
                .migrate();
        CompletableFuture<Object> first =
                CompletableFuture.supplyAsync(() -> builder().build().rollback(LAST));
        await().atMost(20, TimeUnit.SECONDS)
                .until(() -> project.value("SELECT n FROM t").equals("9"));
        PawlException busy = catchThrowableOfType(
                PawlException.class,
                () -> builder().url(project.database().url()).build().rollback(LAST));
        assertThat(busy.problem().code()).isEqualTo(ErrorCode.RUNNER_BUSY);
        first.orTimeout(30, TimeUnit.SECONDS).join();
        assertThat(project.value("SELECT n FROM t")).isEqualTo("9");
    }

    @Test
    @DisplayName("N4 R6: a lock that is not obtained, a failure and an interruption end as they do without a pooler")
    void badEnds() throws Exception {
        project.file("001_t.sql", "CREATE TABLE t (id int);").migrate();
        project.file("002_a.sql", "ALTER TABLE t ADD COLUMN v int;");
        try (Connection reader = project.database().connect()) {
            reader.setAutoCommit(false);
            try (Statement statement = reader.createStatement()) {
                statement.execute("SELECT * FROM t");
            }
            PawlException failure = catchThrowableOfType(
                    PawlException.class,
                    () -> builder()
                            .lockTimeout(Duration.ofMillis(200))
                            .lockBudget(Duration.ofMillis(900))
                            .build()
                            .migrate());
            assertThat(failure.problem().code()).isEqualTo(ErrorCode.LOCK_TIMEOUT);
            reader.rollback();
        }
        project.file("002_a.sql", "SELECT pg_sleep(60);");
        interrupted("pg_sleep(60)");
        project.file("002_a.sql", "-- pawl: no-transaction", "CALL p();", "SELECT 1;")
                .sql("CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN COMMIT; PERFORM pg_sleep(60); END $$");
        interrupted("CALL p()");
        project.file("002_a.sql", "-- pawl: no-transaction", "SELECT nosuch;");
        assertThat(catchThrowableOfType(PawlException.class, builder().build()::migrate)
                        .problem()
                        .code())
                .isEqualTo(ErrorCode.STATEMENT_FAILED);
        project.file("002_a.sql", "ALTER TABLE t ADD COLUMN v int;");
        assertThat(builder().build().migrate().upToDate()).isTrue();
    }

    private void interrupted(String query) {
        Pawl pawl = builder().build();
        CompletableFuture<PawlException> run =
                CompletableFuture.supplyAsync(() -> catchThrowableOfType(PawlException.class, pawl::migrate));
        await().atMost(20, TimeUnit.SECONDS)
                .until(() -> !project.rows("SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%"
                                + query + "%' AND pid <> pg_backend_pid()")
                        .isEmpty());
        pawl.interrupt();
        PawlException failure = run.orTimeout(30, TimeUnit.SECONDS).join();
        assertThat(failure.problem().code()).as("%s", failure).isEqualTo(ErrorCode.INTERRUPTED);
    }

    @Test
    @DisplayName("N4 R4: twenty runners at once, index builds among the migrations: each once, all succeed")
    void twenty() {
        project.file("001_log.sql", "CREATE TABLE log (at serial, n int);");
        for (int n = 2; n <= 12; n++) {
            project.file(
                    "%03d_n.sql".formatted(n),
                    "CREATE TABLE t%d (id int);".formatted(n),
                    n % 4 == 0 ? "CREATE INDEX CONCURRENTLY i%d ON t%d (id);".formatted(n, n) : "",
                    "INSERT INTO log (n) VALUES (%d);".formatted(n));
        }
        List<CompletableFuture<MigrateReport>> runs = IntStream.range(0, 20)
                .mapToObj(i -> {
                    Pawl pawl = project.pawl();
                    CompletableFuture<MigrateReport> run = new CompletableFuture<>();
                    Thread thread = new Thread(() -> {
                        try {
                            run.complete(pawl.migrate());
                        } catch (PawlException e) {
                            run.completeExceptionally(e);
                        }
                    });
                    thread.setDaemon(true);
                    thread.start();
                    return run;
                })
                .toList();
        assertThat(runs)
                .allSatisfy(run -> assertThat(
                                run.orTimeout(60, TimeUnit.SECONDS).join().upToDate())
                        .isTrue());
        assertThat(runs.stream().mapToInt(run -> run.join().applied().size()).sum())
                .isEqualTo(12);
        assertThat(project.rows("SELECT n FROM log ORDER BY at"))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(2, 12).mapToObj(Integer::toString).toList());
    }
}
