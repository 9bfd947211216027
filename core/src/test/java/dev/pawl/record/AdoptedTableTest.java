package dev.pawl.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.history.EntryKey;
import dev.pawl.history.EntryStatus;
import dev.pawl.history.HistoryEntry;
import dev.pawl.postgres.QualifiedName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("H1, H4: a table that a seed's own runner made and filled")
class AdoptedTableTest {

    private static final QualifiedName KB = QualifiedName.parse("kb.schema_migrations");

    private static final String B_TABLE = """
            CREATE TABLE IF NOT EXISTS schema_migrations (
              id SERIAL PRIMARY KEY,
              version VARCHAR(255) UNIQUE NOT NULL,  -- e.g., "001-add-reset-token-fields"
              name VARCHAR(255) NOT NULL,             -- Human-readable description
              applied_at TIMESTAMP DEFAULT NOW(),
              execution_time_ms INTEGER,              -- Performance tracking
              checksum VARCHAR(64)                    -- Verify file hasn't changed
            );
            CREATE INDEX idx_schema_migrations_version ON schema_migrations(version);""";

    private static final String D_TABLE = """
            CREATE SCHEMA kb;
            CREATE TABLE kb.schema_migrations (
                id SERIAL PRIMARY KEY,
                filename VARCHAR(255) NOT NULL UNIQUE,
                applied_at TIMESTAMP NOT NULL DEFAULT NOW(),
                checksum VARCHAR(64),              -- MD5 of file content
                execution_time_ms INTEGER,         -- Performance metric
                success BOOLEAN NOT NULL DEFAULT TRUE,
                error_message TEXT                 -- Populated on failure
            );""";

    private static final String E_TABLES = """
            CREATE TABLE schema_migrations (
              version TEXT PRIMARY KEY,
              name TEXT NOT NULL,
              applied_at TIMESTAMPTZ DEFAULT NOW(),
              checksum TEXT NOT NULL,
              execution_time_ms INTEGER,
              status TEXT NOT NULL, -- 'pending', 'running', 'completed', 'failed'
              error_message TEXT,
              applied_by TEXT
            );
            CREATE TABLE migration_history (
              id UUID PRIMARY KEY,
              version TEXT NOT NULL,
              action TEXT NOT NULL, -- 'apply', 'rollback'
              executed_at TIMESTAMPTZ DEFAULT NOW(),
              execution_time_ms INTEGER,
              status TEXT NOT NULL, -- 'success', 'failed'
              error_message TEXT,
              executed_by TEXT,
              environment TEXT -- 'staging', 'production', 'development'
            );""";

    private final Database database = new Database();

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    @DisplayName(
            "B2, B3-B9, B17, B62, B65: seed B's table is read, filled in its own way, and a deleted row is pending")
    void seedB() {
        Scripted first = Scripted.of("000-create-migration-table.sql", B_TABLE);
        Scripted users = Scripted.of("001-create-users-table.sql", "CREATE TABLE users (id SERIAL)");
        database.execute(B_TABLE);
        database.execute("INSERT INTO schema_migrations (version, name, execution_time_ms, checksum, applied_at) VALUES"
                + " ('000-create-migration-table', 'Create migration table', 25, '"
                + Scripted.hash("SHA-256", B_TABLE) + "', '2025-10-25 19:05:12.455')");

        HistoryTable table = new HistoryStore(Database.TABLE, Optional.empty()).create(database.session());
        assertThat(table.shape()).isInstanceOf(StemsShape.class);
        database.apply(table, users);

        List<HistoryEntry> entries = database.read().history().entries();
        assertThat(entries).extracting(HistoryEntry::version).containsExactly("000", "001");
        assertThat(entries.get(0).key()).isEqualTo("000-create-migration-table");
        assertThat(entries.get(0).appliedAt()).contains(Instant.parse("2025-10-25T19:05:12.455Z"));
        assertThat(entries.get(0).executionTimeMs()).contains(25L);
        assertThat(first.migration()
                        .checksums()
                        .matches(entries.get(0).checksum().orElseThrow()))
                .isTrue();
        assertThat(database.rows("SELECT id, version, name, checksum FROM schema_migrations WHERE id = 2"))
                .containsExactly(
                        "2|001-create-users-table|Create users table|" + Scripted.hash("SHA-256", users.sql()));
        assertThat(database.value(
                        "SELECT execution_time_ms >= 0 AND applied_at > timezone('UTC', now()) - interval '1 min'"
                                + " FROM schema_migrations WHERE id = 2"))
                .isEqualTo("t");

        database.session()
                .execute(table.failure(
                        Scripted.of("002-bad.sql", "x").migration(),
                        Database.BY,
                        "syntax error",
                        new Elapsed.Milliseconds(3)));
        assertThat(database.value("SELECT count(*) FROM schema_migrations")).isEqualTo("2");

        database.execute("DELETE FROM schema_migrations WHERE version = '001-create-users-table'");
        assertThat(database.read().history().find(users.migration())).isEmpty();
        database.apply(table, new Scripted(users.migration(), "SELECT 1"));
        assertThat(database.read().history().hasApplied(users.migration())).isTrue();
    }

