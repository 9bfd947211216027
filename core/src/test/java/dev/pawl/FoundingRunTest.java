package dev.pawl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.report.MigrateReport;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("First migrations that make the history themselves")
class FoundingRunTest {

    private static final String B_TABLE = """
            CREATE TABLE %sschema_migrations (
              id SERIAL PRIMARY KEY,
              version VARCHAR(255) UNIQUE NOT NULL,  -- e.g., "001-add-reset-token-fields"
              name VARCHAR(255) NOT NULL,             -- Human-readable description
              applied_at TIMESTAMP DEFAULT NOW(),
              execution_time_ms INTEGER,              -- Performance tracking
              checksum VARCHAR(64)                    -- Verify file hasn't changed
            );

            CREATE INDEX idx_schema_migrations_version ON schema_migrations(version);
            """;

    private static final String E_TABLES = """
            -- Migration state tracking. MUST be first.
            CREATE TABLE %1$sschema_migrations (
              version TEXT PRIMARY KEY,
              name TEXT NOT NULL,
              applied_at TIMESTAMPTZ DEFAULT NOW(),
              checksum TEXT NOT NULL,
              execution_time_ms INTEGER,
              status TEXT NOT NULL, -- 'pending', 'running', 'completed', 'failed'
              error_message TEXT,
              applied_by TEXT
            );
            CREATE TABLE %1$smigration_history (
              id UUID PRIMARY KEY,
              version TEXT NOT NULL,
              action TEXT NOT NULL, -- 'apply', 'rollback'
              executed_at TIMESTAMPTZ DEFAULT NOW(),
              execution_time_ms INTEGER,
              status TEXT NOT NULL, -- 'success', 'failed'
              error_message TEXT,
              executed_by TEXT,
              environment TEXT -- 'staging', 'production', 'development'
            );
            CREATE %2$sVIEW migration_status_view AS
              SELECT version, name, status, applied_at FROM schema_migrations ORDER BY version;
            CREATE %2$sFUNCTION get_migration_status() RETURNS TABLE (version TEXT, status TEXT)
            LANGUAGE sql AS $$ SELECT version, status FROM schema_migrations ORDER BY version $$;
            """;

    private Project project;

    @BeforeEach
    void open(@TempDir Path folder) {
        project = new Project(folder);
    }

    @AfterEach
    void close() {
        project.close();
    }

