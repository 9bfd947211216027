package dev.pawl.acceptance.seeds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.acceptance.Outcome;
import dev.pawl.acceptance.Terminal;
import dev.pawl.acceptance.Workplace;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Seed A: one schema for a TypeScript and a C# server, migrated before either starts. */
class SeedATest {
    private static final String SCHEMA = """
            CREATE TABLE IF NOT EXISTS documents (id text PRIMARY KEY, state jsonb NOT NULL DEFAULT '{}');
            CREATE TABLE IF NOT EXISTS sessions (id text PRIMARY KEY, document_id text REFERENCES documents (id));
            """;

    private static final String INDEXES =
            "CREATE INDEX IF NOT EXISTS idx_sessions_document ON sessions (document_id);\n";

    @TempDir
    private Path folder;

    private Workplace place;

    @BeforeEach
    void begin() {
        place = new Workplace(folder);
        place.migration("001_initial_schema.sql", SCHEMA).migration("002_add_indexes.sql", INDEXES);
        place.terminal().write("pawl.toml", """
                        dir = "migrations"
                        default-url = "postgresql://synckit:synckit_test@localhost:1/synckit_test"

                        [history]
                        shape = "names"
                        """);
    }

    @AfterEach
    void end() {
        place.close();
    }

    @Test
    @DisplayName(
            "A2, A4, A12, A13, A16, A18, A19, A20, A29, A34, A35: a fresh database gets both files, recorded by name, and a list of tables")
    void fresh() throws SQLException {
        String url = place.database().url().replace("postgres@", "postgres:s3cret@");

        Outcome run = place.terminal()
                .with("DATABASE_URL", url)
                .pawl("migrate", "--verbose")
                .succeeded();

        assertThat(run.out())
                .contains("(postgresql://postgres:***@127.0.0.1:")
                .contains("Applying 2 pending migration(s)...", "✓ Applied in ");
        assertThat(run.text()).doesNotContain("s3cret");
        assertThat(run.out()).containsSubsequence("Tables available:\n", "  - documents\n", "  - sessions\n");
        assertThat(run.out().lines().reduce((first, last) -> last).orElseThrow())
                .isEqualTo("2 migrations applied successfully. The schema is ready; `pawl status` shows it.");
        assertThat(place.rows("SELECT filename FROM schema_migrations ORDER BY applied_at, filename"))
                .containsExactly("001_initial_schema.sql", "002_add_indexes.sql");
    }

    @Test
    @DisplayName("A10, A33: running again on a database that has the schema changes nothing")
    void twice() throws SQLException {
        place.pawl("migrate").succeeded();
        List<String> before = place.rows("SELECT * FROM schema_migrations ORDER BY 1");

        assertThat(place.pawl("migrate").succeeded().text()).contains("up to date");
        assertThat(place.rows("SELECT * FROM schema_migrations ORDER BY 1")).isEqualTo(before);
    }

    @Test
    @DisplayName("A8, N1: Aspire's DATABASE_URL is an Npgsql string")
    void npgsqlInDatabaseUrl() {
        place.terminal().with("DATABASE_URL", npgsql()).pawl("migrate").succeeded();
    }

    @Test
    @DisplayName("A14, N1: ConnectionStrings__synckit is used where DATABASE_URL is not set")
    void connectionStrings() throws SQLException {
        withoutUrl()
                .with("ConnectionStrings__synckit", npgsql())
                .pawl("migrate")
                .succeeded();

        assertThat(place.value("SELECT count(*) FROM schema_migrations")).isEqualTo("2");
    }

    @Test
    @DisplayName("A15, A16, N1, N3: without any variable the built-in default is used; its password prints as ***")
    void builtInDefault() {
        Outcome run = withoutUrl().pawl("migrate", "--verbose");

        assertThat(run.exit()).isEqualTo(6);
        assertThat(run.text())
                .contains("postgresql://synckit:***@localhost:1/synckit_test")
                .doesNotContain("synckit_test@");
    }

    @Test
    @DisplayName("A23, A27, A31: status tells what is applied and what is pending")
    void status() {
        assertThat(place.pawl("status", "--exit-code").exited(5).out()).contains("001_initial_schema");
        place.pawl("migrate").succeeded();

        assertThat(place.pawl("status", "--exit-code").succeeded().out())
                .contains("001_initial_schema", "002_add_indexes");
    }

    @Test
    @DisplayName(
            "A21, A36, H6: a failed migration leaves no row in a table whose every row means applied; the audit has it")
    void failureLeavesNoRow() throws SQLException {
        place.migration("003_broken.sql", "CREATE TABLE half (id int);\nSELECT 1/0;\n");

        Outcome run = place.pawl("migrate").exited(1);

        assertThat(run.text()).contains("Migration failed: 003_broken.sql");
        assertThat(place.rows("SELECT filename FROM schema_migrations"))
                .doesNotContain("003_broken.sql")
                .hasSize(2);
        assertThat(place.value("SELECT to_regclass('half')")).isEmpty();
        assertThat(place.value("SELECT count(*) FROM migration_history WHERE status = 'failed'"))
                .isEqualTo("1");
    }

    @Test
    @DisplayName(
            "A10, A34, A35, H1: on an adopted database only the new file runs, and it is recorded as the old runner did")
    void adopted() throws SQLException {
        place.database().execute(SCHEMA + """
                CREATE TABLE schema_migrations (name text PRIMARY KEY, applied_at timestamptz DEFAULT now());
                INSERT INTO schema_migrations (name) VALUES ('001_initial_schema.sql');
                """);

        Outcome run = place.pawl("migrate").succeeded();

        assertThat(run.text()).contains("002_add_indexes").doesNotContain("001_initial_schema");
        assertThat(place.rows("SELECT name, applied_at IS NOT NULL FROM schema_migrations ORDER BY name"))
                .containsExactly("001_initial_schema.sql|t", "002_add_indexes.sql|t");
    }

    private Terminal withoutUrl() {
        return Terminal.in(folder);
    }

    private String npgsql() {
        String url = place.database().url();
        String port = url.replaceFirst(".*:(\\d+)/.*", "$1");
        return "Host=127.0.0.1;Port=" + port + ";Username=postgres;Password=any;Database="
                + place.database().name();
    }
}
