package dev.pawl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.event.RunEvent;
import dev.pawl.guard.Confirmation;
import dev.pawl.report.MarkReport;
import dev.pawl.report.MigrateReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two releases of one migration: one of them runs in a transaction, the other outside. */
@DisplayName("A migration that one runner has outside a transaction, and another in one")
class TwoWaysOfRunningTest {

    private static final String OUTSIDE = "-- pawl: no-transaction";
    private static final String SLOW = "SELECT pg_sleep(2);";

    private Project project;
    private Path otherFolder;

    @BeforeEach
    void open(@TempDir Path folder, @TempDir Path otherFolder) {
        this.otherFolder = otherFolder;
        project = new Project(folder);
        project.file("001_t.sql", "CREATE TABLE t (id int);").migrate();
    }

    @AfterEach
    void close() {
        project.close();
    }

    /** What the runner of another release finds in its folder. */
    private Pawl other(String... lines) throws Exception {
        Files.writeString(otherFolder.resolve("001_t.sql"), "CREATE TABLE t (id int);\n");
        Files.writeString(otherFolder.resolve("002_two.sql"), String.join("\n", lines) + "\n");
        return project.builder().locations(List.of(otherFolder.toString())).build();
    }

    private CompletableFuture<MigrateReport> started(String statement) {
        CompletableFuture<MigrateReport> run = CompletableFuture.supplyAsync(project.pawl()::migrate);
        await().atMost(20, TimeUnit.SECONDS)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> !project.rows("SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
                                + " AND state = 'active' AND pid <> pg_backend_pid() AND query LIKE '" + statement
                                + "%'")
                        .isEmpty());
        return run;
    }

    private void assertOnce(CompletableFuture<MigrateReport> first, MigrateReport second) {
        assertThat(Project.versions(first.orTimeout(60, TimeUnit.SECONDS).join()))
                .containsExactly("002");
        assertThat(second.applied()).isEmpty();
        assertThat(second.upToDate()).isTrue();
        assertThat(project.rows("SELECT id FROM t ORDER BY id")).containsExactly("1", "2");
        assertThat(project.rows("SELECT action, status FROM migration_history WHERE version = '002'"))
                .containsExactly("apply|success");
        assertThat(project.rows("SELECT * FROM pawl_lease")).isEmpty();
        assertThat(project.events(RunEvent.WaitingForRunner.class))
                .isNotEmpty()
                .allSatisfy(event -> assertThat(event.whom()).isPresent());
    }

    @Test
    @DisplayName(
            "R4: who has it in a transaction waits for the one who runs it outside, says for whom, and runs nothing")
    void transactionWaits() throws Exception {
        project.file("002_two.sql", OUTSIDE, "INSERT INTO t VALUES (1);", SLOW, "INSERT INTO t VALUES (2);");
        Pawl other = other("INSERT INTO t VALUES (1);", "INSERT INTO t VALUES (2);");
        CompletableFuture<MigrateReport> first = started("SELECT pg_sleep");
        assertOnce(first, other.migrate());
    }

    @Test
    @DisplayName("R4: so with one transaction for all")
    void allTogetherWait() throws Exception {
        project.file("002_two.sql", OUTSIDE, "INSERT INTO t VALUES (1);", SLOW, "INSERT INTO t VALUES (2);");
        Pawl other = other("INSERT INTO t VALUES (1);", "INSERT INTO t VALUES (2);");
        CompletableFuture<MigrateReport> first = started("SELECT pg_sleep");
        assertOnce(first, other.migrate(MigrateRequest.DEFAULT.withScope(MigrateRequest.Scope.ALL)));
    }

    @Test
    @DisplayName("R4: who has it outside waits for the one who runs it in a transaction, and runs nothing")
    void leaseWaits() throws Exception {
        project.file("002_two.sql", "INSERT INTO t VALUES (1);", SLOW, "INSERT INTO t VALUES (2);");
        Pawl other = other(OUTSIDE, "INSERT INTO t VALUES (1);", "INSERT INTO t VALUES (2);");
        CompletableFuture<MigrateReport> first = started("SELECT pg_sleep");
        assertOnce(first, other.migrate());
    }

    private void breakOffAfterOne() {
        project.file("002_two.sql", OUTSIDE, "INSERT INTO t VALUES (1);", "INSERT INTO t VALUES (nosuch);");
        assertThat(failing(project.pawl()).problem().code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
        project.file("002_two.sql", "INSERT INTO t VALUES (1);", "INSERT INTO t VALUES (2);");
    }

    private static PawlException failing(Pawl pawl) {
        return catchThrowableOfType(PawlException.class, pawl::migrate);
    }

    @Test
    @DisplayName(
            "R5: what was half done outside a transaction is not run again from its beginning in one, until somebody says so")
    void halfDone() {
        breakOffAfterOne();
        for (MigrateRequest.Scope scope : MigrateRequest.Scope.values()) {
            PawlException refused = catchThrowableOfType(
                    PawlException.class, () -> project.pawl().migrate(MigrateRequest.DEFAULT.withScope(scope)));
            assertThat(refused.problem().code()).isEqualTo(ErrorCode.MIGRATION_IN_DOUBT);
            assertThat(refused.problem().message()).contains("002_two.sql", "statement 1 was done");
            assertThat(refused.problem().fix()).contains("pawl mark 002 pending", "pawl mark 002 applied");
            assertThat(project.rows("SELECT id FROM t")).containsExactly("1");
        }
        project.sql("DELETE FROM t");
        project.pawl()
                .mark(new MarkRequest(
                        "002", MarkRequest.Status.PENDING, Optional.of("taken back by hand"), Confirmation.MISSING));
        assertThat(Project.versions(project.migrate())).containsExactly("002");
        assertThat(project.rows("SELECT id FROM t ORDER BY id")).containsExactly("1", "2");
    }

    @Test
    @DisplayName("R5: what was begun outside a transaction, and left nothing, is run in one when the file says so")
    void nothingDone() {
        project.file("002_two.sql", OUTSIDE, "INSERT INTO t VALUES (nosuch);");
        assertThat(failing(project.pawl()).problem().code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
        project.file("002_two.sql", "INSERT INTO t VALUES (1);", "INSERT INTO t VALUES (2);");
        assertThat(Project.versions(project.migrate())).containsExactly("002");
        assertThat(project.rows("SELECT * FROM pawl_lease")).isEmpty();
    }

    @Test
    @DisplayName("R4: a row that somebody else writes while a script runs outside a transaction is told as that")
    void writtenByHand() {
        project.file("002_two.sql", OUTSIDE, SLOW);
        CompletableFuture<MigrateReport> run = started("SELECT pg_sleep");
        project.sql("INSERT INTO schema_migrations SELECT (s).* FROM (SELECT jsonb_populate_record(m,"
                + " '{\"version\": \"002\", \"name\": \"Two\"}') AS s FROM schema_migrations m) one");
        assertThat(run.orTimeout(60, TimeUnit.SECONDS).handle((report, e) -> e).join())
                .hasRootCauseInstanceOf(java.sql.SQLException.class)
                .cause()
                .isInstanceOfSatisfying(PawlException.class, e -> {
                    assertThat(e.problem().code()).isEqualTo(ErrorCode.RUNNER_BUSY);
                    assertThat(e.problem().message()).contains("ran here to its end", "somebody else");
                });
    }

    private MarkReport baseline() {
        return project.pawl()
                .baseline(new MarkRequest(
                        "002", MarkRequest.Status.APPLIED, Optional.of("by hand"), Confirmation.MISSING));
    }

    @Test
    @DisplayName("H5 R4: a baseline does not declare what a run is at work on outside a transaction")
    void baselineOfLeased() {
        project.file("002_two.sql", OUTSIDE, "INSERT INTO t VALUES (1);", SLOW, "INSERT INTO t VALUES (2);");
        CompletableFuture<MigrateReport> run = started("SELECT pg_sleep");
        assertThat(catchThrowableOfType(PawlException.class, this::baseline)
                        .problem()
                        .code())
                .isEqualTo(ErrorCode.RUNNER_BUSY);
        assertThat(Project.versions(run.orTimeout(60, TimeUnit.SECONDS).join())).containsExactly("002");
        assertThat(project.rows("SELECT action, status FROM migration_history WHERE version = '002'"))
                .containsExactly("apply|success");
    }

    @Test
    @DisplayName("H5: a baseline over a half-done script forgets its progress, says so, and notes it")
    void baselineOfHalfDone() {
        breakOffAfterOne();
        assertThat(baseline().forgotten())
                .singleElement()
                .satisfies(progress -> assertThat(progress.finished()).isEqualTo(1));
        assertThat(project.rows("SELECT * FROM pawl_lease")).isEmpty();
        assertThat(project.pawl().history(1).get(0).reason())
                .contains("by hand; its progress is forgotten (statement 1 was done)");
    }
}
