package dev.pawl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.event.RunEvent;
import dev.pawl.guard.Confirmation;
import dev.pawl.report.MarkReport;
import dev.pawl.report.PendingMigration;
import dev.pawl.report.RollbackReport;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Down scripts that do not come through")
class RollbackRunTest {

    private static final RollbackRequest LAST =
            new RollbackRequest(new RollbackRequest.Extent.Steps(1), Confirmation.GIVEN);

    private Project project;

    @BeforeEach
    void open(@TempDir Path folder) {
        project = new Project(folder);
    }

    @AfterEach
    void close() {
        project.close();
    }

    private PawlException failing() {
        Pawl pawl = project.builder().lockTimeout(Duration.ofMillis(200)).build();
        return catchThrowableOfType(PawlException.class, () -> pawl.rollback(LAST));
    }

    @Test
    @DisplayName("R9: of two rollbacks at once, one runs a down script outside a transaction, the other is told")
    void onlyOneRunsIt() throws Exception {
        project.file("1_t.up.sql", "CREATE TABLE t AS SELECT 10 AS n;")
                .file(
                        "1_t.down.sql",
                        "-- pawl: no-transaction",
                        "UPDATE t SET n = n - 1;",
                        "SELECT pg_sleep(1.5);",
                        "CREATE INDEX CONCURRENTLY i ON t (n);");
        project.migrate();
        CompletableFuture<RollbackReport> first =
                CompletableFuture.supplyAsync(() -> project.pawl().rollback(LAST));
        await().until(() -> project.value("SELECT n FROM t").equals("9"));

        assertThat(failing().problem().code()).isEqualTo(ErrorCode.RUNNER_BUSY);

        assertThat(first.get(30, TimeUnit.SECONDS).reverted()).hasSize(1);
        assertThat(project.value("SELECT n FROM t")).isEqualTo("9");
        assertThat(project.rows("SELECT action, status FROM migration_history ORDER BY executed_at"))
                .containsExactly("apply|success", "rollback|success");
    }

    /** Applied, with a down script outside a transaction. */
    private void applied(String... down) {
        project.file("1_t.up.sql", "CREATE TABLE t AS SELECT 10 AS n;");
        down(down);
        project.migrate();
    }

    private void down(String... statements) {
        project.file("1_t.down.sql", "-- pawl: no-transaction\n" + String.join("\n", statements));
    }

    private void assertReverted() {
        assertThat(project.pawl().rollback(LAST).reverted()).hasSize(1);
        assertThat(project.rows("SELECT 1 FROM schema_migrations")).isEmpty();
        assertThat(project.rows("SELECT 1 FROM pawl_lease")).isEmpty();
    }

    @Test
    @DisplayName(
            "R5 R9 T3: a down script outside a transaction that fails tells how far it came; the next rollback goes on there")
    void howFar() {
        applied("DROP TABLE nosuch;", "DROP TABLE t;");
        assertThat(failing().problem().fix()).startsWith("Nothing was reverted.");
        down("UPDATE t SET n = n - 1;", "DROP TABLE nosuch;");
        assertThat(failing().problem().fix())
                .startsWith(
                        "It runs outside a transaction: statement 1 of 2 is done and stays; the migration still counts"
                                + " as applied, and the next rollback goes on with statement 2.");
        assertThat(project.migrate().upToDate()).isTrue();
        down("UPDATE t SET n = n - 1;", "CREATE INDEX CONCURRENTLY i ON t (n);", "UPDATE t SET n = n - 2;");
        assertReverted();
        assertThat(project.value("SELECT n FROM t")).isEqualTo("7");
        assertThat(project.events(RunEvent.Resumed.class))
                .extracting(RunEvent.Resumed::finding)
                .containsExactly("statement 1 is finished");
        assertThat(project.rows("SELECT action, status FROM migration_history ORDER BY executed_at"))
                .containsExactly("apply|success", "rollback|failed", "rollback|failed", "rollback|success");
    }

    @Test
    @DisplayName("R5 R9: so does one whose connection was lost, and finds out about the statement that was running")
    void lost() {
        applied(
                "UPDATE t SET n = n - 1;",
                "CREATE INDEX CONCURRENTLY i ON t (n);",
                "SELECT pg_terminate_backend(pg_backend_pid()) WHERE NOT EXISTS (SELECT FROM ended);",
                "UPDATE t SET n = n - 1;");
        project.sql("CREATE TABLE ended ()");
        PawlException lost = failing();
        assertThat(lost.problem().code()).isEqualTo(ErrorCode.CONNECTION_LOST);
        assertThat(lost.problem().fix()).contains("the next rollback goes on with statement 3");
        project.sql("INSERT INTO ended DEFAULT VALUES");
        assertReverted();
        assertThat(project.value("SELECT n FROM t")).isEqualTo("8");
        assertThat(project.value("SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass"))
                .isEqualTo("t");
    }

