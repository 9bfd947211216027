package dev.pawl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pawl.embedded.testing.PgBouncer;
import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.event.RunEvent;
import dev.pawl.guard.Confirmation;
import dev.pawl.postgres.Pooling;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Scripts outside a transaction, through a pooler")
class PooledScriptTest {

    private Project project;
    private PgBouncer pooler;

    @BeforeEach
    void open(@TempDir Path folder) {
        assumeTrue(PgBouncer.isInstalled(), "the Debian package pgbouncer is not installed");
        pooler = PgBouncer.inFrontOfTestServer().start();
        project = new Project(folder).through(pooler);
        project.sql("CREATE SCHEMA app; CREATE TABLE seen (n serial, what text)");
    }

    @AfterEach
    void close() {
        if (project != null) {
            project.close();
            pooler.close();
        }
    }

    private PawlException failing() {
        return catchThrowableOfType(PawlException.class, project::migrate);
    }

    private static String look(String setting) {
        return "INSERT INTO public.seen (what) VALUES (current_setting('" + setting + "'));";
    }

    @Test
    @DisplayName("N4: what a script sets is there for all statements that can share a transaction with it")
    void carried() {
        project.file(
                        "001_a.sql",
                        "-- pawl: no-transaction",
                        "SET search_path = app;",
                        "CREATE TABLE t (id int);",
                        "SELECT pg_catalog.set_config('work_mem', '9MB', false);",
                        look("work_mem"),
                        "SET SESSION app.tenant TO 'ada';",
                        look("app.tenant"),
                        "SET ROLE pg_monitor;",
                        "RESET ROLE;",
                        "SET standard_conforming_strings = off;",
                        "INSERT INTO public.seen (what) VALUES ('it\\'s');",
                        "BEGIN;",
                        "SET work_mem = '8MB';",
                        look("work_mem"),
                        "COMMIT;",
                        look("work_mem"),
                        "BEGIN;",
                        "SET work_mem = '7MB';",
                        "ROLLBACK;",
                        look("work_mem"),
                        "RESET ALL;",
                        look("work_mem"),
                        "CREATE INDEX CONCURRENTLY i ON app.t (id);",
                        look("search_path"))
                .migrate();
        assertThat(project.rows("SELECT what FROM seen ORDER BY n"))
                .containsExactly("9MB", "ada", "it's", "8MB", "8MB", "8MB", "4MB", "\"$user\", public");
        assertThat(project.value("SELECT indisvalid FROM pg_index WHERE indexrelid = 'app.i'::regclass"))
                .isEqualTo("t");
    }

