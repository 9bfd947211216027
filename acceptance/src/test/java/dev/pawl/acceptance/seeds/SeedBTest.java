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

/** Seed B: a table that is made by the first migration, checksums, deploys that migrate. */
class SeedBTest {
    private static final String TABLE = """
            CREATE TABLE IF NOT EXISTS schema_migrations (
              id SERIAL PRIMARY KEY,
              version VARCHAR(255) UNIQUE NOT NULL,
              name VARCHAR(255) NOT NULL,
              applied_at TIMESTAMP DEFAULT NOW(),
              execution_time_ms INTEGER,
              checksum VARCHAR(64)
            );

            CREATE INDEX idx_schema_migrations_version ON schema_migrations(version);
            """;

    private static final String USERS = """
            -- Version: 001
            -- Date: 2025-10-24
            -- Description: Create users table
            CREATE TABLE IF NOT EXISTS users (id SERIAL PRIMARY KEY, email TEXT UNIQUE NOT NULL);
            """;

    private static final String TOKENS = "ALTER TABLE users ADD COLUMN IF NOT EXISTS reset_token TEXT;\n";

    @TempDir
    private Path folder;

    private Workplace place;

    @BeforeEach
    void begin() {
        place = new Workplace(folder);
        place.migration("000-create-migration-table.sql", TABLE)
                .migration("001-create-users-table.sql", USERS)
                .migration("002-add-reset-token-fields.sql", TOKENS);
        place.terminal()
                .write(
                        "pawl.toml",
                        "dir = \"migrations\"\n\n[history]\nshape = \"stems\"\n\n[production]\nconfirm = \"off\"\n");
    }

    @AfterEach
    void end() {
        place.close();
    }

    @Test
    @DisplayName(
            "B1, B2, B3, B4, B5, B6, B7, B8, B9, B10, B11, B12, B15, B16, B17, B18, B19, B26, H7: a fresh database gets B's own table, filled as B's runner fills it")
    void fresh() throws SQLException {
        place.pawl("migrate").succeeded();

        assertThat(place.rows("SELECT id, version, name, checksum FROM schema_migrations ORDER BY version"))
                .hasSize(3)
                .element(1)
                .asString()
                .endsWith("|001-create-users-table|Create users table|" + sha256(USERS));
        assertThat(place.rows("""
                SELECT column_name, data_type, is_nullable FROM information_schema.columns
                WHERE table_name = 'schema_migrations' ORDER BY ordinal_position"""))
                .containsExactly(
                        "id|integer|NO",
                        "version|character varying|NO",
                        "name|character varying|NO",
                        "applied_at|timestamp without time zone|YES",
                        "execution_time_ms|integer|YES",
                        "checksum|character varying|YES");
        assertThat(place.value("SELECT to_regclass('idx_schema_migrations_version')"))
                .isEqualTo("idx_schema_migrations_version");
        assertThat(place.value(
                        "SELECT count(*) FROM schema_migrations WHERE execution_time_ms >= 0 AND applied_at <= now()"))
                .isEqualTo("3");
    }

    @Test
    @DisplayName("B21, B48, B59: the last line counts; a second run does nothing and succeeds, also in production")
    void countsAndRunsTwice() {
        Terminal production = place.terminal().with("VERCEL_ENV", "production");

        assertThat(production.pawl("migrate").succeeded().text()).contains("3 migrations applied");
        assertThat(production.pawl("migrate").succeeded().text()).contains("up to date");
    }

    @Test
    @DisplayName(
            "B27, B33, B34, B35: status has the database, the environment, what is applied and when, and what is pending")
    void status() {
        place.pawl("migrate", "--env", "development").succeeded();

        place.golden().verify("seeds/b-status", place.pawl("status").succeeded());
    }

