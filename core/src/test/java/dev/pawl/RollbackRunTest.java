package dev.pawl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.guard.Confirmation;
import dev.pawl.report.PendingMigration;
import dev.pawl.report.RollbackReport;
import java.nio.file.Path;
import java.time.Duration;
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

    @Test
    @DisplayName(
            "R9 T3: a down script outside a transaction that fails tells how far it came, and where the next one begins")
    void howFar() {
        project.file("1_t.up.sql", "CREATE TABLE t (id int);")
                .file("1_t.down.sql", "-- pawl: no-transaction", "DROP TABLE nosuch;", "DROP TABLE t;");
        project.migrate();
        assertThat(failing().problem().fix()).startsWith("Nothing was reverted.");
        project.file("1_t.down.sql", "-- pawl: no-transaction", "DROP TABLE IF EXISTS t;", "DROP TABLE nosuch;");
        assertThat(failing().problem().fix())
                .startsWith(
                        "Statement 1 is done and stays, and the migration still counts as applied. The next rollback"
                                + " begins with statement 1");
        project.file("1_t.down.sql", "-- pawl: no-transaction", "DROP TABLE IF EXISTS t;", "SELECT 1;");
        assertThat(project.pawl().rollback(LAST).reverted()).hasSize(1);
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
