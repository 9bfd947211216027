package dev.pawl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.embedded.testing.Effort;
import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Death at every point of a run")
class DeathTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private Route.Opened route = new Route.Opened(Optional.empty());

    @AfterEach
    void close() {
        route.close();
    }

    private Project project(String name) {
        Project project = new Project(folder.resolve(name))
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
        return route.lead(project);
    }

    /** What is done to a runner that stands at a point. */
    private interface Fate {
        void of(DoomedRunner runner, Project project, String point) throws InterruptedException;
    }

    /** At all points, or at a sample of them that the seed begins. */
    private void atEachPoint(Route taken, Fate fate) throws InterruptedException {
        route = taken.open();
        int points = points();
        assertThat(points).isGreaterThanOrEqualTo(30);
        int stride = Effort.times(taken == Route.DIRECT ? 5 : 7, 1);
        int first = 1 + new Random(Effort.seed()).nextInt(stride);
        SideBySide.each(
                IntStream.iterate(first, point -> point <= points, point -> point + stride), point -> at(point, fate));
    }

    /** How many there are. */
    private int points() {
        try (Project project = project("undisturbed")) {
            project.migrate();
            return project.events().size();
        }
    }

    private void at(int point, Fate fate) throws InterruptedException {
        Path at = folder.resolve("point-" + point);
        try (Project project = project("point-" + point);
                DoomedRunner runner = DoomedRunner.start(project.url(), at, point)) {
            String name = runner.awaitPoint();
            assertThat(name).startsWith("at ");
            fate.of(runner, project, name + ", seed " + Effort.seed());
        }
    }

    /** A run by somebody who comes later and knows nothing. */
    private static void finish(Project project, String after) {
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
        assertThat(project.rows("SELECT version, status FROM migration_history WHERE action = 'apply' ORDER BY 1"))
                .as(after)
                .containsExactly("001|success", "002|success", "003|success", "004|success");
        assertThat(project.rows("SELECT 1 FROM pawl_lease")).as(after).isEmpty();
    }

    @ParameterizedTest(
            name =
                    "R5 N4: {0}, a runner is killed with kill -9 at every point of its run; the next run finishes, with each"
                            + " migration once")
    @EnumSource(Route.class)
    void everyPoint(Route taken) throws InterruptedException {
        atEachPoint(taken, (runner, project, point) -> {
            runner.kill();
            finish(project, "killed " + point);
        });
    }

    @ParameterizedTest(
            name =
                    "R4 R5 N4: {0}, a runner that was stopped at any point, and wakes after another has finished its work,"
                            + " writes nothing")
    @EnumSource(Route.class)
    void wakesTooLate(Route taken) throws InterruptedException {
        atEachPoint(taken, (runner, project, point) -> {
            runner.signal("STOP");
            finish(project, "stopped " + point);
            List<String> before = everything(project);
            runner.wake();
            runner.signal("CONT");
            String end = runner.awaitPoint();
            assertThat(runner.awaitEnd(PATIENCE)).as(point).isTrue();
            assertThat(end).as("stopped %s", point).matches("end (done|RUNNER_BUSY.*|CONNECTION_LOST.*)");
            assertThat(everything(project)).as("stopped %s", point).isEqualTo(before);
        });
    }

    @Test
    @DisplayName("R5: a lease time that leaves no time for a sign of life is refused")
    void tooShort() {
        assertThatThrownBy(() -> Pawl.builder().leaseTime(Duration.ofMillis(99)).build())
                .isInstanceOfSatisfying(
                        PawlException.class,
                        e -> assertThat(e.problem().code()).isEqualTo(ErrorCode.CONFIG_INVALID_VALUE));
    }

    /** All that a run could have changed; that its connection was lost, it may tell. */
    private static List<String> everything(Project project) {
        return project.rows(
                "SELECT 'log ' || l::text FROM log l UNION ALL SELECT 'row ' || m::text FROM schema_migrations m"
                        + " UNION ALL SELECT 'audit ' || h::text FROM migration_history h WHERE action <> 'lost'"
                        + " UNION ALL SELECT 'lease ' || l::text FROM pawl_lease l"
                        + " UNION ALL SELECT 'class ' || oid || relname || relfilenode FROM pg_class"
                        + " WHERE relnamespace = 'public'::regnamespace ORDER BY 1");
    }
}
