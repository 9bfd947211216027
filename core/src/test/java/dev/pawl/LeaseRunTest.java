package dev.pawl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.ExitCode;
import dev.pawl.error.PawlException;
import dev.pawl.event.RunEvent;
import dev.pawl.guard.Confirmation;
import dev.pawl.report.MigrateReport;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Scripts outside a transaction")
class LeaseRunTest {

    private static final String VALID = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('%s')";

    private final List<RunEvent> told = new ArrayList<>();

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

    private Project table() {
        project.file(
                        "001_t.sql",
                        "CREATE TABLE t (id int, v int);",
                        "INSERT INTO t SELECT i, i FROM generate_series(1, 100) i;")
                .migrate();
        return project;
    }

    @Test
    @DisplayName("R5 R10: an index that was there before the statement in doubt is not taken for the one that it built")
    void anothersIndex() {
        table().sql("CREATE INDEX i ON t (v)");
        project.file("002_i.sql", "VACUUM t;", "CREATE INDEX CONCURRENTLY i ON t (id);");
        assertThat(failing(project::migrate).problem().message()).contains("\"i\" already exists");
        // As if the run had ended between the note and the statement.
        project.sql("UPDATE pawl_lease SET statement_started = 2,"
                + " inventory = CAST('i'::regclass::oid AS text), expires_at = now()");

        assertThat(failing(project::migrate).problem().message()).contains("\"i\" already exists");

        assertThat(project.value("SELECT pg_get_indexdef('i'::regclass)")).endsWith("(v)");
        project.sql("DROP INDEX i");
        assertThat(Project.versions(project.migrate())).containsExactly("002");
        assertThat(project.value("SELECT pg_get_indexdef('i'::regclass)")).endsWith("(id)");
    }

