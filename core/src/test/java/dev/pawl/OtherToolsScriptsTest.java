package dev.pawl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.event.RunEvent;
import dev.pawl.guard.Confirmation;
import dev.pawl.report.MigrateReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Scripts as the users of other tools write them")
class OtherToolsScriptsTest {

    private Project project;

    @BeforeEach
    void open(@TempDir Path folder) {
        project = new Project(folder);
    }

    @AfterEach
    void close() {
        project.close();
    }

    private PawlException failure() {
        return catchThrowableOfType(PawlException.class, project::migrate);
    }

    @Nested
    @DisplayName("with several transactions of their own")
    class SeveralTransactions {

        private Project changeEnum() {
            return project.file(
                            "20250101000000_init/migration.sql",
                            "CREATE TYPE kind AS ENUM ('a', 'b');",
                            "CREATE TABLE t (k kind, gone int);")
                    .file(
                            "20250102000000_kinds/migration.sql",
                            "-- AlterEnum",
                            "BEGIN;",
                            "CREATE TYPE kind_new AS ENUM ('b', 'c');",
                            "ALTER TABLE t ALTER k TYPE kind_new USING (k::text::kind_new);",
                            "COMMIT;",
                            "BEGIN;",
                            "DROP TYPE kind;",
                            "COMMIT;",
                            "-- AlterTable",
                            "ALTER TABLE t DROP gone;");
        }

        @Test
        @DisplayName("F1 F6: what Prisma writes for an enum runs as one transaction, and says so once")
        void prismaEnum() {
            MigrateReport report = changeEnum().migrate();

            assertThat(report.upToDate()).isTrue();
            assertThat(project.rows("SELECT unnest(enum_range(NULL::kind_new))"))
                    .containsExactly("b", "c");
            assertThat(project.rows("SELECT attname FROM pg_attribute WHERE attrelid = 't'::regclass AND attnum > 0"
                            + " AND NOT attisdropped"))
                    .containsExactly("k");
            assertThat(report.warnings()).extracting(Problem::code).containsExactly(ErrorCode.TRANSACTION_CONTROL);
            assertThat(report.warnings().get(0).position().orElseThrow().line()).isEqualTo(2);
        }

        @Test
        @DisplayName("F6 R1: an error after the script's own COMMIT takes all of it back")
        void allOrNothing() {
            project.file(
                    "001_two.sql",
                    "BEGIN;",
                    "CREATE TABLE first (id int);",
                    "COMMIT;",
                    "BEGIN;",
                    "CREATE TABLE second (id nosuchtype);",
                    "COMMIT;");

            assertThat(failure().problem().position().orElseThrow().line()).isEqualTo(5);
            assertThat(project.tables()).isEmpty();
        }

        @Test
        @DisplayName("F6: one outer pair is no reason for a warning")
        void onePair() {
            project.file("001_one.sql", "SET work_mem = '8MB';", "BEGIN;", "CREATE TABLE t (id int);", "COMMIT;");

            assertThat(project.migrate().warnings()).isEmpty();
        }

        @Test
        @DisplayName("F6: a SET LOCAL that the script's own COMMIT would have ended is refused at its line")
        void localSetting() {
            project.file(
                    "001_local.sql",
                    "BEGIN;",
                    "SET LOCAL search_path = pg_catalog;",
                    "COMMIT;",
                    "CREATE TABLE t (id int);",
                    "CREATE TABLE u (id int);");

            PawlException failure = failure();

            assertThat(failure.problems()).hasSize(1);
            assertThat(failure.problem().code()).isEqualTo(ErrorCode.TRANSACTION_CONTROL);
            assertThat(failure.problem().position().orElseThrow().line()).isEqualTo(2);
        }

        @Test
        @DisplayName("F6: modes of one of several transactions are refused, since all of the script would get them")
        void modes() {
            project.file(
                    "001_modes.sql",
                    "BEGIN;",
                    "CREATE TABLE t (id int);",
                    "COMMIT;",
                    "BEGIN ISOLATION LEVEL SERIALIZABLE;",
                    "INSERT INTO t VALUES (1);",
                    "COMMIT;");

            PawlException failure = failure();

            assertThat(failure.problems()).hasSize(1);
            assertThat(failure.problem().position().orElseThrow().line()).isEqualTo(4);
        }

        @Test
        @DisplayName("F6: a BEGIN inside BEGIN, and a COMMIT without one, stay errors")
        void unbalanced() {
            project.file("001_nested.sql", "BEGIN;", "BEGIN;", "CREATE TABLE t (id int);", "COMMIT;")
                    .file("002_lonely.sql", "CREATE TABLE u (id int);", "COMMIT;");

            assertThat(failure().problems())
                    .extracting(problem -> problem.position().orElseThrow().line())
                    .containsExactly(2, 2);
        }
    }

