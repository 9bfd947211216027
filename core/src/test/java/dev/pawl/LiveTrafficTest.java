package dev.pawl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pawl.embedded.testing.Effort;
import dev.pawl.embedded.testing.Traffic;
import dev.pawl.error.ErrorCode;
import dev.pawl.error.ExitCode;
import dev.pawl.error.PawlException;
import dev.pawl.event.Obstacle;
import dev.pawl.event.RunEvent;
import dev.pawl.event.RunListener;
import dev.pawl.guard.Confirmation;
import dev.pawl.report.MigrateReport;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Migrations under live traffic")
class LiveTrafficTest {

    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final Duration ALLOWANCE = Duration.ofMillis(500);
    private static final MigrateRequest TOGETHER = MigrateRequest.DEFAULT.withScope(MigrateRequest.Scope.ALL);
    private static final RollbackRequest LAST =
            new RollbackRequest(new RollbackRequest.Extent.Steps(1), Confirmation.GIVEN);

    private Project project;

    @BeforeEach
    void open(@TempDir Path folder) {
        project = new Project(folder);
    }

    @AfterEach
    void close() {
        project.close();
    }

    private static PawlException failing(Runnable run) {
        return catchThrowableOfType(PawlException.class, run::run);
    }

    /** A table with readers' rows, applied as the first migration. */
    private Project orders() {
        project.file(
                        "001_orders.sql",
                        "CREATE TABLE orders AS SELECT i AS id, 0 AS state FROM generate_series(1, 1000) i;",
                        "CREATE TABLE log (at serial, xid text);")
                .migrate();
        return project;
    }

    private Blocking reader() throws SQLException {
        return new Blocking(project.database(), "SELECT 'report' AS kind, count(*) FROM orders");
    }

    private List<String> attempts(String version) {
        return project.rows("SELECT action, status FROM migration_history WHERE version = '" + version + "'");
    }

    private List<RunEvent.RetryPlanned> retries() {
        return project.events(RunEvent.RetryPlanned.class);
    }

    /** What no client may wait longer than: the machine's own stalls are not the migration's. */
    private static Duration bound(Duration locks, Traffic traffic) {
        return locks.plus(ALLOWANCE).plus(traffic.longestElsewhere());
    }

    @Test
    @DisplayName(
            "R6: no client waits longer than the lock timeout and half a second, and it is applied when the way is free")
    void traffic() throws Exception {
        orders().file("002_total.sql", "ALTER TABLE orders ADD COLUMN total int;");
        Duration held = Effort.isFull() ? Duration.ofSeconds(30) : Duration.ofSeconds(5);
        try (Blocking blocker = reader();
                Traffic traffic = Traffic.on(project.database().jdbcUrl(), "orders")) {
            CompletableFuture<Void> released = blocker.endAfter(held);
            MigrateReport report = project.migrate();
            assertThat(released).isDone();
            traffic.end();

            assertThat(Project.versions(report)).containsExactly("002");
            assertThat(traffic.longestStall())
                    .as("%s", traffic)
                    .isLessThan(bound(LOCK_TIMEOUT, traffic))
                    .isGreaterThan(LOCK_TIMEOUT.dividedBy(2)); // the readers did queue behind the ALTER
            assertThat(traffic.reads()).isGreaterThan((int) held.toSeconds() * 10);
        }
        assertThat(attempts("002")).containsExactly("apply|success");
        assertThat(retries()).hasSizeGreaterThanOrEqualTo(2).allSatisfy(retry -> {
            assertThat(retry.obstacle()).isEqualTo(Obstacle.LOCK);
            assertThat(retry.blockers())
                    .anySatisfy(blocker -> assertThat(blocker)
                            .matches(
                                    "pid \\d+, role postgres, reporting, from 127.0.0.1, idle in transaction, open for \\d+ m?s: "
                                            + "SELECT 'report' AS kind, count\\(\\*\\) FROM orders"));
        });
    }

