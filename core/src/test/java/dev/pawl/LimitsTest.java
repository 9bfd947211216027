package dev.pawl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pawl.embedded.EmbeddedPostgres;
import dev.pawl.embedded.testing.Effort;
import dev.pawl.embedded.testing.TestServer;
import dev.pawl.error.ErrorCode;
import dev.pawl.error.ExitCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.event.RunEvent;
import dev.pawl.guard.Confirmation;
import dev.pawl.plan.Target;
import dev.pawl.report.MigrateReport;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What an administrator may have limited")
class LimitsTest {

    /** Each of them changes how a server reads or answers, or what it lets a session do; none is a reason to fail. */
    private static final List<String> ODD_SETTINGS = List.of(
            "row_security = off",
            "client_min_messages = debug1",
            "client_min_messages = error",
            "standard_conforming_strings = off",
            "backslash_quote = off",
            "bytea_output = escape",
            "\"DateStyle\" = 'German, DMY'",
            "\"IntervalStyle\" = 'sql_standard'",
            "\"TimeZone\" = 'Asia/Kathmandu'",
            "extra_float_digits = -15",
            "client_encoding = 'LATIN1'",
            "array_nulls = off",
            "quote_all_identifiers = on",
            "transform_null_equals = on",
            "default_table_access_method = 'nosuch'",
            "default_tablespace = 'nosuch'",
            "default_transaction_deferrable = on",
            "default_transaction_isolation = serializable",
            "session_preload_libraries = 'auto_explain'",
            "log_statement = 'all'",
            "lock_timeout = '1ms'",
            "deadlock_timeout = '1ms'",
            "idle_in_transaction_session_timeout = '100ms'",
            "temp_file_limit = 0",
            "session_replication_role = replica",
            "role = 'nosuch'");

    private Project project;
    private LimitedRole role;

    @BeforeEach
    void open(@TempDir Path folder) {
        project = new Project(folder);
        role = new LimitedRole(project);
    }

    @AfterEach
    void close() {
        role.close();
        project.close();
    }

    private static PawlException failing(Runnable run) {
        return catchThrowableOfType(PawlException.class, run::run);
    }

    private static int major() {
        return TestServer.get().version();
    }

    /** Something of everything: defaults that are printed and read back, COPY, notices, work outside a transaction. */
    private Project everything() {
        return project.file(
                        "V1__a.sql",
                        "CREATE TABLE a (id int PRIMARY KEY, path text DEFAULT 'c:\\', day date DEFAULT '2026-02-03',",
                        "  bytes bytea DEFAULT '\\x00ff', span interval DEFAULT '1 day 2 hours', part float8 DEFAULT 0.1);",
                        "INSERT INTO a (id) VALUES (1);",
                        "COPY a (id, path) FROM stdin;",
                        "2\tc:\\\\x",
                        "\\.",
                        "DO $$ BEGIN RAISE NOTICE 'ho'; END $$;")
                .file("V2__i.sql", "CREATE INDEX CONCURRENTLY i ON a (path);", "ALTER TABLE a ADD x int;")
                .file("V3__s.sql", "CREATE SCHEMA s;", "SET search_path = s;", "CREATE TABLE t (id int);")
                .file("R__v.sql", "CREATE OR REPLACE VIEW public.v AS SELECT * FROM public.a;");
    }

    private void assertEverything() {
        assertThat(project.rows("SELECT id, path, day, encode(bytes, 'hex'), span, part FROM a ORDER BY id"))
                .containsExactly(
                        "1|c:\\|2026-02-03|00ff|1 day 02:00:00|0.1", "2|c:\\x|2026-02-03|00ff|1 day 02:00:00|0.1");
        assertThat(project.rows("SELECT status, count(*) FROM migration_history GROUP BY status"))
                .containsExactly("success|4");
    }

    static Stream<List<String>> oddSettings() {
        return Effort.isFull() ? ODD_SETTINGS.stream().map(List::of) : Stream.of(ODD_SETTINGS);
    }