    @Test
    @DisplayName("D4, D9, D23-D28, D55: seed D's table in kb, and every query of its document")
    void seedD() {
        Scripted jobs = Scripted.of("0002_extraction_jobs.sql", "CREATE TABLE kb.jobs (id int)");
        Scripted preferences = Scripted.of("20251019_add_user_preferences.sql", "CREATE TABLE kb.prefs (id int)");
        Scripted broken = Scripted.of("20251020_broken.sql", "CREATE TABLE");
        database.execute(D_TABLE);
        database.execute("INSERT INTO kb.schema_migrations (filename, checksum, execution_time_ms) VALUES"
                + " ('0002_extraction_jobs.sql', '" + Scripted.hash("MD5", jobs.sql()) + "', 12)");

        HistoryTable table = new HistoryStore(KB, Optional.empty()).create(database.session());
        assertThat(table.shape()).isInstanceOf(FilesShape.class);
        database.apply(table, preferences);
        database.session()
                .execute(table.failure(
                        broken.migration(), Database.BY, "syntax error at end of input", new Elapsed.Milliseconds(7)));

        DatabaseState state = database.read(KB);
        assertThat(state.history().hasApplied(jobs.migration())).isTrue();
        assertThat(jobs.migration()
                        .checksums()
                        .matches(state.history()
                                .find(jobs.migration())
                                .orElseThrow()
                                .checksum()
                                .orElseThrow()))
                .isTrue();
        assertThat(state.history().find(broken.migration()).orElseThrow().status())
                .isEqualTo(EntryStatus.FAILED);

        assertThat(
                        database.rows(
                                "SELECT filename, applied_at, execution_time_ms FROM kb.schema_migrations ORDER BY applied_at DESC"))
                .hasSize(3);
        assertThat(database.rows("SELECT filename, error_message FROM kb.schema_migrations WHERE success = FALSE"))
                .containsExactly("20251020_broken.sql|syntax error at end of input");
        assertThat(database.value("SELECT EXISTS(SELECT 1 FROM kb.schema_migrations"
                        + " WHERE filename = '20251019_add_user_preferences.sql')"))
                .isEqualTo("t");
        assertThat(database.value("SELECT COUNT(*) as version FROM kb.schema_migrations WHERE success = TRUE"))
                .isEqualTo("2");
        assertThat(database.value("SELECT checksum FROM kb.schema_migrations WHERE filename = '"
                        + preferences.migration().filename() + "'"))
                .isEqualTo(Scripted.hash("MD5", preferences.sql()));
        assertThat(database.rows("SELECT nspname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
                        + " WHERE relname IN ('migration_history', 'pawl_settings', 'pawl_script', 'pawl_lease')"
                        + " GROUP BY 1"))
                .containsExactly("kb");

        database.apply(table, new Scripted(broken.migration(), "SELECT 1"));
        assertThat(database.value("SELECT success || coalesce(error_message, '') FROM kb.schema_migrations"
                        + " WHERE filename = '20251020_broken.sql'"))
                .isEqualTo("true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fresh", "adopted"})
    @DisplayName("D41: a row that somebody inserted by hand counts as applied and cannot be verified")
    void manualRow(String kind) {
        if (kind.equals("adopted")) {
            database.execute(D_TABLE);
        }
        new HistoryStore(KB, Optional.of(new FilesShape())).create(database.session());
        database.execute("INSERT INTO kb.schema_migrations (filename, checksum, execution_time_ms, success)"
                + " VALUES ('YOUR_MIGRATION.sql', 'MANUAL', 0, TRUE)");

        HistoryEntry entry = database.read(KB).history().entries().get(0);
        assertThat(entry.isApplied()).isTrue();
        assertThat(entry.checksum()).isEmpty();
    }

