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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Seed D: the table lies in the schema {@code kb}, file names are numbers and dates, scripts bring their own BEGIN and COMMIT. */
class SeedDTest {
    private static final String TABLE = """
            CREATE TABLE kb.schema_migrations (
                id SERIAL PRIMARY KEY,
                filename VARCHAR(255) NOT NULL UNIQUE,
                applied_at TIMESTAMP NOT NULL DEFAULT NOW(),
                checksum VARCHAR(64),
                execution_time_ms INTEGER,
                success BOOLEAN NOT NULL DEFAULT TRUE,
                error_message TEXT
            );
            """;

    private static final String JOBS =
            "CREATE SCHEMA IF NOT EXISTS kb;\nCREATE TABLE IF NOT EXISTS kb.object_extraction_jobs (id int PRIMARY KEY);\n";

    private static final String PREFERENCES = """
            -- Migration: Add user preferences table
            -- Date: 2025-10-18

            BEGIN;

            CREATE TABLE IF NOT EXISTS kb.user_preferences (
                user_id UUID PRIMARY KEY,
                theme VARCHAR(50) DEFAULT 'light'
            );

            DO $$ BEGIN RAISE NOTICE 'Table kb.user_preferences created'; END $$;

            COMMIT;
            """;

    private static final String ROLLBACK = """
            -- Migration: Rollback user preferences
            -- Reverts: 20251019_add_user_preferences.sql

            BEGIN;

            DROP TABLE IF EXISTS kb.user_preferences CASCADE;

            COMMIT;
            """;

    @TempDir
    private Path folder;

    private Workplace place;

    @BeforeEach
    void begin() {
        place = new Workplace(folder);
        place.migration("0002_extraction_jobs.sql", JOBS)
                .migration(
                        "20251018_add_extraction_progress_columns.sql",
                        "ALTER TABLE kb.object_extraction_jobs ADD progress int;\n")
                .migration("20251019_add_user_preferences.sql", PREFERENCES)
                .migration("20251019_rollback_user_preferences.sql", ROLLBACK)
                .migration(
                        "2025-10-20_index_progress.sql",
                        "CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_progress\nON kb.object_extraction_jobs(progress);\n");
        place.terminal()
                .write(
                        "pawl.toml",
                        "dir = \"migrations\"\n\n[history]\ntable = \"kb.schema_migrations\"\nshape = \"files\"\n");
    }

    @AfterEach
    void end() {
        place.close();
    }

    @Test
    @DisplayName(
            "D3, D4, D6, D10, D11, D12, D13, D15, D16, D23, D24, D25, D26, D28, D34, D35, D50, D54, D55, D57, F6: a fresh database gets kb, D's table and all files in their order")
    void fresh() throws SQLException {
        place.pawl("migrate").succeeded();

        assertThat(
                        place.rows(
                                "SELECT filename, applied_at, execution_time_ms FROM kb.schema_migrations ORDER BY applied_at DESC"))
                .hasSize(5);
        assertThat(place.rows("SELECT filename FROM kb.schema_migrations ORDER BY id"))
                .containsExactly(
                        "0002_extraction_jobs.sql",
                        "20251018_add_extraction_progress_columns.sql",
                        "20251019_add_user_preferences.sql",
                        "20251019_rollback_user_preferences.sql",
                        "2025-10-20_index_progress.sql");
        assertThat(place.rows("SELECT checksum FROM kb.schema_migrations WHERE filename = '0002_extraction_jobs.sql'"))
                .containsExactly(md5(JOBS));
        assertThat(
                        place.value(
                                "SELECT EXISTS(SELECT 1 FROM kb.schema_migrations WHERE filename = '20251018_add_extraction_progress_columns.sql')"))
                .isEqualTo("t");
        assertThat(place.value("SELECT COUNT(*) as version FROM kb.schema_migrations WHERE success = TRUE"))
                .isEqualTo("5");
        assertThat(place.value("SELECT indisvalid FROM pg_index WHERE indexrelid = 'kb.idx_progress'::regclass"))
                .isEqualTo("t");
        assertThat(place.pawl("version").succeeded().out()).contains("2025-10-20", "5");
    }