    @Test
    @DisplayName(
            "R5 R9 H5: a down script whose finished statements were edited is refused, until mark has it begin anew")
    void edited() {
        applied("UPDATE t SET n = n - 1;", "SELECT nosuch;");
        failing();
        down("UPDATE t SET n = n - 3;", "SELECT 1;");
        PawlException inDoubt = failing();
        assertThat(inDoubt.problem().code()).isEqualTo(ErrorCode.MIGRATION_IN_DOUBT);
        assertThat(inDoubt.problem().fix()).contains("`pawl rollback`", "`pawl mark 1 pending --reason …`");

        project.file("1_t.down.sql", "UPDATE t SET n = n - 3;");
        PawlException otherWay = failing();
        assertThat(otherWay.problem().code()).isEqualTo(ErrorCode.MIGRATION_IN_DOUBT);
        assertThat(otherWay.problem().message()).contains("begun outside one", "statement 1 was done");
        assertThat(otherWay.problem().fix()).contains("`pawl mark 1 applied --reason …`");

        MarkReport marked = project.pawl()
                .mark(new MarkRequest("1", MarkRequest.Status.APPLIED, Optional.of("again"), Confirmation.GIVEN));
        assertThat(marked.forgotten()).hasSize(1);
        assertReverted();
        assertThat(project.value("SELECT n FROM t")).isEqualTo("6");
    }

    @Test
    @DisplayName("R5 R6 R9: one that was blocked until its time was up goes on behind what it has done")
    void blocked() throws Exception {
        applied("UPDATE t SET n = n - 1;", "CREATE TABLE done ();", "ALTER TABLE u ADD COLUMN n int;");
        project.sql("CREATE TABLE u ()");
        Pawl impatient = project.builder()
                .lockTimeout(Duration.ofMillis(100))
                .lockBudget(Duration.ofMillis(300))
                .build();
        try (Connection reader = project.database().connect();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.execute("LOCK TABLE u");
            PawlException busy = catchThrowableOfType(PawlException.class, () -> impatient.rollback(LAST));
            assertThat(busy.problem().code()).isEqualTo(ErrorCode.LOCK_TIMEOUT);
            assertThat(busy.problem().fix() + busy.problem().message()).contains("statements 1 to 2 of 3 are done");
            reader.rollback();
        }
        assertReverted();
        assertThat(project.value("SELECT n FROM t")).isEqualTo("9");
    }

    @Test
    @DisplayName("R9 T3: the advice after a failed down script names pawl rollback")
    void advice() {
        project.file("1_t.up.sql", "CREATE TABLE t (id int);").file("1_t.down.sql", "DROP TABLE nosuch;");
        project.migrate();
        assertThat(failing().problem().fix())
                .startsWith("Nothing was reverted.")
                .contains("run `pawl rollback` again")
                .doesNotContain("pawl migrate");
    }

    @Test
    @DisplayName("R9: what makes a rollback impossible is said before anybody is asked to confirm it")
    void checksFirst() {
        project.file("1_t.up.sql", "CREATE TABLE t (id int);")
                .file("1_t.down.sql", "DROP TABLE t;")
                .file("2_u.up.sql", "CREATE TABLE u (id int);");
        Pawl production = project.builder().environment("production").build();
        production.migrate(MigrateRequest.DEFAULT.withConfirmer(plan -> true));
        RollbackRequest.Extent last = new RollbackRequest.Extent.Steps(1);

        PawlException impossible = catchThrowableOfType(
                PawlException.class, () -> production.rollback(new RollbackRequest(last, Confirmation.MISSING)));
        assertThat(impossible.problem().code()).isEqualTo(ErrorCode.DOWN_SCRIPT_MISSING);
        assertThat(catchThrowableOfType(PawlException.class, () -> production.rollbackPlan(last))
                        .problem()
                        .code())
                .isEqualTo(ErrorCode.DOWN_SCRIPT_MISSING);
        project.file("2_u.down.sql", "DROP TABLE u;");
        assertThat(production.rollbackPlan(new RollbackRequest.Extent.Steps(2)))
                .extracting(PendingMigration::filename)
                .containsExactly("2_u.up.sql", "1_t.up.sql");
        PawlException unconfirmed = catchThrowableOfType(
                PawlException.class, () -> production.rollback(new RollbackRequest(last, Confirmation.MISSING)));
        assertThat(unconfirmed.problem().code()).isEqualTo(ErrorCode.PRODUCTION_UNCONFIRMED);
        assertThat(project.tables()).containsExactly("t", "u");
    }
}
