package dev.pawl.acceptance.seeds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.acceptance.Outcome;
import dev.pawl.acceptance.Terminal;
import dev.pawl.acceptance.Workplace;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Seed E: two-digit scripts, a status column, an audit trail, and production behind a confirmation. */
class SeedETest {
    private static final String TRACKING = """
            BEGIN;

            CREATE TABLE IF NOT EXISTS schema_migrations (
              version TEXT PRIMARY KEY,
              name TEXT NOT NULL,
              applied_at TIMESTAMPTZ DEFAULT NOW(),
              checksum TEXT NOT NULL,
              execution_time_ms INTEGER,
              status TEXT NOT NULL,
              error_message TEXT,
              applied_by TEXT
            );

            CREATE TABLE IF NOT EXISTS migration_history (
              id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
              version TEXT NOT NULL,
              action TEXT NOT NULL,
              executed_at TIMESTAMPTZ DEFAULT NOW(),
              execution_time_ms INTEGER,
              status TEXT NOT NULL,
              error_message TEXT,
              executed_by TEXT,
              environment TEXT
            );

            CREATE OR REPLACE VIEW migration_status_view AS
            SELECT version, name, status, applied_at FROM schema_migrations ORDER BY version;

            CREATE OR REPLACE FUNCTION get_migration_status()
            RETURNS TABLE (total BIGINT, completed BIGINT, failed BIGINT) LANGUAGE sql AS $$
              SELECT count(*), count(*) FILTER (WHERE status = 'completed'), count(*) FILTER (WHERE status = 'failed')
              FROM schema_migrations;
            $$;

            COMMIT;
            """;

    private static final String WORKSPACE = """
            -- Migration: Knowledge workspace
            -- Purpose: Documents and their owners
            -- Breaking: nothing
            BEGIN;
            CREATE TABLE IF NOT EXISTS documents (id int PRIMARY KEY);
            COMMIT;
            """;

    private static final String EXPENSES = "CREATE TABLE IF NOT EXISTS expenses (id int PRIMARY KEY);\n";

    @TempDir
    private Path folder;

    private Workplace place;

    @BeforeEach
    void begin() {
        place = new Workplace(folder);
        script("00_migration_state_tracking.sql", TRACKING);
        script("01_knowledge_workspace_schema.sql", WORKSPACE);
        script("02_hr_expense_schema.sql", EXPENSES);
        script("run-migrations.js", "// the old runner\n");
        place.terminal().write("pawl.toml", "dir = \"scripts\"\n\n[history]\nshape = \"versions\"\n");
    }

    @AfterEach
    void end() {
        place.close();
    }

    private void script(String name, String sql) {
        place.terminal().write("scripts/" + name, sql);
    }

    private Terminal ci() {
        return place.terminal().with("PAWL_ACTOR", "").with("GITHUB_ACTOR", "octocat");
    }

    @Test
    @DisplayName(
            "E2, E7, E8, E9, E15, E16, E17, E18, E19, E20, E21, E26, E56, E57, E59, H7: a fresh database gets E's tables, view and function, and E's own are kept")
    void fresh() throws SQLException {
        ci().with("NODE_ENV", "development").pawl("migrate").succeeded();

        assertThat(place.rows(
                        "SELECT version, name, status, applied_by, checksum FROM schema_migrations ORDER BY version"))
                .hasSize(3)
                .element(1)
                .asString()
                .startsWith("01|Knowledge workspace schema|completed|octocat")
                .endsWith(sha256(WORKSPACE));
        assertThat(
                        place.rows(
                                "SELECT version, action, status, executed_by, environment FROM migration_history ORDER BY executed_at, version"))
                .contains("01|apply|success|octocat|development", "02|apply|success|octocat|development");
        assertThat(place.rows("SELECT total, completed, failed FROM get_migration_status()"))
                .containsExactly("3|3|0");
        assertThat(place.rows("SELECT version, status FROM migration_status_view"))
                .containsExactly("00|completed", "01|completed", "02|completed");
    }

    @Test
    @DisplayName("E46, E47, E48, E49, E50: the queries of E's document answer")
    void queries() throws SQLException {
        place.pawl("migrate").succeeded();
        script("03_broken.sql", "SELECT 1/0;\n");
        place.pawl("migrate").exited(1);

        for (String query : List.of(
                "SELECT * FROM get_migration_status()",
                "SELECT * FROM migration_status_view",
                "SELECT * FROM migration_history ORDER BY executed_at DESC LIMIT 10",
                "SELECT * FROM schema_migrations WHERE status = 'failed'",
                "SELECT version, error_message, execution_time_ms FROM schema_migrations WHERE status = 'failed'",
                "SELECT * FROM migration_history WHERE status = 'failed' ORDER BY executed_at DESC LIMIT 1",
                "SELECT * FROM schema_migrations WHERE version = '01'")) {
            assertThat(place.rows(query)).as(query).isNotEmpty();
        }
    }

    @Test
    @DisplayName("E1, E51, H6: a failed script is rolled back and recorded in both tables")
    void failure() throws SQLException {
        script("03_broken.sql", "CREATE TABLE half (id int);\nSELECT 1/0;\n");
        place.pawl("migrate").exited(1);

        assertThat(place.rows("SELECT version, status, error_message FROM schema_migrations WHERE status = 'failed'"))
                .singleElement()
                .asString()
                .startsWith("03|failed|")
                .contains("division by zero");
        assertThat(place.rows("SELECT version, error_message FROM migration_history WHERE status = 'failed'"))
                .singleElement()
                .asString()
                .startsWith("03|")
                .contains("division by zero");
        assertThat(place.value("SELECT to_regclass('half')")).isEmpty();
    }