    @Nested
    @DisplayName("for goose")
    class Goose {

        @Test
        @DisplayName("F1 F7: NO TRANSACTION may be repeated under Down, as goose's users do")
        void repeatedUnderDown() {
            project.file(
                    "20250101000000_index.sql",
                    "-- +goose Up",
                    "-- +goose NO TRANSACTION",
                    "CREATE TABLE t (id int);",
                    "CREATE INDEX CONCURRENTLY t_id ON t (id);",
                    "",
                    "-- +goose Down",
                    "-- +goose NO TRANSACTION",
                    "DROP INDEX CONCURRENTLY t_id;",
                    "DROP TABLE t;");

            project.migrate();
            assertThat(project.tables()).containsExactly("t");

            project.pawl().rollback(steps(1));
            assertThat(project.tables()).isEmpty();
        }

        @Test
        @DisplayName("F1 F7: NO TRANSACTION holds for both parts wherever it stands")
        void onlyUnderDown() {
            project.file(
                    "20250101000000_database.sql",
                    "-- +goose Up",
                    "DO 'BEGIN COMMIT; END';",
                    "-- +goose Down",
                    "-- +goose NO TRANSACTION",
                    "DO 'BEGIN COMMIT; END';");

            assertThat(project.migrate().upToDate()).isTrue();
            assertThat(project.pawl().rollback(steps(1)).reverted()).hasSize(1);
        }

        @Test
        @DisplayName("F1 F7: NO TRANSACTION between statements holds for all of them")
        void betweenStatements() {
            project.file(
                    "20250101000000_database.sql",
                    "-- +goose Up",
                    "DO 'BEGIN COMMIT; END';",
                    "-- +goose NO TRANSACTION",
                    "DO 'BEGIN COMMIT; END';",
                    "-- +goose Down",
                    "DO 'BEGIN COMMIT; END';");

            assertThat(project.migrate().upToDate()).isTrue();
            assertThat(project.pawl().rollback(steps(1)).reverted()).hasSize(1);
        }
    }

    @Test
    @DisplayName("F1 T3: a script about another tool's own history table says whose it is and what to do")
    void foreignHistoryTable() {
        project.file(
                "2025-01-01-000000_guard/up.sql",
                "CREATE RULE guard AS ON DELETE TO __diesel_schema_migrations DO INSTEAD NOTHING;");

        Problem problem = failure().problem();

        assertThat(problem.fix()).contains("diesel", "`pawl mark 2025-01-01-000000 applied");
    }

    @Test
    @DisplayName("T3: an extension that the server does not have is a matter of installing, not of the file")
    void extensionNotAvailable() {
        project.file("001_extension.sql", "CREATE EXTENSION no_such_extension;");

        assertThat(failure().problem().fix()).contains("Install the extension on the server");
    }

    @Test
    @DisplayName("T3: an object that does not exist may have to be created before, which the advice says")
    void missingObject() {
        project.file("001_grant.sql", "GRANT no_such_role TO CURRENT_USER;");

        assertThat(failure().problem().fix()).contains("or create what it needs");
    }

    @Test
    @DisplayName("R9: a down part without a statement takes back nothing but the record, and that is said")
    void emptyDown() {
        project.file("001_t.sql", "-- migrate:up", "CREATE TABLE t (id int);", "", "-- migrate:down");
        project.migrate();

        assertThat(project.pawl().rollback(steps(1)).reverted()).hasSize(1);

        assertThat(project.tables()).containsExactly("t");
        assertThat(project.events(RunEvent.Warned.class))
                .extracting(event -> event.problem().code())
                .containsExactly(ErrorCode.SCRIPT_EMPTY);
    }

    @Test
    @DisplayName("S1: files that lie in another folder of the same database are thought of")
    void otherFolder(@TempDir Path other) throws IOException {
        project.file("001_t.sql", "CREATE TABLE t (id int);").migrate();
        Files.writeString(other.resolve("002_u.sql"), "CREATE TABLE u (id int);");

        PawlException failure = catchThrowableOfType(
                PawlException.class,
                () -> project.builder()
                        .locations(List.of(other.toString()))
                        .build()
                        .migrate());

        assertThat(failure.problem().code()).isEqualTo(ErrorCode.FILE_MISSING);
        assertThat(failure.problem().fix()).contains("name it too: `--dir`");
    }

    @Test
    @DisplayName("F1: status names the layout once, with the reason")
    void layoutNote() {
        project.file("20250101000000_t/migration.sql", "CREATE TABLE t (id int);");

        assertThat(project.pawl().status().notes().get(0)).startsWith("Layout: prisma: 1 of 1 .sql files look like");
    }

    private static RollbackRequest steps(int count) {
        return new RollbackRequest(new RollbackRequest.Extent.Steps(count), Confirmation.GIVEN);
    }
}