    @Test
    @DisplayName("R6: with two locking statements the longest stall is twice the lock timeout, and no more")
    void twoLocks() throws Exception {
        Duration limit = Duration.ofMillis(800);
        orders().file("002_more.sql", "CREATE TABLE customers (id int);").migrate();
        project.file(
                "003_both.sql",
                "ALTER TABLE orders ADD COLUMN total int;",
                "ALTER TABLE customers ADD COLUMN name text;");
        try (Blocking orders = reader();
                Blocking customers = new Blocking(project.database(), "SELECT * FROM customers");
                Traffic traffic = Traffic.on(project.database().jdbcUrl(), "orders")) {
            CompletableFuture<Void> first = orders.endAfter(Duration.ofMillis(600));
            CompletableFuture<Void> second = customers.endAfter(Duration.ofSeconds(2));
            project.builder().lockTimeout(limit).build().migrate();
            CompletableFuture.allOf(first, second).join();
            assertThat(traffic.end().longestStall())
                    .as("%s", traffic)
                    .isLessThan(bound(limit.multipliedBy(2), traffic))
                    .isGreaterThan(limit);
        }
    }

    @Test
    @DisplayName(
            "R6 H6: when the budget is used up: exit 7, who is in the way, one audit row, and nothing else changed")
    void budget() throws Exception {
        orders().file(
                        "002_total.sql",
                        "CREATE TABLE totals (id int);",
                        "INSERT INTO orders VALUES (0, 0);",
                        "ALTER TABLE orders ADD COLUMN total int;");
        try (Blocking blocker = reader()) {
            Snapshot before = Snapshot.of(project);
            PawlException failure = failing(() -> project.builder()
                    .lockTimeout(SHORT)
                    .lockBudget(Duration.ofMillis(1500))
                    .build()
                    .migrate());
            Snapshot after = Snapshot.of(project);

            assertThat(failure.exitCode()).isEqualTo(ExitCode.LOCK);
            assertThat(failure.problem().code()).isEqualTo(ErrorCode.LOCK_TIMEOUT);
            assertThat(failure.problem().message())
                    .matches(
                            "Migration 002 did not get its locks in \\d attempts within \\d s; last blocked by pid \\d+.*"
                                    + "reporting.*open for \\d+ s: SELECT .*");
            assertThat(failure.problem().position().orElseThrow().line()).isEqualTo(3);
            assertThat(after.without("migration_history").without("schema_migrations"))
                    .isEqualTo(before.without("migration_history").without("schema_migrations"));
            assertThat(after.rows("schema_migrations"))
                    .containsAll(before.rows("schema_migrations"))
                    .hasSize(before.rows("schema_migrations").size() + 1)
                    .anyMatch(row -> row.contains("failed"));
            blocker.end();
        }
        assertThat(attempts("002")).containsExactly("apply|failed");
        assertThat(Project.versions(project.migrate())).containsExactly("002");
        assertThat(attempts("002")).containsExactlyInAnyOrder("apply|failed", "apply|success");
    }

    @Test
    @DisplayName("R6: the whole transaction is tried again, not the statement")
    void whole() throws Exception {
        orders().file(
                        "002_total.sql",
                        "INSERT INTO log (xid) VALUES (pg_current_xact_id()::text);",
                        "ALTER TABLE orders ADD COLUMN total int;",
                        "DO $$ BEGIN RAISE NOTICE 'committed by %', pg_current_xact_id(); END $$;");
        try (Blocking blocker = reader()) {
            MigrateReport report = until(blocker).build().migrate();
            int attempts = retries().size() + 1;
            assertThat(attempts).isGreaterThanOrEqualTo(2);
            String last = report.applied().get(0).notices().get(0).replaceAll("\\D", "");
            assertThat(project.rows("SELECT at, xid FROM log")).containsExactly(attempts + "|" + last);
        }
    }

