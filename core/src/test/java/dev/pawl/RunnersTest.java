package dev.pawl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.pawl.embedded.testing.Effort;
import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.event.RunEvent;
import dev.pawl.guard.Confirmation;
import dev.pawl.report.MigrateReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Many runners at once")
class RunnersTest {

    private Project project;

    @BeforeEach
    void open(@TempDir Path folder) {
        project = new Project(folder);
    }

    @AfterEach
    void close() {
        project.close();
    }

    /** What came of several runs that began at the same moment: a report, or the exception. */
    private static <T> List<Object> atOnce(int count, Callable<T> work) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        CountDownLatch start = new CountDownLatch(1);
        try {
            List<Future<T>> runs = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                runs.add(threads.submit(() -> {
                    start.await();
                    return work.call();
                }));
            }
            start.countDown();
            List<Object> results = new ArrayList<>();
            for (Future<T> run : runs) {
                results.add(result(run));
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    private static <T> Object result(Future<T> run) throws InterruptedException {
        try {
            return run.get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            return Objects.requireNonNull(e.getCause());
        } catch (TimeoutException e) {
            return e;
        }
    }

    private static void assertUpToDate(List<Object> results) {
        assertThat(results)
                .allSatisfy(result -> assertThat(result)
                        .isInstanceOfSatisfying(
                                MigrateReport.class,
                                report -> assertThat(report.upToDate()).isTrue()));
    }

    private static long applied(List<Object> results) {
        return results.stream()
                .mapToLong(result -> ((MigrateReport) result).applied().size())
                .sum();
    }

    /** Each migration writes its number, so that order and number of runs show. */
    private void numbered(int count) {
        project.file("001_log.sql", "CREATE TABLE log (at serial, n int);");
        for (int n = 2; n <= count; n++) {
            project.file(
                    "%03d_n.sql".formatted(n),
                    "CREATE TABLE t%d (id int);".formatted(n),
                    "INSERT INTO log (n) VALUES (%d);".formatted(n));
        }
    }

    private void assertEachOnceInOrder(int count) {
        assertThat(project.rows("SELECT n FROM log ORDER BY at"))
                .containsExactlyElementsOf(IntStream.rangeClosed(2, count)
                        .mapToObj(Integer::toString)
                        .toList());
    }

    @Test
    @DisplayName("R4 A23: twenty runners on a fresh database apply 30 migrations once, in order, and all succeed")
    void twenty() throws Exception {
        numbered(30);
        List<Object> results = atOnce(20, project::migrate);
        assertUpToDate(results);
        assertThat(applied(results)).isEqualTo(30);
        assertEachOnceInOrder(30);
        assertThat(project.rows(
                        "SELECT count(*), count(DISTINCT version) FROM migration_history WHERE status = 'success'"))
                .containsExactly("30|30");
        assertThat(project.rows("SELECT 1 FROM migration_history WHERE status <> 'success'"))
                .isEmpty();
    }

    @ParameterizedTest(name = "R4 N4: so with two hundred threads of one process, {0}")
    @EnumSource(Route.class)
    void twoHundred(Route taken) throws Exception {
        try (Route.Opened route = taken.open()) {
            route.lead(project);
            int count = Effort.times(40, 200);
            numbered(12);
            String url = project.url() + "?connect_timeout=60"; // they all knock at once
            List<Object> results =
                    atOnce(count, () -> project.builder().url(url).build().migrate());
            assertUpToDate(results);
            assertThat(applied(results)).isEqualTo(12);
            assertEachOnceInOrder(12);
        }
    }

    @Test
    @DisplayName("R4: so with concurrent index builds among the migrations, and nobody waits for ever")
    void twentyWithIndexes() throws Exception {
        numbered(12);
        project.file("0025_i.sql", "CREATE INDEX CONCURRENTLY i2 ON t2 (id);").delete("0025_i.sql");
        project.file(
                        "004_n.sql",
                        "CREATE TABLE t4 (id int);",
                        "CREATE INDEX CONCURRENTLY i4 ON t4 (id);",
                        "INSERT INTO log (n) VALUES (4);")
                .file(
                        "009_n.sql",
                        "CREATE TABLE t9 (id int);",
                        "CREATE INDEX CONCURRENTLY i9 ON t9 (id);",
                        "INSERT INTO log (n) VALUES (9);");
        List<Object> results = atOnce(20, project::migrate);
        assertUpToDate(results);
        assertThat(applied(results)).isEqualTo(12);
        assertEachOnceInOrder(12);
        assertThat(project.rows("SELECT 1 FROM pg_index WHERE NOT indisvalid")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"names", "stems", "files", "versions"})
    @DisplayName("R4 H1: each once, in every shape of history")
    void shapes(String shape) throws Exception {
        numbered(10);
        project.file(
                "005_n.sql",
                "CREATE TABLE t5 (id int);",
                "CREATE INDEX CONCURRENTLY i5 ON t5 (id);",
                "INSERT INTO log (n) VALUES (5);");
        List<Object> results =
                atOnce(10, () -> project.builder().shape(shape).build().migrate());
        assertUpToDate(results);
        assertThat(applied(results)).isEqualTo(10);
        assertEachOnceInOrder(10);
        assertThat(project.rows("SELECT 1 FROM schema_migrations")).hasSize(10);
    }

    @Test
    @DisplayName("R4: who waits is told for whom, and finds all up to date")
    void toldForWhom() throws Exception {
        project.file("001_slow.sql", "SELECT pg_sleep(1.5);");
        List<Object> results = atOnce(3, project::migrate);
        assertUpToDate(results);
        assertThat(applied(results)).isEqualTo(1);
        assertThat(project.events(RunEvent.WaitingForRunner.class))
                .hasSizeGreaterThanOrEqualTo(2)
                .anySatisfy(event -> assertThat(event.whom())
                        .hasValueSatisfying(whom -> assertThat(whom).contains("pawl/")));
        assertThat(project.events(RunEvent.AppliedElsewhere.class)).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pawl", "names", "stems", "files", "versions"})
    @DisplayName("R4: when the winner fails, those that wait report its failure and do not try it again")
    void winnerFails(String shape) throws Exception {
        project.file("001_a.sql", "CREATE TABLE a (id int);")
                .file("002_b.sql", "SELECT pg_sleep(0.5);", "SELECT nosuch;")
                .file("003_c.sql", "CREATE TABLE c (id int);");
        assertOneFailure(atOnce(8, () -> project.builder().shape(shape).build().migrate()));
    }

    @Test
    @DisplayName("R4: so outside a transaction, and with a repeatable migration")
    void winnerFailsElsewhere() throws Exception {
        project.file("V2__b.sql", "-- pawl: no-transaction", "SELECT pg_sleep(0.5);", "SELECT nosuch;");
        assertOneFailure(atOnce(8, project::migrate));
        project.delete("V2__b.sql");
        project.sql("TRUNCATE migration_history; DELETE FROM schema_migrations; DELETE FROM pawl_lease");
        project.file("R__b.sql", "SELECT pg_sleep(0.5);", "SELECT nosuch;");
        assertOneFailure(atOnce(8, project::migrate));
    }

    private void assertOneFailure(List<Object> results) {
        List<ErrorCode> codes = results.stream()
                .map(result -> ((PawlException) result).problem().code())
                .toList();
        assertThat(codes).containsOnlyOnce(ErrorCode.STATEMENT_FAILED);
        assertThat(codes.stream().filter(code -> code == ErrorCode.OTHER_RUNNER_FAILED))
                .hasSize(results.size() - 1);
        assertThat(project.rows("SELECT 1 FROM migration_history WHERE status = 'failed'"))
                .hasSize(1);
        assertThat(project.tables()).doesNotContain("c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pawl", "names"})
    @DisplayName("R4 F8: a repeatable migration that changed runs once, whoever comes")
    void repeatables(String shape) throws Exception {
        Callable<MigrateReport> migrate =
                () -> project.builder().shape(shape).build().migrate();
        project.file("V1__log.sql", "CREATE TABLE log (at serial, n int);")
                .file("R__r.sql", "INSERT INTO log (n) VALUES (2);");
        assertUpToDate(atOnce(8, migrate));
        assertEachOnceInOrder(2);
        project.file("R__r.sql", "SELECT pg_sleep(0.3); INSERT INTO log (n) VALUES (3);");
        List<Object> results = atOnce(8, migrate);
        assertUpToDate(results);
        assertThat(applied(results)).isEqualTo(1);
        assertEachOnceInOrder(3);
    }

    @Test
    @DisplayName("R4 R9: a rollback and a run at the same time exclude each other, migration by migration")
    void rollback() throws Exception {
        project.file("1_log.up.sql", "CREATE TABLE log (at serial, n int);")
                .file("1_log.down.sql", "DROP TABLE log;")
                .file("2_t.up.sql", "CREATE TABLE t (id int);", "SELECT pg_sleep(0.4);")
                .file("2_t.down.sql", "SELECT pg_sleep(0.4);", "DROP TABLE t;");
        project.migrate();
        List<Object> results = atOnce(
                4,
                () -> project.pawl()
                        .rollback(new RollbackRequest(new RollbackRequest.Extent.Steps(1), Confirmation.GIVEN)));
        assertThat(results.stream().filter(result -> !(result instanceof PawlException)))
                .hasSize(1);
        assertThat(results)
                .filteredOn(PawlException.class::isInstance)
                .allSatisfy(result ->
                        assertThat(((PawlException) result).problem().code()).isEqualTo(ErrorCode.RUNNER_BUSY));
        assertThat(project.tables()).containsExactly("log");
        assertThat(project.rows("SELECT 1 FROM migration_history WHERE action = 'rollback'"))
                .hasSize(1);
        assertUpToDate(atOnce(3, project::migrate));
        assertThat(project.tables()).containsExactly("log", "t");
    }

    @Test
    @DisplayName("R4 H5: mark and baseline never write over a run at work")
    void mark() throws Exception {
        project.file("001_slow.sql", "CREATE TABLE slow (id int);", "SELECT pg_sleep(4);");
        ExecutorService thread = Executors.newSingleThreadExecutor();
        Future<MigrateReport> run = thread.submit(project::migrate);
        await().until(() -> !project.rows("SELECT 1 FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(4)%'"
                        + " AND datname = current_database() AND pid <> pg_backend_pid()")
                .isEmpty());
        MarkRequest request = new MarkRequest("001", MarkRequest.Status.APPLIED, Optional.empty(), Confirmation.GIVEN);
        PawlException refused =
                catchThrowableOfType(PawlException.class, () -> project.pawl().mark(request));
        assertThat(refused.problem().code()).isEqualTo(ErrorCode.RUNNER_BUSY);
        assertThat(run.get(20, TimeUnit.SECONDS).applied()).hasSize(1);
        thread.shutdown();
        assertThat(project.rows("SELECT action FROM migration_history")).containsExactly("apply");
        assertThat(project.pawl().mark(request).marked()).isEmpty();
    }

    @Test
    @DisplayName("R4: a migration that alters the history itself passes, with others waiting for it")
    void altersHistory() throws Exception {
        numbered(3);
        project.file(
                        "004_alter.sql",
                        "SELECT pg_sleep(0.4);",
                        "ALTER TABLE schema_migrations ADD COLUMN note text;",
                        "INSERT INTO log (n) VALUES (4);",
                        "SELECT pg_sleep(0.4);")
                .file("005_n.sql", "INSERT INTO log (n) VALUES (5);");
        List<Object> results = atOnce(6, project::migrate);
        assertUpToDate(results);
        assertEachOnceInOrder(5);
    }
}