    private List<MigrateReport> tenAtOnce(PawlBuilder builder) {
        ExecutorService threads = Executors.newFixedThreadPool(10);
        try {
            List<CompletableFuture<MigrateReport>> runs = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                runs.add(CompletableFuture.supplyAsync(() -> builder.build().migrate(), threads));
            }
            return runs.stream()
                    .map(run -> run.orTimeout(60, TimeUnit.SECONDS).join())
                    .toList();
        } finally {
            threads.shutdownNow();
        }
    }

    private static void assertTogether(List<MigrateReport> reports, int applied) {
        assertThat(reports).allMatch(MigrateReport::upToDate);
        assertThat(reports.stream().mapToInt(report -> report.applied().size()).sum())
                .isEqualTo(applied);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "IF NOT EXISTS "})
    @DisplayName("H7 B2: seed B's 000-create-migration-table.sql on a fresh database; the shape stays B's")
    void stemsFresh(String clause) {
        project.file("000-create-migration-table.sql", B_TABLE.formatted(clause))
                .file("001-create-users-table.sql", "CREATE TABLE users (id SERIAL);");
        MigrateReport report = project.migrate();
        assertThat(report.applied()).hasSize(2);
        assertThat(project.rows("SELECT id, version, name FROM schema_migrations ORDER BY id"))
                .hasSize(2)
                .first()
                .asString()
                .startsWith("1|000-create-migration-table|");
        assertThat(project.migrate().upToDate()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "IF NOT EXISTS "})
    @DisplayName("H7 B2: so with ten runners at once")
    void stemsTogether(String clause) {
        project.file("000-create-migration-table.sql", B_TABLE.formatted(clause))
                .file("001-create-users-table.sql", "CREATE TABLE users (id SERIAL);")
                .file("002-i.sql", "CREATE INDEX CONCURRENTLY i ON users (id);");
        assertTogether(tenAtOnce(project.builder()), 3);
        assertThat(project.rows("SELECT version FROM schema_migrations ORDER BY version"))
                .containsExactly("000-create-migration-table", "001-create-users-table", "002-i");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "IF NOT EXISTS "})
    @DisplayName("H7 B2: on a database of the old runner, with its row for the first file and without")
    void stemsAdopted(String clause) {
        String script = B_TABLE.formatted(clause);
        project.sql(script);
        project.sql(
                "INSERT INTO schema_migrations (version, name) VALUES ('001-create-users-table', 'Create users table');"
                        + " CREATE TABLE users (id SERIAL)");
        project.file("000-create-migration-table.sql", script)
                .file("001-create-users-table.sql", "CREATE TABLE users (id SERIAL);")
                .file("002-next.sql", "CREATE TABLE next (id int);");
        assertTogether(tenAtOnce(project.builder()), 2);
        assertThat(project.rows("SELECT version FROM schema_migrations ORDER BY version"))
                .containsExactly("000-create-migration-table", "001-create-users-table", "002-next");
    }

    @ParameterizedTest
    @ValueSource(strings = {"|", "IF NOT EXISTS |OR REPLACE "})
    @DisplayName("H7 E7 E46 E47: seed E's 00_migration_state_tracking.sql, with its view and function, which stay E's")
    void versions(String clauses) {
        String[] words = clauses.split("\\|", -1);
        project.file("00_migration_state_tracking.sql", E_TABLES.formatted(words[0], words[1]))
                .file("01_knowledge_workspace_schema.sql", "CREATE TABLE k (id int);");
        assertTogether(tenAtOnce(project.builder()), 2);
        assertThat(project.rows("SELECT version, name, status FROM migration_status_view"))
                .containsExactly("00|Migration state tracking|completed", "01|Knowledge workspace schema|completed");
        assertThat(project.rows("SELECT * FROM get_migration_status()"))
                .containsExactly("00|completed", "01|completed");
        assertThat(project.rows("SELECT version, status FROM migration_history ORDER BY version"))
                .containsExactly("00|success", "01|success");
    }

    @ParameterizedTest
    @ValueSource(strings = {"|", "IF NOT EXISTS |OR REPLACE "})
    @DisplayName("H7 E7 E17: on a database of E's old runner, with a row that it left running")
    void versionsAdopted(String clauses) {
        String[] words = clauses.split("\\|", -1);
        String script = E_TABLES.formatted(words[0], words[1]);
        project.sql(script);
        project.sql("INSERT INTO schema_migrations VALUES ('01', 'k', now(), 'x', 1, 'running')");
        project.file("00_migration_state_tracking.sql", script).file("01_k.sql", "CREATE TABLE k (id int);");
        assertTogether(tenAtOnce(project.builder()), 2);
        assertThat(project.rows("SELECT version, status FROM migration_status_view"))
                .containsExactly("00|completed", "01|completed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "IF NOT EXISTS "})
    @DisplayName("H7 D57: D's first file makes the schema that the history lives in")
    void schema(String clause) {
        project.file("20250101_kb.sql", "CREATE SCHEMA " + clause + "kb;", "CREATE TABLE kb.documents (id int);")
                .file("20250102_more.sql", "CREATE TABLE kb.more (id int);");
        assertTogether(tenAtOnce(project.builder().table("kb.schema_migrations").shape("files")), 2);
        assertThat(project.rows("SELECT filename, success FROM kb.schema_migrations ORDER BY id"))
                .containsExactly("20250101_kb.sql|t", "20250102_more.sql|t");
    }

    @Test
    @DisplayName("H7: a first migration that fails leaves nothing, whoever waits; the corrected one founds B's shape")
    void failing() {
        project.file("000-create-migration-table.sql", B_TABLE.formatted(""), "SELECT pg_sleep(0.3);", "SELECT nosuch;")
                .file("001-create-users-table.sql", "CREATE TABLE users (id SERIAL);");
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<CompletableFuture<PawlException>> runs = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            runs.add(CompletableFuture.supplyAsync(
                    () -> catchThrowableOfType(PawlException.class, project::migrate), threads));
        }
        runs.forEach(run -> assertThat(
                        run.orTimeout(30, TimeUnit.SECONDS).join().problem().code())
                .isEqualTo(ErrorCode.STATEMENT_FAILED));
        threads.shutdown();
        assertThat(project.rows("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"))
                .isEmpty();

        project.file("000-create-migration-table.sql", B_TABLE.formatted(""));
        assertThat(project.migrate().applied()).hasSize(2);
        assertThat(project.value("SELECT version FROM schema_migrations WHERE id = 1"))
                .isEqualTo("000-create-migration-table");
    }

    @Test
    @DisplayName("H7 N4: what the founding script sets for its session does not reach the next migration")
    void settings() {
        project.file(
                        "000-create-migration-table.sql",
                        B_TABLE.formatted(""),
                        "SELECT set_config('search_path', '', false);")
                .file("001-create-users-table.sql", "CREATE TABLE users (id SERIAL);");
        project.migrate();
        assertThat(project.tables()).containsExactly("users");
    }

    @Test
    @DisplayName("H7 R6 F6: the timeouts and the isolation level that a founding script asks for hold in it")
    void directives() {
        project.file(
                        "000-create-migration-table.sql",
                        "-- pawl: lock-timeout=7s",
                        "-- pawl: statement-timeout=9s",
                        "BEGIN ISOLATION LEVEL SERIALIZABLE;",
                        B_TABLE.formatted(""),
                        "CREATE TABLE seen AS SELECT current_setting('lock_timeout') AS locks,",
                        "  current_setting('statement_timeout') AS statements,",
                        "  current_setting('transaction_isolation') AS isolation;",
                        "COMMIT;")
                .migrate();
        assertThat(project.value("SELECT * FROM seen")).isEqualTo("7s|9s|serializable");
    }

    @Test
    @DisplayName("H7 R6 F6: so where the history is there already")
    void directivesAdopted() {
        String script = B_TABLE.formatted("IF NOT EXISTS ").replace("INDEX idx", "INDEX IF NOT EXISTS idx");
        project.sql(script);
        project.file(
                        "000-create-migration-table.sql",
                        "-- pawl: lock-timeout=7s",
                        "-- pawl: statement-timeout=9s",
                        "BEGIN ISOLATION LEVEL SERIALIZABLE;",
                        script,
                        "CREATE TABLE seen AS SELECT current_setting('lock_timeout') AS locks,",
                        "  current_setting('statement_timeout') AS statements,",
                        "  current_setting('transaction_isolation') AS isolation;",
                        "COMMIT;")
                .migrate();
        assertThat(project.value("SELECT * FROM seen")).isEqualTo("7s|9s|serializable");
    }

    @Test
    @DisplayName("H7 R6: interrupted between two statements of a founding script, nothing of it stays open")
    void interruptedAdopted() throws Exception {
        project.sql(B_TABLE.formatted(""));
        project.file(
                "000-create-migration-table.sql",
                "DO $$ BEGIN PERFORM pg_sleep(20); EXCEPTION WHEN query_canceled THEN NULL; END $$;",
                B_TABLE.formatted("IF NOT EXISTS "));
        try (Connection connection = project.database().connect()) {
            Pawl pawl = project.builder()
                    .dataSource(new TrapsTest.Lending(connection))
                    .build();
            CompletableFuture<PawlException> run =
                    CompletableFuture.supplyAsync(() -> catchThrowableOfType(PawlException.class, pawl::migrate));
            await().until(() -> !project.rows("SELECT 1 FROM pg_stat_activity WHERE query LIKE 'DO $$ BEGIN PERFORM%'"
                            + " AND datname = current_database() AND state = 'active'")
                    .isEmpty());
            pawl.interrupt();
            assertThat(run.orTimeout(15, TimeUnit.SECONDS).join().problem().code())
                    .isEqualTo(ErrorCode.INTERRUPTED);
            assertThat(project.rows("SELECT state FROM pg_stat_activity WHERE datname = current_database()"
                            + " AND pid <> pg_backend_pid() AND state LIKE 'idle in transaction%'"))
                    .isEmpty();
        }
    }
}