    @Test
    @DisplayName("E15-E21, E46-E50, E54: seed E's tables, and every query of its document")
    void seedE() {
        Scripted workspace = Scripted.of("01_knowledge_workspace_schema.sql", "CREATE TABLE w (id int)");
        Scripted expense = Scripted.of("02_hr_expense_schema.sql", "CREATE TABLE h (id int)");
        Scripted broken = Scripted.of("03_project_workspace_schema.sql", "CREATE TABLE");
        database.execute(E_TABLES);
        database.execute(
                "INSERT INTO schema_migrations (version, name, checksum, execution_time_ms, status, applied_by)"
                        + " VALUES ('01', '01_knowledge_workspace_schema', '"
                        + Scripted.hash("SHA-256", workspace.sql())
                        + "', 5, 'completed', 'ci'), ('02', '02_hr_expense_schema', 'x', NULL, 'running', 'ci')");
        database.execute("INSERT INTO migration_history VALUES"
                + " (gen_random_uuid(), '01', 'apply', now(), 5, 'success', NULL, 'ci', 'staging')");

        HistoryTable table = new HistoryStore(Database.TABLE, Optional.empty()).create(database.session());
        assertThat(table.shape()).isInstanceOf(VersionsShape.class);
        assertThat(database.read()
                        .history()
                        .find(expense.migration())
                        .orElseThrow()
                        .status())
                .isEqualTo(EntryStatus.UNFINISHED);
        database.apply(table, expense);
        database.session()
                .execute(table.failure(broken.migration(), Database.BY, "syntax error", new Elapsed.Milliseconds(7)));

        assertThat(database.rows("SELECT * FROM get_migration_status()"))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("3|2|1|02|");
        assertThat(database.rows("SELECT version, status FROM migration_status_view ORDER BY version"))
                .containsExactly("01|completed", "02|completed", "03|failed");
        assertThat(database.rows("SELECT * FROM migration_history ORDER BY executed_at DESC LIMIT 10"))
                .hasSize(3);
        assertThat(database.rows("SELECT version FROM schema_migrations WHERE status = 'failed'"))
                .containsExactly("03");
        assertThat(database.rows("SELECT * FROM schema_migrations WHERE version = '01'"))
                .hasSize(1);
        assertThat(database.rows("SELECT version FROM migration_history WHERE status = 'failed'"
                        + " ORDER BY executed_at DESC LIMIT 1"))
                .containsExactly("03");
        assertThat(database.rows("SELECT version, error_message, execution_time_ms FROM schema_migrations"
                        + " WHERE status = 'failed'"))
                .containsExactly("03|syntax error|7");
        assertThat(database.rows("SELECT version, action, status, executed_by, environment FROM migration_history"
                        + " WHERE version = '02'"))
                .containsExactly("02|apply|success|ada@host|staging");
        assertThat(database.rows("SELECT version, status, applied_by FROM schema_migrations WHERE version = '02'"))
                .containsExactly("02|completed|ada@host");

        database.execute("DELETE FROM schema_migrations WHERE version = '01';"
                + " DELETE FROM migration_history WHERE version = '01'");
        assertThat(database.read().history().find(workspace.migration())).isEmpty();
        database.apply(table, workspace);
        assertThat(database.read().history().hasApplied(workspace.migration())).isTrue();
    }

    @Test
    @DisplayName("E7, H3: seed E's own view and function are kept")
    void keepsOwnObjects() {
        database.execute(E_TABLES + """
                CREATE VIEW migration_status_view AS SELECT version AS v FROM schema_migrations;
                CREATE FUNCTION get_migration_status() RETURNS TABLE (n bigint) LANGUAGE sql
                  AS 'SELECT count(*) FROM schema_migrations';""");

        new HistoryStore(Database.TABLE, Optional.empty()).create(database.session());

        assertThat(database.rows("SELECT v FROM migration_status_view")).isEmpty();
        assertThat(database.value("SELECT n FROM get_migration_status()")).isEqualTo("0");
    }