    @Test
    @DisplayName("E4, E11, E24, E60, E63: --dry-run --verbose shows the plan and changes nothing")
    void dryRun() throws SQLException {
        Outcome run = place.pawl("migrate", "--dry-run", "--verbose").succeeded();

        assertThat(run.text()).contains("01_knowledge_workspace_schema.sql", "02_hr_expense_schema.sql");
        assertThat(place.value("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"))
                .isEqualTo("0");
    }

    @Test
    @DisplayName("E22, E23: --version=01 runs one migration and names the earlier pending ones")
    void oneVersion() throws SQLException {
        Outcome run = place.pawl("migrate", "--version=01", "--verbose").succeeded();

        assertThat(run.text()).contains("00_migration_state_tracking.sql", "01_knowledge_workspace_schema.sql");
        assertThat(place.rows("SELECT version FROM schema_migrations")).containsExactly("01");
    }

    @Test
    @DisplayName("E6, E25, E27, E28, E38, E40: production needs a confirmation; its dry run does not")
    void production() throws SQLException {
        Terminal production = place.terminal().with("NODE_ENV", "production");

        production.pawl("migrate", "--dry-run").succeeded();
        Outcome refused = production.pawl("migrate").exited(8);
        assertThat(refused.text()).contains("PRODUCTION_UNCONFIRMED", "CONFIRM_PRODUCTION_MIGRATION");
        assertThat(place.value("SELECT to_regclass('documents')")).isEmpty();

        production.with("CONFIRM_PRODUCTION_MIGRATION", "true").pawl("migrate").succeeded();
        assertThat(place.rows("SELECT DISTINCT environment FROM migration_history"))
                .containsExactly("production");
        production.pawl("migrate").succeeded();
    }

    @Test
    @DisplayName("E38, E39, E40, R2: production runs exactly the plan that was reviewed")
    void reviewedPlan() throws SQLException {
        Terminal production = place.terminal().with("NODE_ENV", "production");
        String digest = String.valueOf(production
                .pawl("migrate", "--dry-run", "--json")
                .succeeded()
                .json()
                .get("planDigest"));

        script("03_late.sql", "CREATE TABLE late (id int);\n");
        assertThat(production.pawl("migrate", "--plan", digest).exited(8).text())
                .contains("PLAN_CHANGED");
        assertThat(place.value("SELECT to_regclass('documents')")).isEmpty();

        String newDigest = String.valueOf(production
                .pawl("migrate", "--dry-run", "--json")
                .succeeded()
                .json()
                .get("planDigest"));
        production.pawl("migrate", "--plan", newDigest, "--review-window", "1s").succeeded();
        assertThat(place.value("SELECT to_regclass('late')")).isEqualTo("late");
    }

    @Test
    @DisplayName("E3, E14, E52, E53: an edited script is refused; the copy with the next number is the way out")
    void edited() {
        place.pawl("migrate").succeeded();
        script("01_knowledge_workspace_schema.sql", WORKSPACE + "SELECT 1;\n");

        assertThat(place.pawl("migrate").exited(3).text())
                .contains(
                        "01_knowledge_workspace_schema.sql has been modified after being applied", "checksum mismatch");

        script("01_knowledge_workspace_schema.sql", WORKSPACE);
        script("12_fix_knowledge_schema.sql", "ALTER TABLE documents ADD title text;\n");
        place.pawl("migrate").succeeded();
        assertThat(place.pawl("migrate").succeeded().text()).contains("up to date");
    }

    @Test
    @DisplayName("E54: in development, deleting the version from both tables makes the script run again")
    void forceAgain() throws SQLException {
        place.pawl("migrate").succeeded();
        script(
                "01_knowledge_workspace_schema.sql",
                WORKSPACE.replace("(id int PRIMARY KEY)", "(id int PRIMARY KEY, title text)"));
        place.database()
                .execute(
                        "DELETE FROM schema_migrations WHERE version = '01'; DELETE FROM migration_history WHERE version = '01';");

        place.pawl("migrate").succeeded();
        assertThat(place.value("SELECT status FROM schema_migrations WHERE version = '01'"))
                .isEqualTo("completed");
    }

    @Test
    @DisplayName(
            "E7, E16, E17, H1, H4: on an adopted database the old rows verify, a row left running counts as not applied, and only the rest runs")
    void adopted() throws SQLException {
        place.database().execute(TRACKING + WORKSPACE);
        for (String[] row : new String[][] {
            {"00", "migration_state_tracking", sha256(TRACKING), "completed"},
            {"01", "knowledge_workspace_schema", sha256(WORKSPACE), "completed"},
            {"02", "hr_expense_schema", sha256(EXPENSES), "running"}
        }) {
            place.database()
                    .execute("INSERT INTO schema_migrations (version, name, checksum, status) VALUES ('"
                            + String.join("', '", row) + "')");
        }

        place.pawl("migrate").succeeded();

        assertThat(place.rows("SELECT version, status FROM schema_migrations ORDER BY version"))
                .containsExactly("00|completed", "01|completed", "02|completed");
        assertThat(place.rows("SELECT version, action, status FROM migration_history"))
                .containsExactly("02|apply|success");
        assertThat(place.rows("SELECT total, completed, failed FROM get_migration_status()"))
                .containsExactly("3|3|0");
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