    private Connection reader() throws SQLException {
        Connection connection = project.database().connect();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("LOCK TABLE t IN ROW EXCLUSIVE MODE");
        }
        return connection;
    }

    private void awaitActive(String query) {
        await().atMost(20, TimeUnit.SECONDS)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> !project.rows(active(query)).isEmpty());
    }

    private static String active(String query) {
        return "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND state = 'active'"
                + " AND pid <> pg_backend_pid() AND query LIKE '" + query + "%'";
    }

    private CompletableFuture<PawlException> failingInBackground(Pawl pawl) {
        return CompletableFuture.supplyAsync(() -> failing(pawl::migrate));
    }

    private List<String> audit(String version) {
        return project.rows(
                "SELECT action, status FROM migration_history WHERE version = '" + version + "' ORDER BY executed_at");
    }

    private void breakOffIndexBuild() throws SQLException {
        breakOff("CREATE INDEX CONCURRENTLY");
    }

    private void breakOff(String statement) throws SQLException {
        try (Connection reader = reader()) {
            CompletableFuture<PawlException> run = failingInBackground(project.pawl());
            awaitActive(statement);
            project.rows("SELECT pg_terminate_backend(pid) FROM (" + active(statement) + ") a");
            PawlException failure = run.orTimeout(20, TimeUnit.SECONDS).join();
            assertThat(failure.problem().code()).isEqualTo(ErrorCode.CONNECTION_LOST);
            assertThat(failure.exitCode()).isEqualTo(ExitCode.DATABASE);
            reader.rollback();
        }
    }

    private int major() {
        return Integer.parseInt(project.value("SHOW server_version_num")) / 10_000;
    }

    @Test
    @DisplayName("F7: a concurrent index build alone runs without a directive, is valid, and is recorded once")
    void indexAlone() {
        MigrateReport report = table().file("002_i.sql", "CREATE INDEX CONCURRENTLY i ON t (id);")
                .migrate();
        assertThat(Project.versions(report)).containsExactly("002");
        assertThat(project.rows(VALID.formatted("i"))).containsExactly("t");
        assertThat(audit("002")).containsExactly("apply|success");
        assertThat(project.rows("SELECT * FROM pawl_lease")).isEmpty();
    }

    @Test
    @DisplayName("T3: a connection that is lost under a statement is told with the statement's place")
    void lostAtStatement() {
        for (String head : List.of("-- in a transaction", "-- pawl: no-transaction")) {
            project.file(
                    "001_end.sql", head, "CREATE TABLE a (id int);", "SELECT pg_terminate_backend(pg_backend_pid());");
            PawlException lost = failing(project::migrate);
            assertThat(lost.problem().code()).isEqualTo(ErrorCode.CONNECTION_LOST);
            assertThat(lost.problem().position().orElseThrow().line()).as(head).isEqualTo(3);
            assertThat(lost.problem().server().orElseThrow().sqlState()).isEqualTo("57P01");
        }
    }

    /**
     * After the first statement, before it is noted: the server ends the session of a run that does nothing with its
     * transaction, the lease goes, and another run does all of it.
     */
    private void sleepOnce(RunEvent event) {
        boolean isFirst = told.stream().noneMatch(RunEvent.StatementFinished.class::isInstance);
        told.add(event);
        if (event instanceof RunEvent.StatementFinished && isFirst) {
            project.sql("DELETE FROM pawl_lease");
            assertThat(Project.versions(project.migrate())).containsExactly("001");
        }
    }

    @Test
    @DisplayName("R5: a run that slept until another took over and finished tells whose work it was")
    void tookOverMeanwhile() {
        project.file("001_two.sql", "-- pawl: no-transaction", "CREATE TABLE a (id int);", "CREATE TABLE b (id int);");
        MigrateReport report = project.builder()
                .leaseTime(Duration.ofSeconds(1))
                .listener(this::sleepOnce)
                .build()
                .migrate();
        assertThat(report.applied()).isEmpty();
        assertThat(told).hasAtLeastOneElementOfType(RunEvent.AppliedElsewhere.class);
        assertThat(told).noneMatch(RunEvent.MigrationApplied.class::isInstance);
        assertThat(audit("001")).containsExactly("apply|success");
    }

    @Test
    @DisplayName(
            "F7 R5: a failure at statement n keeps what was done before it, says so, and the corrected file goes on there")
    void resumesAtFailure() {
        table().file(
                        "002_i.sql",
                        "CREATE TABLE before (id int);",
                        "CREATE INDEX CONCURRENTLY i ON t (id);",
                        "INSERT INTO before VALUES (nosuch);",
                        "CREATE TABLE after (id int);");
        PawlException failure = failing(project::migrate);
        assertThat(failure.problem().code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
        assertThat(failure.problem().position().orElseThrow().line()).isEqualTo(3);
        assertThat(failure.problem().fix())
                .contains("statements 1 to 2 of 4 are done and stay; the next run goes on with statement 3");
        assertThat(project.tables()).containsExactly("before", "t");

        project.file(
                "002_i.sql",
                "CREATE TABLE before (id int);",
                "CREATE INDEX CONCURRENTLY i ON t (id);",
                "INSERT INTO before VALUES (7);",
                "CREATE TABLE after (id int);");
        assertThat(Project.versions(project.migrate())).containsExactly("002");
        assertThat(project.events(RunEvent.Resumed.class))
                .extracting(RunEvent.Resumed::nextStatement)
                .containsExactly(3);
        assertThat(project.rows("SELECT id FROM before")).containsExactly("7");
        assertThat(audit("002")).containsExactly("apply|failed", "apply|success");
    }

    @Test
    @DisplayName(
            "R5: a build whose backend was killed leaves an invalid index, which the next run drops and builds again")
    void killedBuild() throws SQLException {
        table().file("002_i.sql", "CREATE INDEX CONCURRENTLY i ON t (id);");
        breakOffIndexBuild();
        assertThat(project.rows(VALID.formatted("i"))).containsExactly("f");

        long start = System.nanoTime();
        assertThat(Project.versions(project.migrate())).containsExactly("002");

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
        assertThat(project.rows(VALID.formatted("i"))).containsExactly("t");
        assertThat(audit("002")).last().isEqualTo("apply|success");
    }

    @Test
    @DisplayName("R5: so with IF NOT EXISTS, where PostgreSQL itself would pass over the invalid index")
    void killedBuildIfNotExists() throws SQLException {
        table().file("002_i.sql", "CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON t (id);");
        breakOffIndexBuild();
        assertThat(Project.versions(project.migrate())).containsExactly("002");
        assertThat(project.rows(VALID.formatted("i"))).containsExactly("t");
    }

    @Test
    @DisplayName(
            "R5: so where the server chose the index's name; one that was broken before, or is another's, is left alone")
    void killedUnnamedBuild() throws SQLException {
        table().sql("CREATE INDEX old ON t (id); UPDATE pg_index SET indisvalid = false"
                + " WHERE indexrelid = 'old'::regclass");
        project.file("002_i.sql", "CREATE INDEX CONCURRENTLY ON t (id);");
        breakOffIndexBuild();
        assertThat(indexes()).hasSize(2).allMatch(index -> index.endsWith("|f"));
        project.migrate();
        assertThat(indexes()).containsExactly("old|f", "t_id_idx|t");
    }

    @Test
    @DisplayName("R5: so with REINDEX CONCURRENTLY, whose half-built copy goes")
    void killedReindex() throws SQLException {
        table().sql("CREATE INDEX i ON t (id)");
        project.file("002_i.sql", "REINDEX INDEX CONCURRENTLY i;");
        breakOff("REINDEX INDEX CONCURRENTLY");
        assertThat(indexes()).containsExactly("i|t", "i_ccnew|f");
        project.migrate();
        assertThat(indexes()).containsExactly("i|t");
    }

    @Test
    @DisplayName("R5: a REINDEX CONCURRENTLY that fails leaves no half-built copy, and one that was there before stays")
    void failedReindex() {
        table().sql("INSERT INTO t VALUES (1); CREATE FUNCTION f(int) RETURNS int IMMUTABLE LANGUAGE sql"
                + " AS 'SELECT 10 / $1'; CREATE INDEX i ON t (f(id)); CREATE INDEX x_ccnew ON t (id);"
                + " UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'x_ccnew'::regclass;"
                + " CREATE OR REPLACE FUNCTION f(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT 10 / ($1 - 1)'");
        project.file("002_i.sql", "REINDEX INDEX CONCURRENTLY i;");
        assertThat(failing(project::migrate).problem().code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
        assertThat(indexes()).containsExactly("i|t", "x_ccnew|f");
    }

    private List<String> indexes() {
        return project.rows("SELECT indexrelid::regclass, indisvalid FROM pg_index WHERE indrelid = 't'::regclass"
                + " ORDER BY (indexrelid::regclass)::text COLLATE \"C\"");
    }

    @Test
    @DisplayName("R5: a script that was edited after its index build was broken off is not guessed at")
    void editedInDoubt() throws SQLException {
        table().file("002_i.sql", "CREATE INDEX CONCURRENTLY i ON t (id);");
        breakOffIndexBuild();
        project.file("002_i.sql", "CREATE INDEX CONCURRENTLY other ON t (id);");
        PawlException failure = failing(project::migrate);
        assertThat(failure.problem().code()).isEqualTo(ErrorCode.MIGRATION_IN_DOUBT);
        project.file("002_i.sql", "CREATE INDEX CONCURRENTLY i ON t (id);");
        project.migrate();
        assertThat(project.rows(VALID.formatted("i"))).containsExactly("t");
    }

    @Test
    @DisplayName("R5: a build that fails by a duplicate cleans up its invalid index, named or not")
    void uniqueViolation() {
        table().sql("INSERT INTO t VALUES (1, 1)");
        for (String name : List.of("u", "")) {
            project.file("002_u.sql", "CREATE UNIQUE INDEX CONCURRENTLY " + name + " ON t (id);");
            PawlException failure = failing(project::migrate);
            assertThat(failure.problem().code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
            assertThat(failure.problem().server().orElseThrow().sqlState()).isEqualTo("23505");
            assertThat(project.rows("SELECT indexrelid::regclass FROM pg_index WHERE NOT indisvalid"))
                    .isEmpty();
        }
        project.sql("DELETE FROM t");
        project.migrate();
        assertThat(project.rows("SELECT indisvalid FROM pg_index WHERE indrelid = 't'::regclass"))
                .containsExactly("t");
    }

    @Test
    @DisplayName(
            "R5: an invalid index that is not ours is refused and kept, with and without IF NOT EXISTS, run after run")
    void foreignInvalidIndex() {
        table().sql("INSERT INTO t VALUES (1, 1)");
        try (Connection other = project.database().connect();
                Statement statement = other.createStatement()) {
            statement.execute("CREATE UNIQUE INDEX CONCURRENTLY i ON t (id)");
        } catch (SQLException e) {
            assertThat(e.getSQLState()).isEqualTo("23505");
        }
        for (String clause : List.of("IF NOT EXISTS ", "", "IF NOT EXISTS ")) {
            project.file("002_i.sql", "CREATE INDEX CONCURRENTLY " + clause + "i ON t (id);");
            PawlException failure = failing(project::migrate);
            assertThat(failure.problem().message()).contains("i exists and is INVALID");
            assertThat(failure.problem().fix()).contains("DROP INDEX CONCURRENTLY");
            assertThat(project.rows(VALID.formatted("i"))).containsExactly("f");
        }
    }

    @Test
    @DisplayName("R5: a statement that failed because its object exists fails again, and does not count as done")
    void alreadyExists() {
        table().sql("CREATE INDEX i ON t (v)");
        project.file("002_i.sql", "CREATE INDEX CONCURRENTLY i ON t (id);");
        for (int run = 0; run < 2; run++) {
            PawlException failure = failing(project::migrate);
            assertThat(failure).as("run " + run).isNotNull();
            assertThat(failure.problem().server().orElseThrow().sqlState()).isEqualTo("42P07");
        }
        assertThat(project.rows("SELECT pg_get_indexdef('i'::regclass)").get(0)).contains("(v)");
    }

    @Test
    @DisplayName("R5: finished statements that were edited, or cut off, stop the run")
    void editedFinished() {
        table().file(
                        "002_i.sql",
                        "CREATE INDEX CONCURRENTLY i ON t (id);",
                        "CREATE TABLE a (id int);",
                        "SELECT nosuch;");
        failing(project::migrate);
        project.file("002_i.sql", "CREATE INDEX CONCURRENTLY i ON t (v);", "CREATE TABLE a (id int);", "SELECT 1;");
        assertThat(failing(project::migrate).problem().code()).isEqualTo(ErrorCode.MIGRATION_IN_DOUBT);
        project.file("002_i.sql", "CREATE INDEX CONCURRENTLY i ON t (id);");
        assertThat(failing(project::migrate).problem().code()).isEqualTo(ErrorCode.MIGRATION_IN_DOUBT);
        project.file("002_i.sql", "CREATE INDEX CONCURRENTLY i ON t (v);", "CREATE TABLE a (id int);");
        assertThat(failing(project::migrate).problem().code()).isEqualTo(ErrorCode.MIGRATION_IN_DOUBT);

        project.file("002_i.sql", "CREATE INDEX CONCURRENTLY i ON t (id);", "CREATE TABLE a (id int);");
        assertThat(Project.versions(project.migrate())).containsExactly("002");
    }

    @Test
    @DisplayName(
            "F6: procedures and blocks may commit by themselves; a failing one is tried again once it is corrected")
    void commitsByItself() {
        project.file(
                "001_p.sql",
                "-- pawl: no-transaction",
                "CREATE TABLE log (id int);",
                "CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN",
                "  FOR i IN 1..3 LOOP INSERT INTO log VALUES (i); COMMIT; END LOOP; END $$;",
                "CALL p();",
                "DO $$ BEGIN INSERT INTO log VALUES (4); COMMIT; INSERT INTO log VALUES (nosuch()); END $$;");
        PawlException failure = failing(project::migrate);
        assertThat(failure.problem().code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
        assertThat(project.rows("SELECT id FROM log ORDER BY id")).containsExactly("1", "2", "3", "4");

        project.file(
                "001_p.sql",
                "-- pawl: no-transaction",
                "CREATE TABLE log (id int);",
                "CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN",
                "  FOR i IN 1..3 LOOP INSERT INTO log VALUES (i); COMMIT; END LOOP; END $$;",
                "CALL p();",
                "DO $$ BEGIN INSERT INTO log VALUES (5); COMMIT; END $$;");
        project.migrate();
        assertThat(project.rows("SELECT id FROM log ORDER BY id")).containsExactly("1", "2", "3", "4", "5");
    }

    @Test
    @DisplayName(
            "R5: a procedure that was running when the connection broke is left to a person, with mark as the way out")
    void procedureInDoubt() {
        project.file(
                "001_p.sql",
                "-- pawl: no-transaction",
                "CREATE TABLE log (id int);",
                "DO $$ BEGIN INSERT INTO log VALUES (1); COMMIT; PERFORM pg_terminate_backend(pg_backend_pid());"
                        + " PERFORM pg_sleep(5); END $$;");
        assertThat(failing(project::migrate).problem().code()).isEqualTo(ErrorCode.CONNECTION_LOST);
        PawlException doubt = failing(project::migrate);
        assertThat(doubt.problem().code()).isEqualTo(ErrorCode.MIGRATION_IN_DOUBT);
        assertThat(doubt.problem().fix()).contains("pawl mark 001 applied").contains("pawl mark 001 pending");
        assertThat(failing(project::migrate).problem().code()).isEqualTo(ErrorCode.MIGRATION_IN_DOUBT);

        mark("001", MarkRequest.Status.PENDING);
        assertThat(project.rows("SELECT * FROM pawl_lease")).isEmpty();
        project.sql("DROP TABLE log");
        project.file("001_p.sql", "-- pawl: no-transaction", "CREATE TABLE log (id int);");
        assertThat(Project.versions(project.migrate())).containsExactly("001");
    }

    private void mark(String version, MarkRequest.Status status) {
        project.pawl().mark(new MarkRequest(version, status, Optional.of("looked at it"), Confirmation.GIVEN));
    }

    @Test
    @DisplayName(
            "R5: a block without a COMMIT of its own shares a transaction with its note: it runs again, exactly once")
    void blockRunsOnce() {
        table().file(
                        "002_b.sql",
                        "-- pawl: no-transaction",
                        "DO $$ BEGIN INSERT INTO t VALUES (0);",
                        "  IF to_regclass('once') IS NULL THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;",
                        "  PERFORM pg_sleep(0.1); END $$;");
        assertThat(failing(project::migrate).problem().code()).isEqualTo(ErrorCode.CONNECTION_LOST);
        project.sql("CREATE TABLE once ()");
        assertThat(Project.versions(project.migrate())).containsExactly("002");
        assertThat(project.rows("SELECT 1 FROM t WHERE id = 0")).hasSize(1);
    }

    @Test
    @DisplayName("H5: marking a half-done migration applied forgets its lease as well")
    void markApplied() {
        project.file("001_p.sql", "-- pawl: no-transaction", "CREATE TABLE a (id int);", "SELECT nosuch;");
        failing(project::migrate);
        mark("001", MarkRequest.Status.APPLIED);
        assertThat(project.rows("SELECT * FROM pawl_lease")).isEmpty();
        assertThat(project.migrate().upToDate()).isTrue();
        mark("001", MarkRequest.Status.PENDING);
        project.sql("DROP TABLE a");
        project.file("001_p.sql", "-- pawl: no-transaction", "CREATE TABLE a (id int);", "SELECT 1;");
        assertThat(Project.versions(project.migrate())).containsExactly("001");
        assertThat(project.tables()).containsExactly("a");
    }

    @Test
    @DisplayName("F6: a script's own transaction in a no-transaction script commits as a whole, or not at all")
    void ownTransaction() {
        project.file(
                "001_p.sql",
                "-- pawl: no-transaction",
                "BEGIN;",
                "CREATE TABLE a (id int);",
                "INSERT INTO a VALUES (1);",
                "COMMIT;",
                "BEGIN;",
                "CREATE TABLE b (id int);",
                "SELECT nosuch;",
                "COMMIT;");
        PawlException failure = failing(project::migrate);
        assertThat(failure.problem().position().orElseThrow().line()).isEqualTo(8);
        assertThat(project.tables()).containsExactly("a");
        project.file(
                "001_p.sql",
                "-- pawl: no-transaction",
                "BEGIN;",
                "CREATE TABLE a (id int);",
                "INSERT INTO a VALUES (1);",
                "COMMIT;",
                "BEGIN;",
                "CREATE TABLE b (id int);",
                "COMMIT;");
        project.migrate();
        assertThat(project.tables()).containsExactly("a", "b");
        assertThat(project.rows("SELECT id FROM a")).containsExactly("1");
    }

    @Test
    @DisplayName("F7 R5: a setting before an index build is made again when the run is resumed")
    void settingsAreSentAgain() {
        project.sql("CREATE SCHEMA app; CREATE TABLE app.t (id int); INSERT INTO app.t VALUES (1), (1)");
        project.file(
                "001_i.sql",
                "SET search_path = app;",
                "CREATE UNIQUE INDEX CONCURRENTLY u ON t (id);",
                "CREATE TABLE made AS SELECT current_schema() AS here;");
        failing(project::migrate);
        assertThat(project.rows("SELECT indexrelid::regclass FROM pg_index WHERE NOT indisvalid"))
                .isEmpty();
        project.sql("DELETE FROM app.t");
        project.file("002_next.sql", "CREATE TABLE next AS SELECT current_schema() AS here;");
        project.migrate();
        assertThat(project.value("SELECT here FROM app.made")).isEqualTo("app");
        assertThat(project.value("SELECT here FROM public.next")).isEqualTo("public");
    }

    @Test
    @DisplayName("F7: everything that refuses a transaction is recognised and runs")
    void outsiders() {
        String database = "made_" + System.nanoTime();
        table().file(
                        "002_all.sql",
                        "CREATE TABLE p (id int) PARTITION BY RANGE (id);",
                        "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);",
                        "CREATE INDEX i ON t (id);",
                        "VACUUM (ANALYZE) t;",
                        "REINDEX INDEX CONCURRENTLY i;",
                        "REINDEX TABLE CONCURRENTLY t;",
                        "ALTER TABLE p DETACH PARTITION p1" + (major() >= 14 ? " CONCURRENTLY;" : ";"),
                        "DROP INDEX CONCURRENTLY i;",
                        "ALTER SYSTEM SET work_mem = '5MB';",
                        "ALTER SYSTEM RESET work_mem;",
                        "CREATE DATABASE " + database + ";",
                        "DROP DATABASE " + database + ";");
        assertThat(Project.versions(project.migrate())).containsExactly("002");
        assertThat(project.rows("SELECT 1 FROM pg_inherits WHERE inhrelid = 'p1'::regclass"))
                .isEmpty();
    }

    @Test
    @DisplayName("R5: a detach that was broken off half-way is finalised by the next run")
    void detachPending() throws SQLException {
        assumeTrue(major() >= 14, "PostgreSQL 13 cannot detach a partition concurrently");
        project.file(
                        "001_p.sql",
                        "CREATE TABLE t (id int) PARTITION BY RANGE (id);",
                        "CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10);")
                .migrate();
        project.file("002_d.sql", "ALTER TABLE t DETACH PARTITION t1 CONCURRENTLY;", "CREATE TABLE done (id int);");
        try (Connection reader = project.database().connect();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.execute("SELECT * FROM t");
            CompletableFuture<PawlException> run = failingInBackground(project.pawl());
            awaitActive("ALTER TABLE t DETACH");
            await().until(() -> project.rows("SELECT 1 FROM pg_inherits WHERE inhdetachpending")
                            .size()
                    == 1);
            project.rows("SELECT pg_terminate_backend(pid) FROM (" + active("ALTER TABLE t DETACH") + ") a");
            run.orTimeout(20, TimeUnit.SECONDS).join();
        }
        assertThat(Project.versions(project.migrate())).containsExactly("002");
        assertThat(project.rows("SELECT 1 FROM pg_inherits WHERE inhrelid = 't1'::regclass"))
                .isEmpty();
        assertThat(project.tables()).contains("done");
    }

    @Test
    @DisplayName("R4 R5: an expired lease is taken over; the orphan that still works for it is ended first")
    void takeOver() throws SQLException {
        table().file("002_i.sql", "CREATE INDEX CONCURRENTLY i ON t (id);");
        String orphan;
        try (Connection reader = reader()) {
            Pawl first = project.pawl();
            CompletableFuture<PawlException> run = failingInBackground(first);
            awaitActive("CREATE INDEX CONCURRENTLY");
            orphan = project.value(active("CREATE INDEX CONCURRENTLY"));
            project.sql("UPDATE pawl_lease SET expires_at = now() - interval '1 minute'");
            CompletableFuture<MigrateReport> second = CompletableFuture.supplyAsync(project::migrate);
            PawlException failure = run.orTimeout(20, TimeUnit.SECONDS).join();
            assertThat(failure).isNotNull();
            reader.rollback();
            assertThat(Project.versions(second.orTimeout(20, TimeUnit.SECONDS).join()))
                    .containsExactly("002");
        }
        assertThat(project.rows("SELECT 1 FROM pg_stat_activity WHERE pid = " + orphan))
                .isEmpty();
        assertThat(project.rows(VALID.formatted("i"))).containsExactly("t");
        assertThat(audit("002"))
                .as("told by the one whose session was ended, or by the one who ended it")
                .contains("lost|failed")
                .filteredOn(row -> !row.startsWith("lost"))
                .containsExactly("apply|success");
    }

    @Test
    @DisplayName("R4: heartbeats keep a short lease while a long statement runs, inside and outside a transaction")
    void heartbeats() {
        project.file(
                "001_slow.sql",
                "-- pawl: no-transaction",
                "SELECT pg_sleep(2);",
                "DO $$ BEGIN PERFORM pg_sleep(2); END $$;",
                "CREATE TABLE once (id int);");
        CompletableFuture<MigrateReport> slow = CompletableFuture.supplyAsync(() ->
                project.builder().leaseTime(Duration.ofMillis(900)).build().migrate());
        awaitActive("SELECT pg_sleep");
        MigrateReport waiting =
                project.builder().leaseTime(Duration.ofMillis(900)).build().migrate();
        assertThat(waiting.applied()).isEmpty();
        assertThat(waiting.upToDate()).isTrue();
        assertThat(Project.versions(slow.join())).containsExactly("001");
        assertThat(audit("001")).containsExactly("apply|success");
        assertThat(project.events(RunEvent.WaitingForRunner.class))
                .isNotEmpty()
                .allSatisfy(event -> assertThat(event.whom())
                        .hasValueSatisfying(whom -> assertThat(whom).contains("tester")));
    }

    @Test
    @DisplayName("R4: a runner whose lease was stolen is fenced: its statement is cancelled and it records nothing")
    void fencing() {
        project.file(
                "001_slow.sql",
                "-- pawl: no-transaction",
                "DO $$ BEGIN COMMIT; PERFORM pg_sleep(20); END $$;",
                "CREATE TABLE t ();");
        CompletableFuture<PawlException> run = failingInBackground(
                project.builder().leaseTime(Duration.ofMillis(900)).build());
        awaitActive("DO $$");
        project.sql("UPDATE pawl_lease SET owner = gen_random_uuid(), expires_at = now() + interval '1 hour'");
        PawlException failure = run.orTimeout(10, TimeUnit.SECONDS).join();
        assertThat(failure.problem().code()).isEqualTo(ErrorCode.RUNNER_BUSY);
        assertThat(failure.problem().message()).contains("took over");
        assertThat(project.tables()).isEmpty();
        assertThat(audit("001")).isEmpty();
        assertThat(project.rows("SELECT 1 FROM pawl_lease WHERE expires_at > now()"))
                .hasSize(1);
    }

    @Test
    @DisplayName("R4: two runners with an index build between two migrations: no deadlock, each once")
    void twoRunners() throws SQLException {
        table().file("002_i.sql", "CREATE INDEX CONCURRENTLY i ON t (id);")
                .file("003_c.sql", "CREATE TABLE c (id int);");
        CompletableFuture<MigrateReport> one;
        CompletableFuture<MigrateReport> two;
        try (Connection reader = reader()) {
            one = CompletableFuture.supplyAsync(project::migrate);
            two = CompletableFuture.supplyAsync(project::migrate);
            awaitActive("CREATE INDEX CONCURRENTLY");
            await().until(() -> !project.events(RunEvent.WaitingForRunner.class).isEmpty());
            reader.rollback();
        }
        assertThat(one.orTimeout(20, TimeUnit.SECONDS).join().upToDate()).isTrue();
        assertThat(two.orTimeout(20, TimeUnit.SECONDS).join().upToDate()).isTrue();
        assertThat(audit("002")).containsExactly("apply|success");
        assertThat(audit("003")).containsExactly("apply|success");
    }

    @Test
    @DisplayName("R6: a deadlock or lock timeout of a block is retried, not taken for a doubt")
    void retriesBlocks() throws Exception {
        table().file(
                        "002_b.sql",
                        "-- pawl: no-transaction",
                        "SET lock_timeout = '300ms';",
                        "DO $$ BEGIN ALTER TABLE t ADD COLUMN more int; END $$;");
        try (Connection reader = reader()) {
            CompletableFuture<MigrateReport> run = CompletableFuture.supplyAsync(project::migrate);
            await().atMost(10, TimeUnit.SECONDS)
                    .until(() -> !project.events(RunEvent.RetryPlanned.class).isEmpty());
            reader.rollback();
            assertThat(Project.versions(run.orTimeout(20, TimeUnit.SECONDS).join()))
                    .containsExactly("002");
        }
    }

    @Test
    @DisplayName("R6: where the lock budget is spent, the failure is recorded and the lease is free at once")
    void budgetSpent() throws SQLException {
        table().file("002_b.sql", "-- pawl: no-transaction", "ALTER TABLE t ADD COLUMN more int;");
        try (Connection reader = reader()) {
            PawlException failure = failing(() -> project.builder()
                    .lockTimeout(Duration.ofMillis(200))
                    .lockBudget(Duration.ofMillis(500))
                    .build()
                    .migrate());
            assertThat(failure.problem().code()).isEqualTo(ErrorCode.LOCK_TIMEOUT);
            assertThat(failure.exitCode()).isEqualTo(ExitCode.LOCK);
            reader.rollback();
        }
        long start = System.nanoTime();
        project.migrate();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        assertThat(audit("002")).containsExactly("apply|failed", "apply|success");
    }

    @Test
    @DisplayName(
            "F7: a statement timeout in the script holds outside a transaction, too, and lifts a low one of the role")
    void statementTimeout() {
        project.sql("ALTER DATABASE " + project.database().name() + " SET statement_timeout = '400ms'");
        project.file(
                        "001_a.sql",
                        "-- pawl: no-transaction",
                        "-- pawl: statement-timeout=30s",
                        "DO $$ BEGIN PERFORM pg_sleep(1); END $$;",
                        "SELECT pg_sleep(1);")
                .file("002_b.sql", "-- pawl: no-transaction", "DO $$ BEGIN PERFORM pg_sleep(10); END $$;");
        PawlException failure = failing(project::migrate);
        assertThat(failure.problem().message()).startsWith("Migration 002 failed");
        assertThat(failure.problem().fix()).contains("statement-timeout");
        assertThat(audit("001")).containsExactly("apply|success");
    }

    @Test
    @DisplayName("R5 R6: where the lock budget is spent, the message says which statements are done and stay")
    void budgetSpentAfterFinished() throws SQLException {
        table().file(
                        "002_b.sql",
                        "-- pawl: no-transaction",
                        "CREATE TABLE before (id int);",
                        "ALTER TABLE t ADD COLUMN more int;");
        try (Connection reader = reader()) {
            PawlException failure = failing(() -> project.builder()
                    .lockTimeout(Duration.ofMillis(200))
                    .lockBudget(Duration.ofMillis(500))
                    .build()
                    .migrate());
            assertThat(failure.problem().code()).isEqualTo(ErrorCode.LOCK_TIMEOUT);
            assertThat(failure.problem().fix())
                    .doesNotContain("Nothing")
                    .contains("statement 1 of 2 is done and stays; the next run goes on with statement 2")
                    .contains("Run `pawl migrate` again when the way is free");
            reader.rollback();
        }
    }

    @Test
    @DisplayName("R5: a block that fails after a COMMIT of its own is not said to have left nothing")
    void failsAfterOwnCommit() {
        table().file(
                        "002_b.sql",
                        "-- pawl: no-transaction",
                        "DO $$ BEGIN INSERT INTO t VALUES (0); COMMIT; PERFORM nosuch(); END $$;");
        PawlException failure = failing(project::migrate);
        assertThat(project.rows("SELECT 1 FROM t WHERE id = 0")).hasSize(1);
        assertThat(failure.problem().fix())
                .doesNotContain("Nothing")
                .contains("statement 1 can commit by itself, and what it committed stays")
                .contains("Look at what it changed");
        project.file(
                "002_b.sql",
                "-- pawl: no-transaction",
                "DO $$ BEGIN COMMIT; END $$;",
                "INSERT INTO t VALUES (nosuch);");
        assertThat(failing(project::migrate).problem().fix()).contains("goes on with statement 2");
    }
}