    @Test
    @DisplayName("B24, B25, B28: all applied files are checked, on every run and by validate")
    void validate() throws SQLException {
        place.pawl("migrate").succeeded();
        assertThat(place.pawl("validate").succeeded().exit()).isZero();
        place.migration("000-create-migration-table.sql", TABLE + "-- edited\n")
                .migration("003-new.sql", "CREATE TABLE fresh (id int);");

        assertThat(place.pawl("validate").exited(3).text()).containsPattern("has been modified");
        assertThat(place.pawl("migrate").exited(3).text()).contains("has been modified after being applied");
        assertThat(place.value("SELECT to_regclass('fresh')")).isEmpty();
    }

    @Test
    @DisplayName("B22, B49, B63, B65: a failure is told and leaves nothing; the corrected file runs")
    void failsAndRecovers() throws SQLException {
        place.migration("003-add-usage.sql", "CREATE TABLE usage_stats (id int);\nSELECT nonsense;\n");
        Outcome failed = place.pawl("migrate").exited(1);

        assertThat(failed.text()).contains("003-add-usage", "column \"nonsense\" does not exist");
        assertThat(place.value("SELECT count(*) FROM schema_migrations")).isEqualTo("3");
        assertThat(place.value("SELECT to_regclass('usage_stats')")).isEmpty();

        place.migration("003-add-usage.sql", "CREATE TABLE usage_stats (id int);\n");
        place.pawl("migrate").succeeded();
        assertThat(place.value("SELECT count(*) FROM schema_migrations")).isEqualTo("4");
    }

    @Test
    @DisplayName("B62: in development a deleted row alone makes the file pending again")
    void deletedRow() throws SQLException {
        place.pawl("migrate").succeeded();
        place.database().execute("DELETE FROM schema_migrations WHERE version = '002-add-reset-token-fields'");

        assertThat(place.pawl("migrate").succeeded().text()).contains("002-add-reset-token-fields");
        assertThat(place.value("SELECT count(*) FROM schema_migrations")).isEqualTo("3");
    }

    @Test
    @DisplayName("B29, B52, N1: POSTGRES_URL chooses the database, also from a .env file; the real environment wins")
    void dotEnv() throws SQLException {
        Terminal bare = Terminal.in(folder);
        place.terminal()
                .write(".env", "# local\nPOSTGRES_URL=\"" + place.database().url() + "\"\n");

        bare.pawl("migrate").succeeded();
        assertThat(place.value("SELECT count(*) FROM schema_migrations")).isEqualTo("3");
        bare.with("POSTGRES_URL", "postgresql://ada@127.0.0.1:1/elsewhere")
                .pawl("migrate")
                .exited(6);
    }

    @Test
    @DisplayName("B55, B57: a migration may look at current_database(); corrections are new files")
    void conditional() throws SQLException {
        place.migration(
                "003-fix-usage.sql",
                "DO $$ BEGIN IF current_database() NOT LIKE '%test%' THEN CREATE TABLE usage_stats (id int); END IF; END $$;\n");

        place.pawl("migrate").succeeded();
        assertThat(place.value("SELECT to_regclass('usage_stats')")).isEmpty();
    }

    @Test
    @DisplayName(
            "B2, B4, B8, B17, B24, H1, H7: on an adopted database the old rows verify by their SHA-256, and only the new file runs")
    void adopted() throws SQLException {
        place.database().execute(TABLE + USERS + TOKENS);
        adopt("000-create-migration-table", "Create migration table", TABLE);
        adopt("001-create-users-table", "Create users table", USERS);
        adopt("002-add-reset-token-fields", "Add reset token fields", TOKENS);
        place.migration("003-add-usage-tracking.sql", "CREATE TABLE usage_stats (id int);\n");

        place.pawl("validate").succeeded();
        Outcome run = place.pawl("migrate").succeeded();

        assertThat(run.text()).contains("003-add-usage-tracking");
        assertThat(place.rows("SELECT id, version FROM schema_migrations ORDER BY id")
                        .get(3))
                .isEqualTo("4|003-add-usage-tracking");
    }

    private void adopt(String version, String name, String sql) throws SQLException {
        place.database()
                .execute("INSERT INTO schema_migrations (version, name, execution_time_ms, checksum) VALUES ('"
                        + version + "', '" + name + "', 25, '" + sha256(sql) + "')");
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
