package dev.pawl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.ExitCode;
import dev.pawl.error.PawlException;
import dev.pawl.event.RunEvent;
import dev.pawl.report.MigrateReport;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

@DisplayName("Traps of PostgreSQL and its driver")
class TrapsTest {

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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-- pawl: no-transaction",
                "-- pawl: no-transaction\nBEGIN;\nCOMMIT;",
                "CREATE TABLE schema_migrations (id serial PRIMARY KEY, version varchar(255) UNIQUE NOT NULL,"
                        + " name varchar(255) NOT NULL, applied_at timestamp DEFAULT now(),"
                        + " execution_time_ms integer, checksum varchar(64));"
            })
    @DisplayName("F5: backslashes are read by the standard's rule, whatever the database has as its default")
    void standardStringsByDefault(String head) {
        oldStrings();
        project.file("001_a.sql", head, "CREATE TABLE a AS SELECT 'c:\\' AS path;", "CREATE TABLE b (id int);");
        project.migrate();
        assertThat(project.value("SELECT path FROM a")).isEqualTo("c:\\");
    }

    private void oldStrings() {
        project.sql("ALTER DATABASE " + project.database().name() + " SET standard_conforming_strings = off");
    }

    @Test
    @DisplayName("F5 N4: so for every kind of statement outside a transaction, and the session is left as it was")
    void standardStringsOutsideTransaction() throws SQLException {
        oldStrings();
        project.file(
                "001_a.sql",
                "-- pawl: no-transaction",
                "BEGIN;",
                "CREATE TABLE a (at serial, path text);",
                "INSERT INTO a (path) VALUES ('1\\');",
                "COMMIT;",
                "DO 'BEGIN INSERT INTO a (path) VALUES (''2\\''); END';",
                "SET app.path = '3\\';",
                "INSERT INTO a (path) VALUES (current_setting('app.path'));");
        try (Connection connection = project.database().connect();
                Statement statement = connection.createStatement()) {
            project.builder().dataSource(new Lending(connection)).build().migrate();
            try (ResultSet rows = statement.executeQuery("SHOW standard_conforming_strings")) {
                rows.next();
                assertThat(rows.getString(1)).isEqualTo("off");
            }
        }
        assertThat(project.rows("SELECT path FROM a ORDER BY at")).containsExactly("1\\", "2\\", "3\\");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET standard_conforming_strings = off;",
                "SELECT set_config('standard_conforming_strings', 'off', false);"
            })
    @DisplayName("F5: the rule that a script outside a transaction chooses itself holds until it takes it back")
    void ownStringsOutsideTransaction(String off) {
        oldStrings();
        project.file(
                "001_a.sql",
                "-- pawl: no-transaction",
                "CREATE TABLE a (at serial, path text);",
                off,
                "INSERT INTO a (path) VALUES ('1\\\\');",
                "DO 'BEGIN INSERT INTO a (path) VALUES (''2\\\\\\\\''); END';",
                "RESET standard_conforming_strings;",
                "INSERT INTO a (path) VALUES ('3\\');");
        project.migrate();
        assertThat(project.rows("SELECT path FROM a ORDER BY at")).containsExactly("1\\", "2\\", "3\\");
    }

    @Test
    @DisplayName("R1: a statement that returns rows is executed to its end")
    void rowsAreDrained() {
        project.file(
                "001_a.sql",
                "CREATE TABLE called (i int);",
                "CREATE FUNCTION f(i int) RETURNS int LANGUAGE sql AS 'INSERT INTO called VALUES (i) RETURNING i';",
                "SELECT f(i) FROM generate_series(1, 1000) i;",
                "INSERT INTO called SELECT i FROM generate_series(1, 10) i RETURNING i;");
        project.migrate();
        assertThat(project.value("SELECT count(*) FROM called")).isEqualTo("1010");
    }

    @Test
    @DisplayName("R1: a million rows that nobody asked for take no memory")
    void manyRows() {
        project.file("001_a.sql", "SELECT i, repeat('x', 1500) FROM generate_series(1, 1000000) i;");
        assertThat(Runtime.getRuntime().maxMemory())
                .as("all of it does not fit into this JVM")
                .isLessThan(1_100_000_000L);
        assertThat(project.migrate().applied()).hasSize(1);
    }

    @Test
    @DisplayName("R3: a flood of 100,000 notices ahead of a big statement neither blocks nor gets lost")
    void floodOfNotices() {
        String big = "INSERT INTO t VALUES " + "(1),".repeat(2_000_000) + "(1);";
        project.file(
                "001_a.sql",
                "CREATE TABLE t (id int);",
                "DO $$ BEGIN FOR i IN 1..100000 LOOP RAISE NOTICE 'line % of very many', i; END LOOP; END $$;",
                big);
        MigrateReport report = project.migrate();
        assertThat(project.events(RunEvent.Noticed.class)).hasSize(100_000);
        assertThat(report.applied().get(0).notices().get(0)).isEqualTo("line 1 of very many");
        assertThat(project.value("SELECT count(*) FROM t")).isEqualTo("2000001");
    }

    @Test
    @DisplayName(
            "N4: role, search_path and the rest, as pg_dump's preamble sets them, touch neither the record nor what follows")
    void dumpPreamble() {
        String role = "app_" + System.nanoTime();
        project.sql("CREATE ROLE " + role + "; CREATE SCHEMA app AUTHORIZATION " + role);
        project.file(
                        "001_dump.sql",
                        "SET statement_timeout = 0;",
                        "SET lock_timeout = 0;",
                        "SET idle_in_transaction_session_timeout = 0;",
                        "SET client_encoding = 'UTF8';",
                        "SET standard_conforming_strings = on;",
                        "SELECT pg_catalog.set_config('search_path', '', false);",
                        "SET check_function_bodies = false;",
                        "SET xmloption = content;",
                        "SET client_min_messages = warning;",
                        "SET row_security = off;",
                        "SET default_tablespace = '';",
                        "SET default_table_access_method = heap;",
                        "SET SESSION AUTHORIZATION " + role + ";",
                        "CREATE TABLE app.dumped (id int);")
                .file(
                        "002_role.sql",
                        "SET ROLE " + role + ";",
                        "SET standard_conforming_strings = off;",
                        "CREATE TABLE app.quoted AS SELECT 'a\\\\b'::text AS v;")
                .file(
                        "003_role.sql",
                        "-- pawl: no-transaction",
                        "SET ROLE " + role + ";",
                        "CREATE TABLE app.third (id int);",
                        "CREATE INDEX CONCURRENTLY i3 ON app.third (id);")
                .file(
                        "004_after.sql",
                        "CREATE TABLE after AS SELECT current_user AS who, current_setting('search_path') AS path,",
                        "  current_setting('row_security') AS security, current_setting('xmloption') AS xml;");
        try {
            assertThat(project.migrate().applied()).hasSize(4);
            assertThat(project.rows(
                            "SELECT relname, relowner::regrole FROM pg_class WHERE relnamespace = 'app'::regnamespace"
                                    + " AND relkind = 'r' ORDER BY 1"))
                    .containsExactly("dumped|" + role, "quoted|" + role, "third|" + role);
            assertThat(project.value("SELECT v FROM app.quoted")).isEqualTo("a\\b");
            assertThat(project.value("SELECT who, path, security, xml FROM public.after"))
                    .isEqualTo("postgres|\"$user\", public|on|content");
        } finally {
            project.sql("DROP OWNED BY " + role + " CASCADE; DROP ROLE " + role);
        }
    }

    @Test
    @DisplayName("N4 F6: an isolation level and settings of the session in one script")
    void modesAndSettings() {
        project.file(
                "001_a.sql",
                "BEGIN ISOLATION LEVEL SERIALIZABLE;",
                "SET work_mem = '8MB';",
                "CREATE TABLE a AS SELECT current_setting('transaction_isolation') AS level;",
                "COMMIT;");
        project.migrate();
        assertThat(project.value("SELECT level FROM a")).isEqualTo("serializable");
    }

    @Test
    @DisplayName(
            "N4: temporary tables, session locks, prepared statements and LISTEN are gone, after success and failure")
    void traces() throws SQLException {
        String leave = "CREATE TEMP TABLE left_behind (id int);\nSELECT pg_advisory_lock(4711);\n"
                + "PREPARE p AS SELECT 1;\nLISTEN somebody;\nSELECT set_config('app.user', 'me', false);";
        try (Connection connection = project.database().connect()) {
            project.file("001_a.sql", leave);
            Pawl pawl = project.builder().dataSource(new Lending(connection)).build();
            pawl.migrate();
            assertClean(connection);
            project.file("002_b.sql", leave, "SELECT nosuch;");
            assertThat(failing(pawl::migrate).problem().code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
            assertClean(connection);
            project.file("002_b.sql", "-- pawl: no-transaction", leave, "SELECT nosuch;");
            assertThat(failing(pawl::migrate).problem().code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
            assertClean(connection);
        }
    }

    @Test
    @DisplayName("N4: pawl's own work, however much, leaves no prepared statement in a connection that was lent")
    void nothingPrepared() throws SQLException {
        for (int n = 10; n <= 50; n++) {
            project.file(n + "_n.sql", "CREATE TABLE t%d (id int);".formatted(n));
        }
        project.file("51_i.sql", "CREATE INDEX CONCURRENTLY i ON t10 (id);");
        try (Connection connection = project.database().connect()) {
            Pawl pawl = project.builder().dataSource(new Lending(connection)).build();
            assertThat(pawl.migrate().applied()).hasSize(42);
            assertThat(pawl.migrate().upToDate()).isTrue();
            try (Statement statement = connection.createStatement();
                    ResultSet prepared = statement.executeQuery("SELECT name, statement FROM pg_prepared_statements")) {
                assertThat(prepared.next()).isFalse();
            }
            assertClean(connection);
        }
    }

    @Test
    @DisplayName(
            "N4: a setting that was wiped follows the server's configuration again, as if it had never been touched")
    void untouchedSettings() throws SQLException {
        project.file("001_a.sql", "SET work_mem = '8MB';", "SELECT 1;");
        try (Connection connection = project.database().connect()) {
            String before = touchedSettings(connection);
            project.builder().dataSource(new Lending(connection)).build().migrate();
            assertThat(touchedSettings(connection)).isEqualTo(before);
        }
    }

    private static String touchedSettings(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT string_agg(name, ', ' ORDER BY name) FROM pg_settings"
                        + " WHERE source = 'session' AND name <> 'application_name'")) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static void assertClean(Connection connection) throws SQLException {
        assertThat(connection.isClosed()).isFalse();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT to_regclass('pg_temp.left_behind') IS NULL,"
                        + " (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()),"
                        + " (SELECT count(*) FROM pg_prepared_statements WHERE from_sql),"
                        + " (SELECT count(*) FROM pg_listening_channels()), current_setting('app.user', true),"
                        + " current_setting('lock_timeout')")) {
            rows.next();
            assertThat(rows.getBoolean(1)).isTrue();
            assertThat(rows.getInt(2)).isZero();
            assertThat(rows.getInt(3)).isZero();
            assertThat(rows.getInt(4)).isZero();
            assertThat(rows.getString(5)).isNullOrEmpty();
            assertThat(rows.getString(6)).isEqualTo("0");
        }
    }

    @Test
    @DisplayName("F5 T3: an error in COPY data names the line of the file, and the data before it is not there")
    void copy() {
        project.file(
                        "001_a.sql",
                        "CREATE TABLE t (id int, name text);",
                        "COPY t (id, name) FROM stdin;",
                        "1\tone",
                        "2\ttwo \\\\. not the end",
                        "\\.",
                        "CREATE TABLE after (id int);")
                .migrate();
        assertThat(project.rows("SELECT id FROM t ORDER BY id")).containsExactly("1", "2");
        project.file(
                "002_b.sql",
                "-- head",
                "COPY t (id, name)",
                "  FROM stdin;",
                "3\tthree",
                "x\tfour",
                "5\tfive",
                "\\.",
                "SELECT 1;");
        PawlException failure = failing(project::migrate);
        assertThat(failure.problem().code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
        assertThat(failure.problem().position().orElseThrow().line()).isEqualTo(5);
        assertThat(project.value("SELECT count(*) FROM t")).isEqualTo("2");
    }

    @Test
    @DisplayName("R1: a deferred constraint that fails at the end is named and recorded, in and outside a transaction")
    void deferred() {
        project.file(
                        "001_t.sql",
                        "CREATE TABLE p (id int PRIMARY KEY);",
                        "CREATE TABLE c (p int REFERENCES p DEFERRABLE INITIALLY DEFERRED);")
                .migrate();
        project.file("002_bad.sql", "CREATE TABLE other (id int);", "INSERT INTO c VALUES (1);");
        PawlException failure = failing(project::migrate);
        assertThat(failure.problem().code()).isEqualTo(ErrorCode.COMMIT_FAILED);
        assertThat(failure.exitCode()).isEqualTo(ExitCode.MIGRATION_FAILED);
        assertThat(failure.problem().message()).contains("deferred constraints").contains("c_p_fkey");
        assertThat(project.tables()).doesNotContain("other");
        assertThat(project.rows("SELECT status FROM migration_history WHERE version = '002'"))
                .containsExactly("failed");

        project.file(
                "002_bad.sql", "-- pawl: no-transaction", "CREATE TABLE other (id int);", "INSERT INTO c VALUES (1);");
        failure = failing(project::migrate);
        assertThat(failure.exitCode()).isEqualTo(ExitCode.MIGRATION_FAILED);
        assertThat(failure.problem().message()).contains("c_p_fkey");
        assertThat(failure.problem().position().orElseThrow().line()).isEqualTo(3);
        assertThat(project.rows("SELECT status FROM migration_history WHERE version = '002'"))
                .hasSize(2);
    }

    @Test
    @DisplayName("R1: a new enum value is used in the next migration, and refused with advice in its own")
    void enumValues() {
        project.file("001_e.sql", "CREATE TYPE mood AS ENUM ('ok');", "CREATE TABLE m (mood mood);")
                .file("002_e.sql", "ALTER TYPE mood ADD VALUE 'great';")
                .file("003_e.sql", "INSERT INTO m VALUES ('great');");
        assertThat(project.migrate().applied()).hasSize(3);
        project.file("004_e.sql", "ALTER TYPE mood ADD VALUE 'sad';", "INSERT INTO m VALUES ('sad');");
        PawlException failure = failing(project::migrate);
        assertThat(failure.problem().server().orElseThrow().sqlState()).isEqualTo("55P04");
        assertThat(failure.problem().fix()).contains("migration of its own");
    }

    @Test
    @DisplayName("N5: a read-only default is respected: nothing runs, exit 6")
    void readOnly() {
        project.file("001_a.sql", "CREATE TABLE a (id int);").migrate();
        project.sql("ALTER DATABASE " + project.database().name() + " SET default_transaction_read_only = on");
        assertThat(project.migrate().upToDate()).isTrue();
        project.file("002_b.sql", "CREATE TABLE b (id int);");
        PawlException failure = failing(project::migrate);
        assertThat(failure.problem().code()).isEqualTo(ErrorCode.DATABASE_READ_ONLY);
        assertThat(failure.exitCode()).isEqualTo(ExitCode.DATABASE);
    }

    @Test
    @DisplayName("R4 R6: low timeouts of the role disturb neither the wait for others nor a script that asks for more")
    void lowTimeouts() {
        String name = project.database().name();
        project.sql("ALTER DATABASE " + name + " SET statement_timeout = '150ms'; ALTER DATABASE " + name
                + " SET idle_in_transaction_session_timeout = '100ms'; ALTER DATABASE " + name
                + " SET lock_timeout = '50ms'");
        project.file("001_a.sql", "-- pawl: statement-timeout=20s", "SELECT pg_sleep(1);", "CREATE TABLE a (id int);")
                .file("002_b.sql", "CREATE TABLE b AS SELECT current_setting('statement_timeout') AS t;");
        CompletableFuture<MigrateReport> other = CompletableFuture.supplyAsync(project::migrate);
        MigrateReport report = project.migrate();
        assertThat(report.applied().size()
                        + other.orTimeout(20, TimeUnit.SECONDS).join().applied().size())
                .isEqualTo(2);
        assertThat(project.value("SELECT t FROM b")).isEqualTo("150ms");
        project.file("003_c.sql", "SELECT pg_sleep(1);");
        PawlException failure = failing(project::migrate);
        assertThat(failure.problem().fix()).contains("statement-timeout");
    }

    @Test
    @DisplayName("R1: a script that takes its own row out of the history is told so, and nothing of it stays")
    void removesOwnRow() {
        project.file("001_a.sql", "CREATE TABLE a (id int);", "DELETE FROM schema_migrations;");
        PawlException failure = failing(project::migrate);
        assertThat(failure.problem().code()).isEqualTo(ErrorCode.COMMIT_FAILED);
        assertThat(failure.problem().message()).contains("removed its own row");
        assertThat(project.tables()).isEmpty();
    }

    @Test
    @DisplayName("R1 T3: a failure that cannot be recorded is told with the failure itself")
    void cannotRecord() {
        project.file("001_a.sql", "CREATE TABLE a (id int);").migrate();
        project.sql(
                "CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'the trail is closed'; END $$;"
                        + " CREATE TRIGGER no BEFORE INSERT ON migration_history FOR EACH ROW WHEN (NEW.status = 'failed')"
                        + " EXECUTE FUNCTION no()");
        project.file("002_b.sql", "SELECT nosuch;");
        PawlException failure = failing(project::migrate);
        assertThat(failure.problem().message()).contains("nosuch");
        assertThat(failure.problem().fix()).contains("could not be recorded: the trail is closed");
    }

    @Test
    @DisplayName(
            "R5: a session that is ended in mid-run is CONNECTION_LOST, exit 6, also during COPY and in one transaction for all")
    void endedSession() {
        project.file(
                "001_a.sql",
                "CREATE TABLE a (id int);",
                "DO $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); END $$;");
        assertLost(failing(project::migrate));
        assertLost(failing(() -> project.pawl().migrate(MigrateRequest.DEFAULT.withScope(MigrateRequest.Scope.ALL))));
        project.file(
                "001_a.sql",
                "CREATE TABLE a (id int);",
                "CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                        + " PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$;",
                "CREATE TRIGGER die BEFORE INSERT ON a FOR EACH ROW EXECUTE FUNCTION die();",
                "COPY a FROM stdin;",
                "1",
                "\\.");
        assertLost(failing(project::migrate));
        assertThat(project.tables()).isEmpty();
        project.file("001_a.sql", "CREATE TABLE a (id int);");
        assertThat(project.migrate().applied()).hasSize(1);
    }

    private static void assertLost(PawlException failure) {
        assertThat(failure.problem().code()).isEqualTo(ErrorCode.CONNECTION_LOST);
        assertThat(failure.exitCode()).isEqualTo(ExitCode.DATABASE);
    }

    @Test
    @DisplayName(
            "R5 R6: an interruption cancels the statement, rolls back, is recorded once, exit 130; the next run goes on")
    void interrupt() {
        project.file("001_a.sql", "CREATE TABLE a (id int);", "SELECT pg_sleep(30);")
                .file("002_b.sql", "CREATE TABLE b (id int);");
        Pawl pawl = project.pawl();
        CompletableFuture<PawlException> run = CompletableFuture.supplyAsync(() -> failing(pawl::migrate));
        awaitSleep();
        long start = System.nanoTime();
        pawl.interrupt();
        PawlException failure = run.orTimeout(10, TimeUnit.SECONDS).join();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(failure.problem().code()).isEqualTo(ErrorCode.INTERRUPTED);
        assertThat(failure.exitCode()).isEqualTo(ExitCode.INTERRUPTED);
        assertThat(project.tables()).isEmpty();
        assertThat(project.rows("SELECT version, status FROM migration_history"))
                .containsExactly("001|failed");
        project.file("001_a.sql", "CREATE TABLE a (id int);");
        assertThat(pawl.migrate().applied()).hasSize(2);
    }

    @Test
    @DisplayName("R5 R6: so outside a transaction, and in one transaction for all")
    void interruptElsewhere() {
        project.file(
                "001_a.sql",
                "-- pawl: no-transaction",
                "CREATE TABLE a (id int);",
                "SELECT pg_sleep(30);",
                "CREATE TABLE c (id int);");
        Pawl pawl = project.pawl();
        CompletableFuture<PawlException> run = CompletableFuture.supplyAsync(() -> failing(pawl::migrate));
        awaitSleep();
        pawl.interrupt();
        PawlException failure = run.orTimeout(10, TimeUnit.SECONDS).join();
        assertThat(failure.problem().code()).isEqualTo(ErrorCode.INTERRUPTED);
        assertThat(failure.problem().message()).contains("statement 1 of 3 is done");
        assertThat(project.tables()).containsExactly("a");

        project.file(
                "001_a.sql",
                "-- pawl: no-transaction",
                "CREATE TABLE a (id int);",
                "SELECT 1;",
                "CREATE TABLE c (id int);");
        project.file("002_b.sql", "SELECT pg_sleep(30);");
        pawl.migrate(MigrateRequest.DEFAULT.withTarget(new dev.pawl.plan.Target.UpTo("1")));
        CompletableFuture<PawlException> together = CompletableFuture.supplyAsync(
                () -> failing(() -> pawl.migrate(MigrateRequest.DEFAULT.withScope(MigrateRequest.Scope.ALL))));
        awaitSleep();
        pawl.interrupt();
        assertThat(together.orTimeout(10, TimeUnit.SECONDS).join().problem().code())
                .isEqualTo(ErrorCode.INTERRUPTED);
        assertThat(project.rows("SELECT version, status FROM migration_history ORDER BY executed_at"))
                .containsExactly("001|failed", "001|success", "002|failed");
    }

    private void awaitSleep() {
        await().atMost(10, TimeUnit.SECONDS)
                .until(() -> !project.rows("SELECT 1 FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(30)%'"
                                + " AND state = 'active' AND datname = current_database() AND pid <> pg_backend_pid()")
                        .isEmpty());
    }

    @Test
    @DisplayName(
            "R6: who keeps an index build waiting is told while it waits, and a low lock timeout of the role does not break it")
    void blockedBuild() throws Exception {
        project.sql("ALTER DATABASE " + project.database().name() + " SET lock_timeout = '300ms'");
        project.file("001_t.sql", "CREATE TABLE t (id int);").migrate();
        project.file("002_i.sql", "CREATE INDEX CONCURRENTLY i ON t (id);");
        try (Connection reader = project.database().connect();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.execute("SET application_name = 'reporting'");
            statement.execute("LOCK TABLE t IN ROW EXCLUSIVE MODE");
            CompletableFuture<MigrateReport> run = CompletableFuture.supplyAsync(project::migrate);
            await().atMost(10, TimeUnit.SECONDS)
                    .until(() -> !project.events(RunEvent.Blocked.class).isEmpty());
            reader.rollback();
            assertThat(run.orTimeout(20, TimeUnit.SECONDS).join().applied()).hasSize(1);
        }
        assertThat(project.events(RunEvent.Blocked.class).get(0).blockers().get(0))
                .contains("reporting");
    }

    @Test
    @DisplayName("R5: no session and no thread of a run is left, however it ended")
    void leaks() {
        project.file("001_a.sql", "CREATE TABLE a (id int);")
                .file("002_b.sql", "-- pawl: no-transaction", "SELECT pg_sleep(0.7);")
                .file("003_c.sql", "SELECT pg_sleep(0.7);", "SELECT nosuch;");
        failing(() ->
                project.builder().leaseTime(Duration.ofMillis(300)).build().migrate());
        await().atMost(3, TimeUnit.SECONDS)
                .until(() -> project.rows(
                                "SELECT 1 FROM pg_stat_activity WHERE application_name LIKE 'pawl/%' AND datname = '"
                                        + project.database().name() + "'")
                        .isEmpty());
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("pawl-side"));
    }

    /** Lends one connection and keeps it open when it is given back, as a pool does. */
    static final class Lending extends PGSimpleDataSource implements DataSource {
        private static final long serialVersionUID = 1L;
        private final transient Connection connection;

        Lending(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Connection getConnection() {
            return (Connection) java.lang.reflect.Proxy.newProxyInstance(
                    Lending.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals("close")) {
                            return null;
                        }
                        try {
                            return method.invoke(connection, arguments);
                        } catch (java.lang.reflect.InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }
    }
}