    @ParameterizedTest
    @MethodSource("oddSettings")
    @DisplayName("N5 R1: whatever the role has as its defaults, all is applied, and the next run finds it so")
    void oddSettings(List<String> settings) {
        settings.forEach(setting -> role.alter("SET " + setting));
        everything();
        assertThat(role.pawl().migrate().applied()).hasSize(4);
        assertThat(role.pawl().status().pending()).isEmpty();
        assertThat(role.pawl().migrate().applied()).isEmpty();
        assertEverything();
    }

    @Test
    @DisplayName("N5: with an empty search_path what names its schema works, and what does not is told the way out")
    void noSearchPath() {
        role.alter("SET search_path = ''");
        project.file("V1__a.sql", "CREATE TABLE public.a (id int);");
        assertThat(role.pawl().migrate().applied()).hasSize(1);
        project.file("V2__b.sql", "CREATE TABLE b (id int);");
        Problem problem = failing(() -> role.pawl().migrate()).problem();
        assertThat(problem.code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
        assertThat(problem.fix()).contains("search_path", "ALTER ROLE");
        role.alter("RESET search_path");
        assertThat(role.pawl().migrate().applied()).hasSize(1);
    }

    @Test
    @DisplayName("N5: a read-only default is respected and named, and nothing is changed")
    void readOnly() {
        everything();
        role.alter("SET default_transaction_read_only = on");
        PawlException failure = failing(() -> role.pawl().migrate());
        assertThat(failure.problem().code()).isEqualTo(ErrorCode.DATABASE_READ_ONLY);
        assertThat(failure.problem().fix()).contains("default_transaction_read_only");
        assertThat(project.rows("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"))
                .isEmpty();
        role.alter("RESET default_transaction_read_only");
        assertThat(role.pawl().migrate().applied()).hasSize(4);
    }

    @Test
    @DisplayName("N5 R6: the role's statement_timeout holds for scripts, and the message says how to raise it")
    void statementTimeout() {
        project.file("V1__a.sql", "CREATE TABLE a (id int);", "SELECT pg_sleep(5);");
        role.alter("SET statement_timeout = '300ms'");
        Problem problem = failing(() -> role.pawl().migrate()).problem();
        assertThat(problem.code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
        assertThat(problem.fix()).contains("-- pawl: statement-timeout=");
        assertThat(project.tables()).isEmpty();
        project.file(
                "V1__a.sql", "-- pawl: statement-timeout=20s", "CREATE TABLE a (id int);", "SELECT pg_sleep(0.5);");
        assertThat(role.pawl().migrate().applied()).hasSize(1);
    }

    @Test
    @DisplayName("N5: a statement_timeout that ends a statement of pawl's own is named")
    void ownStatementTimeout() throws Exception {
        project.file("V1__a.sql", "CREATE TABLE a (id int);");
        role.pawl().migrate();
        role.alter("SET statement_timeout = '200ms'");
        try (Blocking other = new Blocking(project.database(), "LOCK TABLE schema_migrations")) {
            Problem problem = failing(() -> role.pawl().migrate()).problem();
            assertThat(problem.code()).isEqualTo(ErrorCode.DATABASE_ERROR);
            assertThat(problem.fix()).contains("Raise statement_timeout for " + role.name());
            other.end();
        }
        assertThat(role.pawl().migrate().upToDate()).isTrue();
    }

    @Test
    @DisplayName("N5 R6: a session that was ended while pawl paused for a lock is opened again")
    void idleSession() throws Exception {
        assumeTrue(major() >= 14, "idle_session_timeout is of PostgreSQL 14");
        project.file("V1__a.sql", "CREATE TABLE a (id int);");
        role.pawl().migrate();
        role.alter("SET idle_session_timeout = '1500ms'");
        project.file("V2__a.sql", "ALTER TABLE a ADD x int;");
        try (Blocking reader = new Blocking(project.database(), "SELECT * FROM a")) {
            PawlBuilder builder = role.builder()
                    .lockTimeout(Duration.ofMillis(300))
                    .listener(event -> {
                        if (event instanceof RunEvent.RetryPlanned) {
                            reader.endNow();
                            await().until(() -> project.rows("SELECT 1 FROM pg_stat_activity WHERE usename = '"
                                            + role.name() + "' AND backend_type = 'client backend'")
                                    .isEmpty());
                        }
                    });
            assertThat(builder.build().migrate().applied()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"EACH", "ALL"})
    @DisplayName("N5: a transaction_timeout that ends a migration is named, and nothing of it is left")
    void transactionTimeout(MigrateRequest.Scope scope) {
        assumeTrue(major() >= 17, "transaction_timeout is of PostgreSQL 17");
        MigrateRequest request = MigrateRequest.DEFAULT.withScope(scope);
        project.file("V1__a.sql", "CREATE TABLE a (id int);", "SELECT pg_sleep(0.7);");
        role.alter("SET transaction_timeout = '500ms'");
        PawlException failure = failing(() -> role.pawl().migrate(request));
        assertThat(failure.exitCode()).isEqualTo(ExitCode.DATABASE);
        assertThat(failure.problem().message()).contains("transaction timeout");
        assertThat(failure.problem().fix()).contains("Raise transaction_timeout for ");
        assertThat(project.tables()).isEmpty();
        role.alter("RESET transaction_timeout");
        assertThat(role.pawl().migrate(request).applied()).hasSize(1);
    }

    @Test
    @DisplayName("N5: a role that may not create in schema public is told the GRANT that it needs")
    void noCreate() {
        assumeTrue(major() >= 15, "before PostgreSQL 15 everybody may create in public");
        everything();
        project.sql("REVOKE ALL ON SCHEMA public FROM " + role.name());
        PawlException failure = failing(() -> role.pawl().migrate());
        assertThat(failure.problem().code()).isEqualTo(ErrorCode.PERMISSION_MISSING);
        assertThat(failure.problem().fix()).contains("GRANT USAGE, CREATE ON SCHEMA \"public\" TO");
        project.sql("GRANT USAGE, CREATE ON SCHEMA public TO " + role.name());
        assertThat(role.pawl().migrate().applied()).hasSize(4);
    }

    @Test
    @DisplayName(
            "N5: an event trigger that refuses DDL is named with its function, in pawl's statements and in scripts")
    void eventTrigger() {
        project.sql("CREATE FUNCTION no_friday() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN"
                + " RAISE EXCEPTION 'no DDL on Fridays'; END $$;"
                + " CREATE EVENT TRIGGER no_friday ON ddl_command_start EXECUTE FUNCTION no_friday()");
        project.file("V1__a.sql", "SELECT 1;").file("V2__a.sql", "CREATE TABLE a (id int);");
        Problem own = failing(() -> role.pawl().migrate()).problem();
        assertThat(own.code()).isEqualTo(ErrorCode.DATABASE_ERROR);
        assertThat(own.message()).contains("event trigger", "no DDL on Fridays", "no_friday()");
        assertThat(own.fix()).contains("ALTER EVENT TRIGGER", role.name());

        project.sql("ALTER EVENT TRIGGER no_friday DISABLE");
        role.pawl().migrate(MigrateRequest.DEFAULT.withTarget(new Target.Only("1")));
        project.sql("ALTER EVENT TRIGGER no_friday ENABLE");
        Problem script = failing(() -> role.pawl().migrate()).problem();
        assertThat(script.code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
        assertThat(script.message()).contains("no DDL on Fridays");

        project.sql("DROP EVENT TRIGGER no_friday");
        assertThat(Project.versions(role.pawl().migrate())).containsExactly("2");
    }

    @Test
    @DisplayName("N5 H1: a history of which row-level security hides rows is not taken for an empty one")
    void rowSecurity() {
        project.file("V1__a.sql", "CREATE TABLE a (id int);").migrate();
        project.sql("GRANT ALL ON ALL TABLES IN SCHEMA public TO " + role.name());
        for (String table : List.of("schema_migrations", "migration_history", "pawl_settings")) {
            project.sql("ALTER TABLE " + table + " ENABLE ROW LEVEL SECURITY;" + " CREATE POLICY i ON " + table
                    + " FOR INSERT WITH CHECK (true)");
            for (Runnable verb : List.<Runnable>of(
                    () -> role.pawl().status(), () -> role.pawl().migrate())) {
                Problem problem = failing(verb).problem();
                assertThat(problem.code()).isEqualTo(ErrorCode.PERMISSION_MISSING);
                assertThat(problem.message()).contains("Row-level security hides rows of public." + table);
                assertThat(problem.fix()).contains("CREATE POLICY", "DISABLE ROW LEVEL SECURITY");
            }
            project.sql("CREATE POLICY pawl ON " + table + " TO " + role.name() + " USING (true) WITH CHECK (true)");
            assertThat(role.pawl().status().applied()).hasSize(1);
        }
        project.file("V2__a.sql", "SELECT 1;");
        assertThat(role.pawl().migrate().applied()).hasSize(1);
    }

    @Test
    @DisplayName("N5 R4: one connection is enough; a lease that cannot be renewed beside the run is told")
    void oneConnection() {
        role.alter("CONNECTION LIMIT 1");
        everything().file("V4__long.sql", "-- pawl: no-transaction", "SELECT pg_sleep(2.5);");
        MigrateReport report =
                role.builder().leaseTime(Duration.ofSeconds(2)).build().migrate();
        assertThat(report.applied()).hasSize(5);
        assertThat(report.warnings()).singleElement().satisfies(warning -> {
            assertThat(warning.code()).isEqualTo(ErrorCode.LEASE_UNRENEWED);
            assertThat(warning.message()).contains("V4__long.sql", "too many connections for role");
        });
    }

    @Test
    @DisplayName("N5 R6: who is in the way cannot be seen with one connection, and that is said")
    void oneConnectionBlocked() throws Exception {
        project.file("V1__a.sql", "CREATE TABLE a (id int);");
        role.alter("CONNECTION LIMIT 1").pawl().migrate();
        project.file("V2__a.sql", "ALTER TABLE a ADD x int;");
        try (Blocking reader = new Blocking(project.database(), "SELECT * FROM a")) {
            PawlException failure = failing(() -> role.builder()
                    .lockTimeout(Duration.ofMillis(600))
                    .lockBudget(Duration.ZERO)
                    .build()
                    .migrate());
            assertThat(failure.exitCode()).isEqualTo(ExitCode.LOCK);
            assertThat(failure.problem().message())
                    .contains("cannot be named, because no second connection", "too many connections for role");
            reader.end();
        }
        assertThat(role.pawl().migrate().applied()).hasSize(1);
    }

    @Test
    @DisplayName("N5 R9: a down script outside a transaction makes do with the only connection")
    void oneConnectionRollback() {
        role.alter("CONNECTION LIMIT 1");
        project.file("1_a.up.sql", "CREATE TABLE a (id int);")
                .file("1_a.down.sql", "-- pawl: no-transaction", "DROP TABLE a;");
        role.pawl().migrate();
        RollbackRequest last = new RollbackRequest(new RollbackRequest.Extent.Steps(1), Confirmation.GIVEN);
        await().ignoreExceptions() // the server lets the connection of the run before go in its own time
                .untilAsserted(
                        () -> assertThat(role.pawl().rollback(last).reverted()).hasSize(1));
        assertThat(project.tables()).isEmpty();
    }

    @Test
    @DisplayName("N5 N2: no free connection has its own code, and is waited for where asked to")
    void noConnection() {
        everything();
        role.alter("CONNECTION LIMIT 0");
        assertNoConnection("too many connections for role");
        role.alter("CONNECTION LIMIT -1");
        role.alterDatabase("CONNECTION LIMIT 0");
        assertNoConnection("too many connections for database");
        CompletableFuture<Void> lifted = later(() -> role.alterDatabase("CONNECTION LIMIT -1"));
        assertThat(role.builder()
                        .connectWait(Duration.ofSeconds(20))
                        .build()
                        .migrate()
                        .applied())
                .hasSize(4);
        lifted.join();
    }

    private void assertNoConnection(String said) {
        PawlException failure = failing(() -> role.pawl().migrate());
        assertThat(failure.problem().code()).isEqualTo(ErrorCode.TOO_MANY_CONNECTIONS);
        assertThat(failure.exitCode()).isEqualTo(ExitCode.DATABASE);
        assertThat(failure.problem().message()).contains(said);
    }

    private static CompletableFuture<Void> later(Runnable work) {
        return CompletableFuture.runAsync(work, CompletableFuture.delayedExecutor(700, TimeUnit.MILLISECONDS));
    }

    @Test
    @DisplayName("N5: max_connections, with the last ones kept for superusers")
    void maxConnections() throws Exception {
        List<Connection> taken = new ArrayList<>();
        try (EmbeddedPostgres server = EmbeddedPostgres.start(TestServer.options()
                .withSetting("max_connections", "8")
                .withSetting("superuser_reserved_connections", "3"))) {
            try (Connection connection = DriverManager.getConnection(server.jdbcUrl("postgres"));
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE ROLE app LOGIN; GRANT ALL ON SCHEMA public TO app");
            }
            String asApp = server.jdbcUrl("postgres").replace("user=postgres", "user=app");
            project.file("V1__a.sql", "CREATE TABLE a (id int);");
            Pawl pawl = project.builder()
                    .url(server.url("postgres").replace("postgres@", "app@"))
                    .build();
            @Nullable SQLException full = null;
            while (full == null && taken.size() < 20) {
                full = connect(asApp, taken);
            }
            assertThat(taken).hasSizeBetween(3, 7);
            PawlException failure = failing(pawl::migrate);
            assertThat(failure.problem().code()).isEqualTo(ErrorCode.TOO_MANY_CONNECTIONS);
            assertThat(failure.problem().fix()).contains("max_connections", "--wait");
            taken.get(0).close();
            await().untilAsserted(() -> assertThat(pawl.migrate().upToDate()).isTrue());
        } finally {
            for (Connection connection : taken) {
                connection.close();
            }
        }
    }

    private static @Nullable SQLException connect(String url, List<Connection> taken) {
        try {
            taken.add(DriverManager.getConnection(url));
            return null;
        } catch (SQLException e) {
            return e;
        }
    }

    @Test
    @DisplayName("N5 N2: a database that takes no connections has its own code, and is waited for where asked to")
    void closed() {
        everything();
        role.alterDatabase("ALLOW_CONNECTIONS false");
        CompletableFuture<Void> opened;
        try {
            PawlException failure = failing(() -> role.pawl().migrate());
            assertThat(failure.problem().code()).isEqualTo(ErrorCode.DATABASE_CLOSED);
            assertThat(failure.problem().fix()).contains("ALLOW_CONNECTIONS true");
        } finally {
            opened = later(() -> role.alterDatabase("ALLOW_CONNECTIONS true"));
        }
        assertThat(role.builder()
                        .connectWait(Duration.ofSeconds(20))
                        .build()
                        .migrate()
                        .applied())
                .hasSize(4);
        opened.join();
    }

    @Test
    @DisplayName("N5: a database that is dropped in the middle of a run is told as such, and then as missing")
    void dropped(@TempDir Path folder) throws Exception {
        Project doomed = new Project(folder);
        try (doomed) {
            doomed.file("V1__a.sql", "CREATE TABLE a (id int);", "SELECT pg_sleep(20);");
            CompletableFuture<PawlException> run = CompletableFuture.supplyAsync(() -> failing(doomed::migrate));
            await().until(() -> !project.rows("SELECT 1 FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(20)%'"
                            + " AND datname = '" + doomed.database().name() + "'")
                    .isEmpty());
            TestServer.get().dropDatabase(doomed.database().name());
            assertThat(run.get(20, TimeUnit.SECONDS).problem().code()).isEqualTo(ErrorCode.CONNECTION_LOST);
            assertThat(failing(doomed::migrate).problem().code()).isEqualTo(ErrorCode.DATABASE_MISSING);
        }
    }

    @Test
    @DisplayName("N5 R5 H6: where a failure cannot be recorded, that is said, and the lease is given back all the same")
    void unrecordable() {
        project.file("V1__a.sql", "SELECT 1;").migrate();
        project.sql(
                "CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no rows'; END $$;"
                        + " CREATE TRIGGER no BEFORE INSERT ON migration_history FOR EACH ROW WHEN (NEW.status = 'failed')"
                        + " EXECUTE FUNCTION no()");
        project.file("V2__b.sql", "-- pawl: no-transaction", "SELECT nosuch;");
        assertThat(failing(project::migrate).problem().fix()).contains("could not be recorded: no rows");
        assertThat(project.rows("SELECT 1 FROM pawl_lease WHERE expires_at > clock_timestamp()"))
                .isEmpty();
        project.file("V2__b.sql", "-- pawl: no-transaction", "SELECT 1;");
        assertThat(Project.versions(project.migrate())).containsExactly("2");
    }
}