    @Test
    @DisplayName("R6: the pauses grow, differ from run to run, and the last one ends with the budget")
    void jitter() throws Exception {
        orders().file("002_total.sql", "ALTER TABLE orders ADD COLUMN total int;");
        List<List<Duration>> runs = new ArrayList<>();
        try (Blocking blocker = reader()) {
            for (int run = 0; run < 2; run++) {
                int told = retries().size();
                long start = System.nanoTime();
                failing(() -> project.builder()
                        .lockTimeout(Duration.ofMillis(50))
                        .lockBudget(Duration.ofMillis(1200))
                        .build()
                        .migrate());
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(900));
                runs.add(retries().stream()
                        .skip(told)
                        .map(RunEvent.RetryPlanned::delay)
                        .toList());
            }
            blocker.end();
        }
        assertThat(runs.get(0)).isNotEqualTo(runs.get(1));
        assertThat(runs).allSatisfy(delays -> {
            assertThat(delays.get(0)).isBetween(Duration.ofMillis(250), Duration.ofMillis(500));
            assertThat(delays.get(1)).isGreaterThanOrEqualTo(Duration.ofMillis(250));
            assertThat(delays.stream().reduce(Duration.ZERO, Duration::plus))
                    .isLessThanOrEqualTo(Duration.ofMillis(1200));
        });
    }

    /** Somebody who has the second row and asks for the first, while the script has the first and asks for the second. */
    private CompletableFuture<Void> crossing(Blocking other) {
        return CompletableFuture.runAsync(() -> {
            try {
                other.run("UPDATE orders SET state = 7 WHERE id = 1");
                other.end();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private Blocking secondRow() throws SQLException {
        return new Blocking(
                project.database(), "SET deadlock_timeout = '20s'", "UPDATE orders SET state = 8 WHERE id = 2");
    }

    /** Does something once, while a script runs: just before its statement of this number, a savepoint, which is not sent ahead. */
    private RunListener before(int statement, Runnable work) {
        AtomicInteger times = new AtomicInteger();
        return event -> {
            if (event instanceof RunEvent.StatementStarted started
                    && started.index() == statement
                    && times.getAndIncrement() == 0) {
                work.run();
            }
        };
    }

    /** Runs with somebody in the way until the first attempt has given up. */
    private PawlBuilder until(Blocking blocker) {
        return listening(event -> {
                    if (event instanceof RunEvent.RetryPlanned) {
                        blocker.endNow();
                    }
                })
                .lockTimeout(SHORT);
    }

    private PawlBuilder listening(RunListener listener) {
        RunListener kept = project.keeping();
        return project.builder().listener(event -> {
            kept.on(event);
            listener.on(event);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"EACH", "ALL"})
    @DisplayName("R6: after a deadlock the whole transaction is tried again")
    void deadlock(MigrateRequest.Scope scope) throws Exception {
        orders().file(
                        "002_swap.sql",
                        "UPDATE orders SET state = 1 WHERE id = 1;",
                        "SAVEPOINT between;",
                        "UPDATE orders SET state = 2 WHERE id = 2;",
                        "INSERT INTO log (xid) VALUES ('once');");
        try (Blocking other = secondRow()) {
            List<CompletableFuture<Void>> crossed = new ArrayList<>();
            MigrateReport report = listening(before(2, () -> crossed.add(crossing(other))))
                    .lockTimeout(Duration.ofSeconds(5))
                    .build()
                    .migrate(MigrateRequest.DEFAULT.withScope(scope));
            crossed.get(0).join();
            assertThat(Project.versions(report)).containsExactly("002");
        }
        assertThat(retries()).singleElement().satisfies(retry -> {
            assertThat(retry.obstacle()).isEqualTo(Obstacle.DEADLOCK);
            assertThat(retry.problem().server().orElseThrow().sqlState()).isEqualTo("40P01");
            assertThat(retry.blockers()).anyMatch(blocker -> blocker.contains("reporting"));
        });
        assertThat(project.rows("SELECT id, state FROM orders WHERE id < 3 ORDER BY id"))
                .containsExactly("1|1", "2|2");
        assertThat(project.rows("SELECT xid FROM log")).containsExactly("once");
        assertThat(attempts("002")).containsExactly("apply|success");
    }

    @Test
    @DisplayName("R6: after a serialization failure in a statement the whole transaction is tried again")
    void conflict() {
        orders().file(
                        "002_count.sql",
                        "BEGIN ISOLATION LEVEL REPEATABLE READ;",
                        "INSERT INTO log (xid) SELECT state::text FROM orders WHERE id = 1;",
                        "SAVEPOINT between;",
                        "UPDATE orders SET state = state + 1 WHERE id = 1;",
                        "COMMIT;");
        listening(before(2, () -> project.sql("UPDATE orders SET state = 10 WHERE id = 1")))
                .build()
                .migrate();
        assertThat(retries())
                .singleElement()
                .satisfies(retry -> assertThat(retry.obstacle()).isEqualTo(Obstacle.CONFLICT));
        assertThat(project.rows("SELECT xid FROM log")).containsExactly("10");
        assertThat(project.rows("SELECT state FROM orders WHERE id = 1")).containsExactly("11");
        assertThat(attempts("002")).containsExactly("apply|success");
    }

    @Test
    @DisplayName("R6: so where the server finds the conflict at the end of the transaction")
    void conflictAtCommit() {
        orders().file(
                        "002_skew.sql",
                        "BEGIN ISOLATION LEVEL SERIALIZABLE;",
                        "INSERT INTO log (xid) SELECT count(*)::text FROM orders WHERE state = 5;",
                        "SELECT 1;",
                        "COMMIT;");
        listening(before(
                        2,
                        () -> project.sql("BEGIN ISOLATION LEVEL SERIALIZABLE; UPDATE orders SET state = 5 WHERE id"
                                + " = (SELECT 1 + count(*) FROM log); COMMIT")))
                .build()
                .migrate();
        assertThat(retries())
                .singleElement()
                .satisfies(retry -> assertThat(retry.obstacle()).isEqualTo(Obstacle.CONFLICT));
        assertThat(project.rows("SELECT xid FROM log")).containsExactly("1");
        assertThat(attempts("002")).containsExactly("apply|success");
    }

    @Test
    @DisplayName("R6: a conflict in every attempt ends with exit 7 and says what it was")
    void conflictForEver() {
        orders().file(
                        "002_count.sql",
                        "BEGIN ISOLATION LEVEL REPEATABLE READ;",
                        "SELECT 1;",
                        "SAVEPOINT between;",
                        "UPDATE orders SET state = state + 1 WHERE id = 1;",
                        "COMMIT;");
        RunListener inTheWay = event -> {
            if (event instanceof RunEvent.StatementStarted started && started.index() == 2) {
                project.sql("UPDATE orders SET state = 10 WHERE id = 1");
            }
        };
        PawlException failure = failing(() ->
                listening(inTheWay).lockBudget(Duration.ofMillis(600)).build().migrate());
        assertThat(failure.exitCode()).isEqualTo(ExitCode.LOCK);
        assertThat(failure.problem().message())
                .startsWith("Migration 002 conflicted with other transactions in ")
                .doesNotContain("locks");
        assertThat(attempts("002")).containsExactly("apply|failed");
    }

    @Test
    @DisplayName("R1 R6: a run in one transaction is tried again as a whole, and says who is in the way")
    void together() throws Exception {
        orders().file("002_log.sql", "INSERT INTO log (xid) VALUES ('two'); SELECT pg_sleep(0.01);")
                .file("003_total.sql", "ALTER TABLE orders ADD COLUMN total int;", "SELECT pg_sleep(0.01);");
        try (Blocking blocker = reader()) {
            MigrateReport report =
                    until(blocker).slowAfter(Duration.ofMillis(1)).build().migrate(TOGETHER);
            assertThat(Project.versions(report)).containsExactly("002", "003");
            assertThat(report.warnings())
                    .extracting(warning -> warning.code())
                    .containsExactly(ErrorCode.MIGRATION_SLOW, ErrorCode.MIGRATION_SLOW);
        }
        assertThat(retries())
                .isNotEmpty()
                .allMatch(retry -> retry.migration().version().text().equals("003"))
                .anySatisfy(retry -> assertThat(retry.blockers()).anyMatch(words -> words.contains("reporting")));
        assertThat(project.events(RunEvent.MigrationStarted.class)).hasSize(3);
        assertThat(project.rows("SELECT at, xid FROM log"))
                .containsExactly((retries().size() + 1) + "|two");
        assertThat(project.rows("SELECT version, status FROM migration_history WHERE version > '001' ORDER BY 1"))
                .containsExactly("002|success", "003|success");
    }

    @Test
    @DisplayName("R1 R6 H6: where the budget is spent, a run in one transaction leaves one audit row and nothing else")
    void togetherSpent() throws Exception {
        orders().file("002_log.sql", "INSERT INTO log (xid) VALUES ('two');")
                .file("003_total.sql", "ALTER TABLE orders ADD COLUMN total int;");
        try (Blocking blocker = reader()) {
            PawlException failure = failing(() -> project.builder()
                    .lockTimeout(SHORT)
                    .lockBudget(Duration.ZERO)
                    .build()
                    .migrate(TOGETHER));
            assertThat(failure.exitCode()).isEqualTo(ExitCode.LOCK);
            assertThat(failure.problem().message()).contains("Migration 003 did not get its locks in ", "reporting");
            assertThat(failure.problem().fix())
                    .isEqualTo("Nothing of the whole run was applied. Run `pawl migrate` again when the way is free, or"
                            + " allow more time with `--lock-budget`. `pawl sessions` shows who is in the way, and can end"
                            + " it.");
            blocker.end();
        }
        assertThat(project.rows("SELECT version, status FROM migration_history WHERE version > '001'"))
                .containsExactly("003|failed");
        assertThat(project.rows("SELECT * FROM log")).isEmpty();
        assertThat(Project.versions(project.pawl().migrate(TOGETHER))).containsExactly("002", "003");
    }

    @Test
    @DisplayName("R1 R6: so where the server finds a conflict only at COMMIT")
    void togetherAtCommit() {
        project.sql(
                "ALTER DATABASE " + project.database().name() + " SET default_transaction_isolation = serializable");
        orders().file("002_skew.sql", "INSERT INTO log (xid) SELECT count(*)::text FROM orders WHERE state = 5;")
                .file("003_last.sql", "SELECT 1;");
        AtomicInteger times = new AtomicInteger();
        RunListener skew = event -> {
            if (event instanceof RunEvent.StatementStarted started
                    && started.migration().version().text().equals("003")
                    && times.getAndIncrement() == 0) {
                project.sql("BEGIN ISOLATION LEVEL SERIALIZABLE; UPDATE orders SET state = 5 WHERE id"
                        + " = (SELECT 1 + count(*) FROM log); COMMIT");
            }
        };
        MigrateReport report = listening(skew).build().migrate(TOGETHER);
        assertThat(Project.versions(report)).containsExactly("002", "003");
        assertThat(retries())
                .singleElement()
                .satisfies(retry -> assertThat(retry.obstacle()).isEqualTo(Obstacle.CONFLICT));
        assertThat(project.rows("SELECT xid FROM log")).containsExactly("1");
    }

    private static final String[] FOUNDING = {
        "CREATE TABLE schema_migrations (id serial PRIMARY KEY, version varchar(255) UNIQUE NOT NULL,",
        "  name varchar(255) NOT NULL, applied_at timestamp DEFAULT now(), execution_time_ms integer,",
        "  checksum varchar(64));",
        "ALTER TABLE old ADD COLUMN more int;"
    };

    @Test
    @DisplayName("H7 R6: a founding script is tried again, and called slow where it was")
    void founding() throws Exception {
        project.sql("CREATE TABLE old (id int)");
        project.file("000-create-migration-table.sql", FOUNDING);
        try (Blocking blocker = new Blocking(project.database(), "SELECT * FROM old")) {
            MigrateReport report =
                    until(blocker).slowAfter(Duration.ZERO).build().migrate();
            assertThat(report.applied()).hasSize(1);
            assertThat(report.warnings()).extracting(warning -> warning.code()).contains(ErrorCode.MIGRATION_SLOW);
        }
        assertThat(retries())
                .anySatisfy(retry -> assertThat(retry.blockers()).anyMatch(words -> words.contains("reporting")));
        assertThat(project.events(RunEvent.MigrationStarted.class)).hasSize(1);
        assertThat(project.rows("SELECT version FROM schema_migrations")).containsExactly("000-create-migration-table");
    }

    @Test
    @DisplayName("H7 R6: where the budget is spent, nothing is founded: LOCK_TIMEOUT, exit 7, and the next run does it")
    void foundingSpent() throws Exception {
        project.sql("CREATE TABLE old (id int)");
        project.file("000-create-migration-table.sql", FOUNDING);
        try (Blocking blocker = new Blocking(project.database(), "SELECT * FROM old")) {
            Snapshot before = Snapshot.of(project);
            PawlException failure = failing(() -> project.builder()
                    .lockTimeout(SHORT)
                    .lockBudget(Duration.ZERO)
                    .build()
                    .migrate());
            assertThat(failure.problem().code()).isEqualTo(ErrorCode.LOCK_TIMEOUT);
            assertThat(failure.exitCode()).isEqualTo(ExitCode.LOCK);
            assertThat(failure.problem().message()).contains("reporting");
            assertThat(Snapshot.of(project)).isEqualTo(before);
            blocker.end();
        }
        assertThat(project.migrate().applied()).hasSize(1);
    }

    @Test
    @DisplayName("H7 R6 H6: so where the tables are there already; then one audit row tells of it")
    void refounding() throws Exception {
        project.sql("CREATE TABLE old (id int); "
                + String.join("\n", List.of(FOUNDING).subList(0, 3)));
        project.file(
                "000-create-migration-table.sql",
                "ALTER TABLE old ADD COLUMN more int;",
                String.join("\n", FOUNDING)
                        .replace("CREATE TABLE", "CREATE TABLE IF NOT EXISTS")
                        .replace("more", "rest"));
        try (Blocking blocker = new Blocking(project.database(), "SELECT * FROM old")) {
            PawlException failure = failing(() -> project.builder()
                    .lockTimeout(SHORT)
                    .lockBudget(Duration.ZERO)
                    .build()
                    .migrate());
            assertThat(failure.exitCode()).isEqualTo(ExitCode.LOCK);
            assertThat(failure.problem().message()).contains("reporting");
            assertThat(project.rows("SELECT status FROM migration_history")).containsExactly("failed");
            assertThat(until(blocker).build().migrate().applied()).hasSize(1);
        }
        assertThat(project.rows("SELECT status FROM migration_history ORDER BY executed_at"))
                .containsExactly("failed", "success");
    }

    private Project revertible(String... down) {
        project.file("1_t.up.sql", "CREATE TABLE t (id int);", "CREATE TABLE log (at serial, what text);")
                .file("1_t.down.sql", down);
        project.migrate();
        return project;
    }

    @Test
    @DisplayName("R6 R9: a rollback is tried again as a whole, and says who is in the way")
    void rollback() throws Exception {
        revertible("INSERT INTO log (what) VALUES ('down');", "DROP TABLE t;");
        try (Blocking blocker = new Blocking(project.database(), "SELECT * FROM t")) {
            Pawl pawl = until(blocker).build();
            assertThat(pawl.rollback(LAST).reverted()).hasSize(1);
        }
        assertThat(retries())
                .anySatisfy(retry -> assertThat(retry.blockers()).anyMatch(words -> words.contains("reporting")));
        assertThat(project.rows("SELECT at, what FROM log"))
                .containsExactly((retries().size() + 1) + "|down");
        assertThat(project.rows("SELECT action, status FROM migration_history ORDER BY executed_at"))
                .containsExactly("apply|success", "rollback|success");
    }

    @Test
    @DisplayName("R6 R9 H6: where the budget is spent, a rollback leaves one audit row and nothing else; exit 7")
    void rollbackSpent() throws Exception {
        revertible("DROP TABLE t;");
        try (Blocking blocker = new Blocking(project.database(), "SELECT * FROM t")) {
            PawlException failure = failing(() -> project.builder()
                    .lockTimeout(SHORT)
                    .lockBudget(Duration.ZERO)
                    .build()
                    .rollback(LAST));
            assertThat(failure.exitCode()).isEqualTo(ExitCode.LOCK);
            assertThat(failure.problem().message())
                    .contains("The rollback of migration 1 did not get its locks in ", "reporting");
            assertThat(failure.problem().fix())
                    .isEqualTo(
                            "Nothing was reverted. Run `pawl rollback` again when the way is free, or allow more time"
                                    + " with `--lock-budget`. `pawl sessions` shows who is in the way, and can end it.");
            blocker.end();
        }
        assertThat(project.rows("SELECT action, status FROM migration_history ORDER BY executed_at"))
                .containsExactly("apply|success", "rollback|failed");
        assertThat(project.pawl().rollback(LAST).reverted()).hasSize(1);
    }

    @Test
    @DisplayName(
            "R6 R9: outside a transaction a statement of a rollback has a lock timeout too, and is tried again alone")
    void rollbackOutside() throws Exception {
        revertible("-- pawl: no-transaction", "INSERT INTO log (what) VALUES ('down');", "DROP TABLE t;");
        try (Blocking blocker = new Blocking(project.database(), "SELECT * FROM t")) {
            Pawl pawl = until(blocker).build();
            assertThat(pawl.rollback(LAST).reverted()).hasSize(1);
        }
        assertThat(retries()).isNotEmpty();
        assertThat(project.rows("SELECT at, what FROM log")).containsExactly("1|down");
    }

    @Test
    @DisplayName("R6 R9: a rollback is tried again after a deadlock")
    void rollbackDeadlock() throws Exception {
        project.sql("CREATE TABLE orders AS SELECT i AS id, 0 AS state FROM generate_series(1, 2) i");
        project.file("1_x.up.sql", "SELECT 1;")
                .file(
                        "1_x.down.sql",
                        "UPDATE orders SET state = 1 WHERE id = 1;",
                        "SAVEPOINT between;",
                        "UPDATE orders SET state = 2 WHERE id = 2;")
                .migrate();
        try (Blocking other = secondRow()) {
            List<CompletableFuture<Void>> crossed = new ArrayList<>();
            listening(before(2, () -> crossed.add(crossing(other))))
                    .lockTimeout(Duration.ofSeconds(5))
                    .build()
                    .rollback(LAST);
            crossed.get(0).join();
        }
        assertThat(retries())
                .singleElement()
                .satisfies(retry -> assertThat(retry.obstacle()).isEqualTo(Obstacle.DEADLOCK));
        assertThat(project.rows("SELECT id, state FROM orders WHERE id < 3 ORDER BY id"))
                .containsExactly("1|1", "2|2");
    }

    @Test
    @DisplayName("R6: a script that turns the lock timeout off is warned of it, also one that takes back")
    void unlimited() {
        project.file("1_t.up.sql", "CREATE TABLE t (id int);", "SET lock_timeout = 0;", "ALTER TABLE t ADD v int;")
                .file("1_t.down.sql", "SET LOCAL lock_timeout = 0;", "DROP TABLE t;");
        MigrateReport report = project.migrate();
        assertThat(report.warnings()).singleElement().satisfies(warning -> {
            assertThat(warning.code()).isEqualTo(ErrorCode.LOCK_TIMEOUT_OFF);
            assertThat(warning.position().orElseThrow().line()).isEqualTo(2);
        });
        project.pawl().rollback(LAST);
        assertThat(project.events(RunEvent.Warned.class))
                .extracting(warned -> warned.problem().code())
                .containsExactly(ErrorCode.LOCK_TIMEOUT_OFF, ErrorCode.LOCK_TIMEOUT_OFF);
    }

    @Test
    @DisplayName("R6 N3: who is in the way is named without a password")
    void password() throws Exception {
        orders().file("002_total.sql", "ALTER TABLE orders ADD COLUMN total int;");
        try (LimitedRole role = new LimitedRole(project);
                Blocking one = reader("ALTER ROLE " + role.name() + " PASSWORD 'hunter2'");
                Blocking two = reader("SELECT 'postgresql://app:hunter2@db/app', 'postgresql://u:hunter2@db/b'");
                Blocking three = reader("SELECT set_config('app.url', $x$host=db password=hunter2$x$, true)");
                Blocking four =
                        reader("SELECT 1 AS a_query_that_is_longer_than_what_is_shown_of_it_to_whoever_looks, 'and'"
                                + " AS so_on, 'password=hunter2' AS x")) {
            PawlException failure = failing(() -> project.builder()
                    .lockTimeout(SHORT)
                    .lockBudget(Duration.ZERO)
                    .build()
                    .migrate());
            assertThat(failure.problem().message())
                    .contains(
                            "ALTER ROLE " + role.name() + " PASSWORD '***'",
                            "SELECT '***', '***'",
                            "SELECT set_config('***', '***', true)",
                            "SELECT 1 AS a_query_that_is_longer")
                    .doesNotContain("hunter");
            for (Blocking blocker : List.of(one, two, three, four)) {
                blocker.end();
            }
        }
        assertThat(project.events().toString()).doesNotContain("hunter");
        assertThat(project.rows("SELECT * FROM migration_history").toString()).doesNotContain("hunter");
    }

    private Blocking reader(String last) throws SQLException {
        Blocking blocking = reader();
        blocking.run(last);
        return blocking;
    }
}
