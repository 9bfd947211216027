package dev.pawl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.embedded.testing.Effort;
import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Death at every point of a run")
class DeathTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Project project;
    private Path folder;
    private Route.Opened route;

    @BeforeEach
    void open(@TempDir Path directory) {
        folder = directory;
        project = new Project(folder)
                .file("001_log.sql", "CREATE TABLE log (at serial, n int);", "INSERT INTO log (n) VALUES (1);")
                .file("002_b.sql", "INSERT INTO log (n) VALUES (2);", "CREATE TABLE b (id int);")
                .file(
                        "003_indexes.sql",
                        "CREATE INDEX CONCURRENTLY first_idx ON b (id);",
                        "INSERT INTO log (n) VALUES (3);",
                        "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS second_idx ON b (id);",
                        "REINDEX INDEX CONCURRENTLY first_idx;",
                        "VACUUM b;",
                        "INSERT INTO log (n) VALUES (4);")
                .file("004_c.sql", "CREATE TABLE c (id int);", "INSERT INTO log (n) VALUES (5);");
    }

    @AfterEach
    void close() {
        project.close();
        if (route != null) {
            route.close();
        }
    }

    private void take(Route taken) {
        route = taken.open();
        route.lead(project);
    }

    /** All points, or a sample of them that the seed begins. */
    private static int stride(Route route) {
        return Effort.times(route == Route.DIRECT ? 5 : 7, 1);
    }

    private static int first(int stride) {
        return 1 + new Random(Effort.seed()).nextInt(stride);
    }

    /** A run by somebody who comes later and knows nothing. */
    private void finish(String after) {
        assertThat(project.builder()
                        .leaseTime(DoomedRunner.LEASE)
                        .build()
                        .migrate()
                        .upToDate())
                .as(after)
                .isTrue();
        assertThat(project.rows("SELECT n FROM log ORDER BY at")).as(after).containsExactly("1", "2", "3", "4", "5");
        assertThat(project.rows("SELECT indexrelid::regclass::text, indisvalid FROM pg_index"
                        + " WHERE indrelid = 'b'::regclass ORDER BY 1"))
                .as(after)
                .containsExactly("first_idx|t", "second_idx|t");
        assertThat(project.rows("SELECT version, status FROM schema_migrations ORDER BY 1"))
                .as(after)
                .containsExactly("001|applied", "002|applied", "003|applied", "004|applied");
        assertThat(project.rows("SELECT version, status FROM migration_history ORDER BY 1"))
                .as(after)
                .containsExactly("001|success", "002|success", "003|success", "004|success");
        assertThat(project.rows("SELECT 1 FROM pawl_lease")).as(after).isEmpty();
    }

    private void empty() {
        project.sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    }

    @ParameterizedTest(
            name =
                    "R5 N4: {0}, a runner is killed with kill -9 at every point of its run; the next run finishes, with each"
                            + " migration once")
    @EnumSource(Route.class)
    void everyPoint(Route taken) throws InterruptedException {
        take(taken);
        int stride = stride(taken);
        int killed = 0;
        for (int point = first(stride); ; point += stride) {
            try (DoomedRunner runner = DoomedRunner.start(project.url(), folder, point)) {
                String name = runner.awaitPoint();
                if (name.startsWith("end ")) {
                    assertThat(name).isEqualTo("end done");
                    break;
                }
                runner.kill();
                killed++;
                finish("killed " + name + ", seed " + Effort.seed());
            }
            empty();
        }
        assertThat(killed).isGreaterThanOrEqualTo(30 / stride);
    }

    @ParameterizedTest(
            name =
                    "R4 R5 N4: {0}, a runner that was stopped at any point, and wakes after another has finished its work,"
                            + " writes nothing")
    @EnumSource(Route.class)
    void wakesTooLate(Route taken) throws InterruptedException {
        take(taken);
        int stride = stride(taken);
        int fenced = 0;
        for (int point = first(stride); ; point += stride) {
            try (DoomedRunner runner = DoomedRunner.start(project.url(), folder, point)) {
                String name = runner.awaitPoint();
                if (name.startsWith("end ")) {
                    break;
                }
                runner.signal("STOP");
                finish("stopped " + name);
                List<String> before = everything();
                runner.wake();
                runner.signal("CONT");
                String end = runner.awaitPoint();
                assertThat(runner.awaitEnd(PATIENCE)).as(name).isTrue();
                assertThat(end).as("stopped %s", name).matches("end (done|RUNNER_BUSY.*|CONNECTION_LOST.*)");
                assertThat(everything()).as("stopped %s", name).isEqualTo(before);
                fenced++;
            }
            empty();
        }
        assertThat(fenced).isGreaterThanOrEqualTo(30 / stride);
    }

    @Test
    @DisplayName("R5: a lease time that leaves no time for a sign of life is refused")
    void tooShort() {
        assertThatThrownBy(
                        () -> project.builder().leaseTime(Duration.ofMillis(99)).build())
                .isInstanceOfSatisfying(
                        PawlException.class,
                        e -> assertThat(e.problem().code()).isEqualTo(ErrorCode.CONFIG_INVALID_VALUE));
    }

    /** All that a run could have changed. */
    private List<String> everything() {
        return project.rows(
                "SELECT 'log ' || l::text FROM log l UNION ALL SELECT 'row ' || m::text FROM schema_migrations m"
                        + " UNION ALL SELECT 'audit ' || h::text FROM migration_history h"
                        + " UNION ALL SELECT 'lease ' || l::text FROM pawl_lease l"
                        + " UNION ALL SELECT 'class ' || oid || relname || relfilenode FROM pg_class"
                        + " WHERE relnamespace = 'public'::regnamespace ORDER BY 1");
    }
}
