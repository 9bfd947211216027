package dev.pawl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.pawl.embedded.testing.Effort;
import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.report.MigrateReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Databases whose transactions are REPEATABLE READ or SERIALIZABLE by default")
class IsolationTest {

    private static final int RUNNERS = 8;

    private Project project;

    @BeforeEach
    void open(@TempDir Path folder) {
        project = new Project(folder);
    }

    @AfterEach
    void close() {
        project.close();
    }

    private void isolation(String level) {
        project.sql(
                "ALTER DATABASE " + project.database().name() + " SET default_transaction_isolation = '" + level + "'");
    }

    /** What came of runs that began at the same moment; what one threw is thrown. */
    private static <T> List<T> atOnce(Callable<T> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(RUNNERS);
        CountDownLatch start = new CountDownLatch(1);
        try {
            List<Future<T>> runs = new ArrayList<>();
            for (int i = 0; i < RUNNERS; i++) {
                runs.add(threads.submit(() -> {
                    start.await();
                    return work.call();
                }));
            }
            start.countDown();
            List<T> results = new ArrayList<>();
            for (Future<T> run : runs) {
                results.add(run.get(2, TimeUnit.MINUTES));
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    private static void assertApplied(List<MigrateReport> reports, int count) {
        assertThat(reports).allMatch(MigrateReport::upToDate);
        assertThat(reports.stream().mapToInt(report -> report.applied().size()).sum())
                .isEqualTo(count);
    }

    static Stream<Arguments> manners() {
        Arguments first = arguments("serializable", "pawl", MigrateRequest.Scope.EACH);
        Arguments second = arguments("repeatable read", "stems", MigrateRequest.Scope.ALL);
        return Effort.isFull()
                ? Stream.of("serializable", "repeatable read")
                        .flatMap(level -> Stream.of("pawl", "names", "stems", "files", "versions")
                                .flatMap(shape -> Stream.of(MigrateRequest.Scope.values())
                                        .map(scope -> arguments(level, shape, scope))))
                : Stream.of(first, second);
    }

    @ParameterizedTest
    @MethodSource("manners")
    @DisplayName("R4 N5: eight runners at once apply each migration once, in order, and all succeed")
    void runners(String level, String shape, MigrateRequest.Scope scope) throws Exception {
        isolation(level);
        project.file("V1__log.sql", "CREATE TABLE log (at serial, n int);");
        for (int n = 2; n <= 7; n++) {
            project.file(
                    "V" + n + "__n.sql", "INSERT INTO log (n) SELECT " + n + " FROM (SELECT count(*) FROM log) x;");
        }
        if (scope == MigrateRequest.Scope.EACH) {
            project.file("V8__i.sql", "CREATE INDEX CONCURRENTLY i ON log (n);", "INSERT INTO log (n) VALUES (8);");
        }
        project.file("R__v.sql", "CREATE OR REPLACE VIEW v AS SELECT * FROM log;");
        int total = scope == MigrateRequest.Scope.EACH ? 9 : 8;
        assertApplied(
                atOnce(() -> project.builder()
                        .environment("staging")
                        .shape(shape)
                        .build()
                        .migrate(MigrateRequest.DEFAULT.withScope(scope))),
                total);
        assertThat(project.rows("SELECT n FROM log ORDER BY at"))
                .hasSize(total - 2)
                .isSorted();
        assertThat(project.rows(
                        "SELECT count(*), count(DISTINCT version) FROM migration_history WHERE status = 'success'"
                                + " AND action = 'apply'"))
                .containsExactly(total + "|" + total);
    }

    @Test
    @DisplayName("R4 N5: when the winner fails, those that wait report its failure and do not try it again")
    void winnerFails() throws Exception {
        isolation("serializable");
        project.file("V1__a.sql", "SELECT pg_sleep(0.4);", "SELECT nosuch;");
        List<ErrorCode> codes = atOnce(() -> catchThrowableOfType(PawlException.class, project::migrate)
                .problem()
                .code());
        assertThat(codes).hasSize(RUNNERS).containsOnlyOnce(ErrorCode.STATEMENT_FAILED);
        assertThat(project.rows("SELECT status FROM migration_history")).containsExactly("failed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"serializable", "repeatable read"})
    @DisplayName("R4 H7 N5: eight runners at a script that founds the history itself")
    void founding(String level) throws Exception {
        isolation(level);
        project.file(
                        "000-create-migration-table.sql",
                        "CREATE TABLE schema_migrations (id serial PRIMARY KEY, version varchar(255) UNIQUE NOT NULL,",
                        "  name varchar(255) NOT NULL, applied_at timestamp DEFAULT now(), execution_time_ms integer,",
                        "  checksum varchar(64));")
                .file("001-users.sql", "CREATE TABLE users (id int);");
        for (int round = 0; round < Effort.times(1, 20); round++) {
            assertApplied(atOnce(project::migrate), 2);
            project.sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"serializable", "repeatable read"})
    @DisplayName("R5 N5: a transaction of a script's own may last longer than the pause between two heartbeats")
    void heartbeats(String level) {
        isolation(level);
        project.file(
                "V1__a.sql",
                "-- pawl: no-transaction",
                "CREATE TABLE a (n int);",
                "BEGIN;",
                "SET LOCAL work_mem = '1MB';",
                "INSERT INTO a VALUES (1);",
                "SELECT pg_sleep(1.2);",
                "COMMIT;",
                "INSERT INTO a VALUES (2);");
        MigrateReport report = project.builder()
                .leaseTime(Duration.ofSeconds(1))
                .lockBudget(Duration.ZERO)
                .build()
                .migrate();
        assertThat(report.applied()).hasSize(1);
        assertThat(project.rows("SELECT n FROM a ORDER BY n")).containsExactly("1", "2");
    }
}
