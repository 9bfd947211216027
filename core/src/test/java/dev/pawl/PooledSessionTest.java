package dev.pawl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pawl.embedded.testing.PgBouncer;
import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.guard.Confirmation;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What a run leaves in the pooler's session")
class PooledSessionTest {

    /** All that a session can remember, seen from inside. */
    private static final List<String> STATE = List.of(
            "SELECT 'setting ' || name || '=' || setting FROM pg_settings WHERE source = 'session' ORDER BY 1",
            "SELECT 'custom ' || coalesce(current_setting('app.tenant', true), '')",
            "SELECT 'prepared ' || name FROM pg_prepared_statements",
            "SELECT 'cursor ' || name FROM pg_cursors WHERE is_holdable",
            "SELECT 'lock ' || classid || ' ' || objid FROM pg_locks"
                    + " WHERE locktype = 'advisory' AND pid = pg_backend_pid()",
            "SELECT 'table ' || relname FROM pg_class WHERE relnamespace = pg_my_temp_schema()",
            "SELECT 'listens ' || c FROM pg_listening_channels() c",
            "SELECT 'role ' || current_user || ' ' || session_user || ' ' || current_setting('search_path')",
            "SELECT 'backend ' || pg_backend_pid()");

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

    private List<String> state() throws SQLException {
        List<String> seen = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(
                        pooler.jdbcUrl(project.database().name()));
                Statement statement = connection.createStatement()) {
            for (String sql : STATE) {
                try (ResultSet rows = statement.executeQuery(sql)) {
                    while (rows.next()) {
                        seen.add(rows.getString(1));
                    }
                }
            }
        }
        return seen;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET search_path = pg_catalog",
                "SET lock_timeout = '7s'; SET statement_timeout = '70s'; SET work_mem = '9MB'",
                "SET app.tenant = 'x'",
                "SELECT set_config('app.tenant', 'x', false), set_config('search_path', '', false)",
                "SET ROLE pg_monitor",
                "SET SESSION AUTHORIZATION pg_monitor",
                "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE",
                "SET TIME ZONE 'Asia/Tokyo'",
                "SET application_name = 'mine'",
                "RESET ALL",
                "SET standard_conforming_strings = off",
                "PREPARE p AS SELECT 1",
                "CREATE TEMP TABLE tt (id int)",
                "CREATE TABLE pg_temp.tt (id int)",
                "SELECT pg_advisory_lock(7)",
                "DO $$ BEGIN PERFORM pg_advisory_lock(7); PERFORM set_config('work_mem', '9MB', false); END $$",
                "LISTEN news",
                "DECLARE c CURSOR WITH HOLD FOR SELECT 1",
                "SELECT state_of_session()",
                "INSERT INTO log (n) SELECT state_of_session()"
            })
    @DisplayName(
            "N4: whatever a migration does to its session, applied or failed, in a transaction or not, nothing stays")
    void nothingStays(String script) throws SQLException {
        project.file(
                        "001_log.sql",
                        "CREATE TABLE log (at serial, n int);",
                        "CREATE FUNCTION state_of_session() RETURNS int LANGUAGE plpgsql AS $$ BEGIN",
                        "PERFORM pg_advisory_lock(8), set_config('work_mem', '9MB', false);",
                        "CREATE TEMP TABLE tt (id int); RETURN 1; END $$;")
                .migrate();
        List<String> before = state();

        project.file("002_a.sql", script + ";").migrate();
        assertThat(state()).as("applied").isEqualTo(before);

        project.file("003_a.sql", script + ";", "SELECT nosuch;");
        assertThat(catchThrowableOfType(PawlException.class, project::migrate)).isNotNull();
        assertThat(state()).as("failed").isEqualTo(before);

        project.delete("003_a.sql").sql("DELETE FROM schema_migrations WHERE version = '003'");
        project.file("004_a.sql", "-- pawl: no-transaction", script + ";");
        PawlException refused = catchThrowableOfType(PawlException.class, project::migrate);
        assertThat(state()).as("applied outside a transaction, or refused").isEqualTo(before);
        if (refused != null) {
            assertThat(refused.problem().code()).isEqualTo(ErrorCode.SESSION_NOT_KEPT);
            return;
        }

        project.file("005_a.sql", "-- pawl: no-transaction", script + ";", "SELECT nosuch;");
        assertThat(catchThrowableOfType(PawlException.class, project::migrate)).isNotNull();
        assertThat(state()).as("failed outside a transaction" + pooler.log()).isEqualTo(before);
    }

    @Test
    @DisplayName(
            "N4: pawl's own work leaves nothing either: no prepared statement, lock or table, however much there was")
    void ownWork() throws SQLException {
        project.file("1_log.up.sql", "CREATE TABLE log (at serial, n int);")
                .file("1_log.down.sql", "DROP TABLE log;")
                .migrate();
        List<String> before = state();
        for (int n = 2; n <= 40; n++) {
            String index = n % 20 == 0 ? "CREATE INDEX CONCURRENTLY i%d ON log (n);".formatted(n) : "SELECT 1;";
            project.file(n + "_n.up.sql", "INSERT INTO log (n) VALUES (%d);".formatted(n), index)
                    .file(n + "_n.down.sql", "DELETE FROM log WHERE n = %d;".formatted(n));
        }
        Pawl pawl = project.pawl();
        assertThat(pawl.migrate().applied()).hasSize(39);
        assertThat(state()).as("applied").isEqualTo(before);
        pawl.rollback(new RollbackRequest(new RollbackRequest.Extent.Steps(12), Confirmation.GIVEN));
        assertThat(state()).as("taken back").isEqualTo(before);
        pawl.mark(new MarkRequest("40", MarkRequest.Status.APPLIED, Optional.of("test"), Confirmation.GIVEN));
        pawl.history(100);
        pawl.validate();
        assertThat(state()).as("corrected and looked at").isEqualTo(before);
    }

    @Test
    @DisplayName("N4: the next migration starts as the first one did")
    void nextStartsClean() {
        String look = "INSERT INTO seen SELECT current_setting('TimeZone') || current_setting('search_path')"
                + " || current_user || (current_setting('application_name') LIKE 'pawl/%');";
        project.file("001_a.sql", "CREATE TABLE seen (what text);", look)
                .file(
                        "002_b.sql",
                        "SET search_path = pg_catalog; SET ROLE pg_monitor; SET TimeZone = 'Asia/Tokyo';",
                        "SET application_name = 'mine';")
                .file("003_c.sql", look)
                .file("004_d.sql", "RESET ALL;")
                .file("005_e.sql", "-- pawl: no-transaction", look)
                .migrate();
        assertThat(project.rows("SELECT DISTINCT what FROM seen")).hasSize(1);
    }
}