    @Test
    @DisplayName("E19, H2: the column that seed E's audit trail lacks is added, and its other writers do not notice")
    void addsReason() {
        database.execute(E_TABLES);
        assertThat(database.read().completeness()).isEqualTo(DatabaseState.Completeness.INCOMPLETE);
        HistoryTable table = new HistoryStore(Database.TABLE, Optional.empty()).create(database.session());
        database.session().execute(table.clearFailed(Database.BY.because("cleaned up")));

        assertThat(database.rows("SELECT version, action, reason FROM migration_history"))
                .containsExactly("-|repair|cleaned up");
        database.execute("INSERT INTO migration_history (id, version, action, status)"
                + " VALUES (gen_random_uuid(), '01', 'apply', 'success')");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "filename text PRIMARY KEY, applied_at timestamptz DEFAULT now()",
                "id serial PRIMARY KEY, name varchar(255) NOT NULL UNIQUE, executed_at timestamp DEFAULT now()",
                "migration text PRIMARY KEY",
                "id serial PRIMARY KEY, version text UNIQUE NOT NULL, applied_at timestamptz NOT NULL DEFAULT now()",
                "id bigint GENERATED ALWAYS AS IDENTITY, file_name text NOT NULL, checksum text, run_on timestamptz"
            })
    @DisplayName("A34-A36, C2: a list of names is told by rule, whatever its columns are called")
    void namesByRule(String columns) {
        database.execute("CREATE TABLE schema_migrations (" + columns + ")");
        String key = columns.contains("filename")
                ? "filename"
                : columns.contains("file_name")
                        ? "file_name"
                        : columns.contains("version")
                                ? "version"
                                : columns.contains("migration") ? "migration" : "name";
        database.execute("INSERT INTO schema_migrations (" + key + ") VALUES ('001_initial_schema.sql')");
        Scripted first = Scripted.of("001_initial_schema.sql", "SELECT 1");
        Scripted second = Scripted.of("002_add_indexes.sql", "CREATE TABLE second (id int)");

        HistoryTable table = new HistoryStore(Database.TABLE, Optional.empty()).create(database.session());
        assertThat(table.shape().word()).isEqualTo("names");
        database.apply(table, second);
        database.session()
                .execute(table.failure(
                        Scripted.of("003_bad.sql", "x").migration(), Database.BY, "bad", new Elapsed.Milliseconds(1)));

        assertThat(database.read().history().hasApplied(first.migration())).isTrue();
        assertThat(database.read().history().hasApplied(second.migration())).isTrue();
        assertThat(database.rows("SELECT " + key + " FROM schema_migrations ORDER BY 1"))
                .containsExactly("001_initial_schema.sql", "002_add_indexes.sql");
        assertThat(database.value("SELECT applied FROM get_migration_status()")).isEqualTo("2");
    }

    @Test
    @DisplayName("C2: rows that hold stems are matched by stems")
    void stemsByRule() {
        database.execute("CREATE TABLE schema_migrations (name text PRIMARY KEY, applied_at timestamptz DEFAULT now());"
                + "INSERT INTO schema_migrations VALUES ('0001_init')");

        assertThat(database.read().history().key()).isEqualTo(EntryKey.STEM);
        assertThat(database.read()
                        .history()
                        .hasApplied(Scripted.of("0001_init.sql", "SELECT 1").migration()))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL",
                "version varchar PRIMARY KEY",
                "version text PRIMARY KEY, statements text[], name text",
                "filename text PRIMARY KEY, batch integer",
                "id integer PRIMARY KEY, filename text"
            })
    @DisplayName("H1, H4: columns that no shape explains are refused by name, with the way out")
    void foreign(String columns) {
        database.execute("CREATE TABLE schema_migrations (" + columns + ")");

        assertThatThrownBy(database::read).isInstanceOfSatisfying(PawlException.class, e -> {
            assertThat(e.problem().code()).isEqualTo(ErrorCode.HISTORY_FOREIGN);
            assertThat(e.problem().message()).contains(columns.substring(0, columns.indexOf(" ")));
            assertThat(e.problem().fix()).contains("pawl adopt");
        });
        database.execute("SELECT 1");
    }

    @Test
    @DisplayName("H1: a column that somebody added is left alone, if an INSERT may leave it out")
    void extraColumns() {
        database.execute(D_TABLE + "ALTER TABLE kb.schema_migrations ADD COLUMN ticket text");
        assertThat(database.read(KB).table().orElseThrow().shape()).isInstanceOf(FilesShape.class);

        database.execute("ALTER TABLE kb.schema_migrations ADD COLUMN who text NOT NULL");
        assertThatThrownBy(() -> database.read(KB)).hasMessageContaining("HISTORY_FOREIGN");
    }

    @Test
    @DisplayName("H1: a shape in the config that the table does not have is refused")
    void pinnedShapeDiffers() {
        database.execute(D_TABLE);
        assertThatThrownBy(() -> new HistoryStore(KB, Optional.of(new VersionsShape())).read(database.session()))
                .hasMessageContaining("`versions`")
                .hasMessageContaining("filename");
    }

    @Test
    @DisplayName("E17: a status that nobody knows is refused instead of guessed")
    void unknownStatus() {
        database.execute(E_TABLES
                + "INSERT INTO schema_migrations (version, name, checksum, status) VALUES ('01', 'a', 'x', 'odd')");
        assertThatThrownBy(database::read).hasMessageContaining("`odd`");
    }

    @Test
    @DisplayName("H1: the history of a newer pawl is refused")
    void newerFormat() {
        database.create(new PawlShape());
        database.execute("UPDATE pawl_settings SET value = '2' WHERE key = 'format'");
        assertThatThrownBy(database::read).hasMessageContaining("HISTORY_TOO_NEW");
    }
}