    @Test
    @DisplayName(
            "D5, D2, D17, D1, D30: a dry run changes nothing at all; status totals what is applied and pending; a second run does nothing")
    void dryRun() throws SQLException {
        assertThat(place.pawl("migrate", "--dry-run").succeeded().text()).contains("0002_extraction_jobs.sql");
        assertThat(place.value("SELECT to_regnamespace('kb')")).isEmpty();
        place.golden().verify("seeds/d-status-pending", place.pawl("status").succeeded());
        place.pawl("migrate").succeeded();

        assertThat(place.pawl("migrate").succeeded().text()).contains("up to date");
        place.golden().verify("seeds/d-status-applied", place.pawl("status").succeeded());
    }

    @Test
    @DisplayName(
            "D31, D32, D33: the run names each file and how long it took, its notices under it, and a summary with the total")
    void output() {
        Outcome run = place.pawl("migrate").succeeded();

        assertThat(run.text()).contains("20251019_add_user_preferences.sql", "Table kb.user_preferences created", "5");
        place.golden().verify("seeds/d-migrate", run);
    }

    @Test
    @DisplayName(
            "D8, D9, D27, D39, D40, D56: a failure stops the run, is recorded with its error, and is shown by status")
    void failure() throws SQLException {
        place.migration("20251018_add_extraction_progress_columns.sql", "ALTER TABLE kb.nowhere ADD progress int;\n");
        place.pawl("migrate").exited(1);

        assertThat(place.rows("SELECT filename, error_message FROM kb.schema_migrations WHERE success = FALSE"))
                .singleElement()
                .asString()
                .startsWith("20251018_add_extraction_progress_columns.sql|")
                .contains("relation \"kb.nowhere\" does not exist");
        assertThat(place.value("SELECT to_regclass('kb.user_preferences')")).isEmpty();
        assertThat(place.pawl("status").succeeded().out()).contains("relation \"kb.nowhere\" does not exist");
    }

    @Test
    @DisplayName("D7: a file that was modified after it was applied is refused")
    void modified() {
        place.pawl("migrate").succeeded();
        place.migration("0002_extraction_jobs.sql", JOBS + "-- and more\nSELECT 1;\n");

        assertThat(place.pawl("migrate").exited(3).text())
                .contains("0002_extraction_jobs.sql has been modified after being applied");
    }

    @Test
    @DisplayName("D38, D44, N1: POSTGRES_HOST, PORT, USER, DB and PASSWORD name the database")
    void variables() throws SQLException {
        String port = place.database().url().replaceFirst(".*:(\\d+)/.*", "$1");

        Terminal.in(folder)
                .with("POSTGRES_HOST", "127.0.0.1")
                .with("POSTGRES_PORT", port)
                .with("POSTGRES_USER", "postgres")
                .with("POSTGRES_DB", place.database().name())
                .with("POSTGRES_PASSWORD", "spec")
                .pawl("migrate")
                .succeeded();

        assertThat(place.value("SELECT count(*) FROM kb.schema_migrations")).isEqualTo("5");
    }

    @Test
    @DisplayName(
            "D41, H4: a row that somebody inserted by hand with the checksum MANUAL counts as applied, on a fresh and on an adopted table")
    void manual() throws SQLException {
        place.database().execute("CREATE SCHEMA kb;" + TABLE + JOBS);
        insertManually("0002_extraction_jobs.sql");

        Outcome run = place.pawl("migrate").succeeded();
        assertThat(run.text()).doesNotContain("0002_extraction_jobs.sql");
        place.migration("20251021_more.sql", "SELECT 1;");
        insertManually("20251021_more.sql");
        assertThat(place.pawl("migrate").succeeded().text()).contains("up to date");
        place.pawl("validate").succeeded();
    }

    @Test
    @DisplayName(
            "D4, D23, D24, D55, H1: on an adopted database the old rows verify by their MD5, and only new files run")
    void adopted() throws SQLException {
        place.database()
                .execute("CREATE SCHEMA kb;" + TABLE + JOBS
                        + "INSERT INTO kb.schema_migrations (filename, checksum, execution_time_ms) VALUES ('0002_extraction_jobs.sql', '"
                        + md5(JOBS) + "', 12);");

        place.pawl("validate").succeeded();
        assertThat(place.pawl("migrate").succeeded().text()).doesNotContain("0002_extraction_jobs.sql");
        assertThat(place.rows("SELECT id, success FROM kb.schema_migrations ORDER BY id"))
                .containsExactly("1|t", "2|t", "3|t", "4|t", "5|t");
    }

    private void insertManually(String file) throws SQLException {
        place.database()
                .execute("INSERT INTO kb.schema_migrations (filename, checksum, execution_time_ms, success) VALUES ('"
                        + file + "', 'MANUAL', 0, TRUE)");
    }

    private static String md5(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