    @Test
    @DisplayName("N4 R5: so it is for the run that takes a broken one up")
    void carriedOn() {
        project.file(
                "001_a.sql",
                "-- pawl: no-transaction",
                "SET search_path = app;",
                "CREATE TABLE t (id int);",
                "INSERT INTO t VALUES (nosuch);");
        assertThat(failing().problem().code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
        project.file(
                        "001_a.sql",
                        "-- pawl: no-transaction",
                        "SET search_path = app;",
                        "CREATE TABLE t (id int);",
                        "INSERT INTO t VALUES (7);")
                .migrate();
        assertThat(project.rows("SELECT id FROM app.t")).containsExactly("7");
        assertThat(project.events(RunEvent.Resumed.class)).hasSize(1);
    }

    @Test
    @DisplayName("N4 T3: a setting that the server does not take is told at its place, and nothing is done after it")
    void wrongSetting() {
        project.file("001_a.sql", "-- pawl: no-transaction", "SET work_mem = 'much';", "CREATE TABLE t (id int);");
        PawlException failure = failing();
        assertThat(failure.problem().code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
        assertThat(failure.problem().position().orElseThrow().line()).isEqualTo(2);
        assertThat(project.tables()).containsExactly("seen");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SET search_path = app; CREATE INDEX CONCURRENTLY i ON t (id)|give it search_path, which it has set",
                "SET lock_timeout = '1s'; VACUUM seen|give it lock_timeout, which it has set before",
                "SET ROLE pg_monitor; SET app.x = '1'; CALL p()|give it role, app.x, which it has set before",
                "SET TIME ZONE 'UTC'; DO $$ BEGIN COMMIT; END $$|give it time zone, which it has set before",
                "CREATE TEMP TABLE x (id int)|makes a temporary table for statements that follow",
                "SELECT 1 AS one INTO TEMPORARY x|makes a temporary table for statements that follow",
                "PREPARE x AS SELECT 1|prepares a statement for statements that follow",
                "DECLARE x CURSOR WITH HOLD FOR SELECT 1|opens a cursor for statements that follow",
                "SELECT pg_advisory_lock(1)|takes a lock for statements that follow",
                "DO $$ BEGIN PERFORM set_config('work_mem', '9MB', false); END $$|sets something for statements",
                "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY|sets how later transactions begin"
            })
    @DisplayName("N4: a script that needs its session kept is refused before anything runs, and told what to do")
    void refused(String script, String reason) {
        project.file("001_a.sql", "CREATE TABLE t (id int);")
                .file("002_b.sql", "-- pawl: no-transaction", "CREATE TABLE u (id int);", script + ";");
        PawlException failure = failing();
        assertThat(failure.problem().code()).isEqualTo(ErrorCode.SESSION_NOT_KEPT);
        assertThat(failure.problem().message())
                .startsWith("002_b.sql ")
                .contains(reason)
                .contains("Behind a pooler");
        assertThat(failure.problem().position().orElseThrow().line()).isEqualTo(3);
        assertThat(failure.problem().fix())
                .contains("between BEGIN and COMMIT")
                .contains("connect to the server itself")
                .contains("pooling = \"session\"");
        assertThat(project.tables()).containsExactly("seen");
    }

    @Test
    @DisplayName("N4: what belongs together between BEGIN and COMMIT is not refused, nor what only defines")
    void notRefused() {
        project.file(
                        "001_a.sql",
                        "-- pawl: no-transaction",
                        "BEGIN;",
                        "CREATE TEMP TABLE x AS SELECT 1 AS id;",
                        "SELECT pg_advisory_lock(1);",
                        "INSERT INTO seen (what) SELECT id FROM x;",
                        "COMMIT;",
                        "SELECT set_config('work_mem', '9MB', true);",
                        "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'SELECT pg_advisory_lock(1)';",
                        "SET search_path = app;",
                        "SET search_path TO DEFAULT;",
                        "VACUUM seen;")
                .migrate();
        assertThat(project.rows("SELECT what FROM seen")).containsExactly("1");
    }

    @Test
    @DisplayName("N4 R9: so it is with down scripts")
    void down() {
        project.file("1_t.up.sql", "CREATE TABLE app.t (id int);")
                .file("1_t.down.sql", "-- pawl: no-transaction", "SET search_path = app;", "VACUUM t;", "DROP TABLE t;")
                .migrate();
        RollbackRequest last = new RollbackRequest(new RollbackRequest.Extent.Steps(1), Confirmation.GIVEN);
        PawlException failure =
                catchThrowableOfType(PawlException.class, () -> project.pawl().rollback(last));
        assertThat(failure.problem().code()).isEqualTo(ErrorCode.SESSION_NOT_KEPT);

        project.file(
                "1_t.down.sql", "-- pawl: no-transaction", "VACUUM app.t;", "SET search_path = app;", "DROP TABLE t;");
        assertThat(project.pawl().rollback(last).reverted()).hasSize(1);
        assertThat(project.rows("SELECT to_regclass('app.t')")).containsExactly("null");
    }

    @Test
    @DisplayName("N4: where the pooler keeps sessions, and that is said, they are used as the server's own")
    void sessionPooling() {
        pooler.close();
        pooler = PgBouncer.inFrontOfTestServer().with("pool_mode", "session").start();
        project.through(pooler)
                .file(
                        "001_a.sql",
                        "-- pawl: no-transaction",
                        "CREATE TABLE app.t (id int);",
                        "SET search_path = app;",
                        "CREATE TEMP TABLE x AS SELECT 1 AS id;",
                        "CREATE INDEX CONCURRENTLY i ON t (id);",
                        "INSERT INTO t SELECT id FROM x;");
        project.builder().pooling(Pooling.SESSION).build().migrate();
        assertThat(project.rows("SELECT id FROM app.t")).containsExactly("1");
        assertThat(project.events(RunEvent.PoolerFound.class))
                .hasSize(1)
                .allSatisfy(found -> assertThat(found.words()).contains("keeps a session for each connection"));
    }

    @Test
    @DisplayName(
            "N4: backslashes in a statement that cannot share a transaction, where the database reads them the old way")
    void oldStrings() {
        project.sql("ALTER DATABASE " + project.database().name() + " SET standard_conforming_strings = off");
        project.file("001_a.sql", "CREATE TABLE t (v text);")
                .file(
                        "002_b.sql",
                        "-- pawl: no-transaction",
                        "INSERT INTO t VALUES ('a\\b');",
                        "CREATE INDEX CONCURRENTLY i ON t (v) WHERE v <> 'a\\b';");
        PawlException failure = failing();
        assertThat(failure.problem().code()).isEqualTo(ErrorCode.SESSION_NOT_KEPT);
        assertThat(failure.problem().message()).contains("standard_conforming_strings");
        project.file(
                        "002_b.sql",
                        "-- pawl: no-transaction",
                        "INSERT INTO t VALUES ('a\\b');",
                        "CREATE INDEX CONCURRENTLY i ON t (v);")
                .migrate();
        assertThat(project.rows("SELECT v FROM t")).containsExactly("a\\b");
    }
}
