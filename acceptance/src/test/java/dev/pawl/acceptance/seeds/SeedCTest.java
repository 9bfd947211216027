package dev.pawl.acceptance.seeds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.acceptance.Outcome;
import dev.pawl.acceptance.Workplace;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Seed C: a big first file, a gap in the numbers, and an application that does not start on an incomplete schema. */
class SeedCTest {
    private static final String INIT = "CREATE SCHEMA IF NOT EXISTS core;\nCREATE SCHEMA IF NOT EXISTS kb;\n"
            + IntStream.rangeClosed(1, 45)
                    .mapToObj(i -> "CREATE TABLE IF NOT EXISTS " + (i % 3 == 0 ? "core" : "kb") + ".table_" + i
                            + " (id int PRIMARY KEY, name text, tsv tsvector);\n")
                    .collect(Collectors.joining())
            + """
            CREATE OR REPLACE FUNCTION kb.update_tsv() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                NEW.tsv := to_tsvector('english', coalesce(NEW.name, ''));
                RETURN NEW;
            END;
            $$;
            CREATE INDEX IF NOT EXISTS idx_table_1_tsv ON kb.table_1 USING gin (tsv);
            CREATE MATERIALIZED VIEW IF NOT EXISTS kb.counts AS SELECT count(*) AS n FROM kb.table_1 WITH NO DATA;
            """;

    @TempDir
    private Path folder;

    private Workplace place;

    @BeforeEach
    void begin() {
        place = new Workplace(folder);
        file("0001_init.sql", INIT);
        file("0002_populate_materialized_views.sql", "REFRESH MATERIALIZED VIEW kb.counts;\n");
        file(
                "0004_auth_introspection_cache.sql",
                "CREATE TABLE IF NOT EXISTS kb.auth_introspection_cache (token text);\n");
        place.terminal()
                .write(
                        "pawl.toml",
                        "dir = \"apps/server/migrations\"\n\n[history]\nshape = \"names\"\n\n[production]\nconfirm = \"off\"\n");
    }

    @AfterEach
    void end() {
        place.close();
    }

    private void file(String name, String sql) {
        place.terminal().write("apps/server/migrations/" + name, sql);
    }

    @Test
    @DisplayName(
            "C1, C2, C3, C10, C33, C45, F2: a fresh database gets all schemas, tables and functions; a gap in the numbers is legal")
    void fresh() throws SQLException {
        place.pawl("migrate").succeeded();

        assertThat(place.value("SELECT count(*) FROM pg_tables WHERE schemaname IN ('core', 'kb')"))
                .isEqualTo("46");
        assertThat(place.value("SELECT to_regprocedure('kb.update_tsv()')")).isEqualTo("kb.update_tsv()");
        assertThat(place.rows("SELECT filename FROM public.schema_migrations ORDER BY 1"))
                .containsExactly(
                        "0001_init.sql", "0002_populate_materialized_views.sql", "0004_auth_introspection_cache.sql");
    }

    @Test
    @DisplayName("C34, C41: the second run says All migrations up to date, also with NODE_ENV=production")
    void upToDate() {
        var production = place.terminal().with("NODE_ENV", "production");
        production.pawl("migrate").succeeded();

        assertThat(production.pawl("migrate").succeeded().out()).contains("All migrations up to date");
    }

    @Test
    @DisplayName("C5, C9, C46, A7, I1: the application starts after the migrations, by the same runner")
    void startsTheApplication() throws SQLException {
        Outcome run = place.pawl("run", "--", "sh", "-c", "echo API listening on port 3002; exit 3")
                .exited(3);

        assertThat(run.out()).isEqualTo("API listening on port 3002\n");
        assertThat(place.value("SELECT count(*) FROM public.schema_migrations")).isEqualTo("3");
    }

    @Test
    @DisplayName(
            "C4, C6, C22, C36, C46, I1: when a migration fails, it is rolled back, the reason is told, and the application does not start")
    void doesNotStartOnAnIncompleteSchema() throws SQLException {
        file("0005_broken.sql", "CREATE TABLE kb.half (id int);\nALTER TABLE kb.nowhere ADD x int;\n");

        Outcome run = place.pawl("run", "--", "sh", "-c", "echo started").exited(1);

        assertThat(run.text()).doesNotContain("started").contains("relation \"kb.nowhere\" does not exist");
        assertThat(place.value("SELECT to_regclass('kb.half')")).isEmpty();
        assertThat(place.rows("SELECT filename FROM public.schema_migrations")).hasSize(3);
    }

    @Test
    @DisplayName("C24, C42, R10: SKIP_MIGRATIONS=1 migrates nothing and says so loudly")
    void skips() throws SQLException {
        Outcome run =
                place.terminal().with("SKIP_MIGRATIONS", "1").pawl("migrate").succeeded();

        assertThat(run.text()).contains("SKIP_MIGRATIONS");
        assertThat(place.value("SELECT to_regnamespace('kb')")).isEmpty();
    }

    @Test
    @DisplayName("C43: after the schemas and the history are dropped, everything is made again")
    void fromScratch() throws SQLException {
        place.pawl("migrate").succeeded();
        place.database()
                .execute("DROP SCHEMA core CASCADE; DROP SCHEMA kb CASCADE; DROP TABLE public.schema_migrations");

        place.pawl("migrate").succeeded();
        assertThat(place.value("SELECT count(*) FROM pg_tables WHERE schemaname IN ('core', 'kb')"))
                .isEqualTo("46");
    }

    @Test
    @DisplayName("C2, H1: a table of names, whatever its columns are called, is recognised and goes on being filled")
    void adopted() throws SQLException {
        place.database().execute(INIT + """
                CREATE TABLE public.schema_migrations (id serial PRIMARY KEY, migration text UNIQUE NOT NULL, executed_at timestamptz DEFAULT now());
                INSERT INTO public.schema_migrations (migration) VALUES ('0001_init.sql');
                """);

        place.pawl("migrate").succeeded();

        assertThat(place.rows("SELECT id, migration FROM public.schema_migrations ORDER BY id"))
                .containsExactly(
                        "1|0001_init.sql",
                        "2|0002_populate_materialized_views.sql",
                        "3|0004_auth_introspection_cache.sql");
    }
}
