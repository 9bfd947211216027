package dev.pawl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.guard.Confirmation;
import dev.pawl.history.Attempt;
import dev.pawl.report.MarkReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What a mark does, says and leaves in the audit trail")
class MarkTest {

    private Project project;

    @BeforeEach
    void open(@TempDir Path folder) {
        project = new Project(folder);
    }

    @AfterEach
    void close() {
        project.close();
    }

    private MarkReport mark(String version, MarkRequest.Status status, String reason) {
        return project.pawl().mark(new MarkRequest(version, status, Optional.of(reason), Confirmation.MISSING));
    }

    private Attempt newest() {
        return project.pawl().history(1).get(0);
    }

    /** Statement 1 is done, statement 2 failed: the next run would go on with statement 2. */
    private void breakOff() {
        project.file("001_t.sql", "CREATE TABLE t (id int);").migrate();
        project.file(
                "002_steps.sql",
                "-- pawl: no-transaction",
                "INSERT INTO t VALUES (1);",
                "INSERT INTO t VALUES (nosuch);");
        assertThat(catchThrowableOfType(PawlException.class, project::migrate)
                        .problem()
                        .code())
                .isEqualTo(ErrorCode.STATEMENT_FAILED);
        project.file(
                "002_steps.sql", "-- pawl: no-transaction", "INSERT INTO t VALUES (1);", "INSERT INTO t VALUES (2);");
    }

    @Test
    @DisplayName("H5: the audit trail says whether a mark made a migration applied or pending, beside the reason")
    void says() {
        project.file("001_t.sql", "CREATE TABLE t (id int);").migrate();
        project.file("002_u.sql", "CREATE TABLE u (id int);");
        assertThat(mark("002", MarkRequest.Status.APPLIED, "[OPS-7] was run by hand")
                        .forgotten())
                .isEmpty();
        assertThat(newest().detail()).contains("applied");
        assertThat(newest().reason()).contains("[OPS-7] was run by hand");
        mark("002", MarkRequest.Status.PENDING, "was not");
        assertThat(newest().detail()).contains("pending");
        assertThat(newest().reason()).contains("was not");
        project.pawl().mark(new MarkRequest("002", MarkRequest.Status.APPLIED, Optional.empty(), Confirmation.MISSING));
        assertThat(newest().detail()).contains("applied");
        assertThat(newest().reason()).isEmpty();
        assertThat(project.rows("SELECT reason FROM migration_history WHERE action = 'mark' ORDER BY executed_at"))
                .containsExactly("[applied] [OPS-7] was run by hand", "[pending] was not", "[applied]");
    }

    @Test
    @DisplayName("H5: a reason that begins with a bracket is nobody's detail")
    void bracketInReason() {
        project.file("001_t.sql", "CREATE TABLE t (id int);").migrate();
        project.file("001_t.sql", "CREATE TABLE t (id int); -- more");
        project.pawl()
                .repair(new RepairRequest(
                        RepairRequest.Mode.APPLY, List.of(), Optional.of("[OPS-7] comment"), Confirmation.MISSING));
        assertThat(newest().reason()).contains("[OPS-7] comment");
        assertThat(newest().detail()).isEmpty();
    }

    @Test
    @DisplayName("H5 F7: a mark as pending that forgets how far a script was says what it forgot, and notes it")
    void forgets() {
        breakOff();
        MarkReport report = mark("002", MarkRequest.Status.PENDING, "start anew");
        assertThat(report.marked()).isEmpty();
        assertThat(report.unchanged()).hasSize(1);
        assertThat(report.forgotten()).singleElement().satisfies(progress -> {
            assertThat(progress.migration().filename()).isEqualTo("002_steps.sql");
            assertThat(progress.finished()).isEqualTo(1);
            assertThat(progress.inDoubt()).isEmpty();
        });
        Attempt noted = newest();
        assertThat(noted.action()).isEqualTo("mark");
        assertThat(noted.version()).isEqualTo("002");
        assertThat(noted.detail()).contains("pending; its progress is forgotten (statement 1 was done)");
        assertThat(noted.reason()).contains("start anew");

        assertThat(mark("002", MarkRequest.Status.PENDING, "again").forgotten()).isEmpty();
        assertThat(project.rows("SELECT 1 FROM migration_history WHERE action = 'mark'"))
                .as("nothing was forgotten the second time")
                .hasSize(1);
        project.migrate();
        assertThat(project.rows("SELECT id FROM t ORDER BY id")).containsExactly("1", "1", "2");
    }

    @Test
    @DisplayName("H5 F7: so does a mark as applied, and a statement in doubt is named")
    void forgetsInDoubt() {
        breakOff();
        project.sql("UPDATE pawl_lease SET statement_started = 2");
        MarkReport report = mark("002", MarkRequest.Status.APPLIED, "finished by hand");
        assertThat(report.marked()).hasSize(1);
        assertThat(report.forgotten())
                .singleElement()
                .satisfies(progress -> assertThat(progress.inDoubt()).contains(2));
        assertThat(newest().detail())
                .contains("applied; its progress is forgotten (statement 1 was done, statement 2 was in doubt)");
    }

    @Test
    @DisplayName("H5 R5: while a run has the lease a mark is refused: it would let the script begin twice")
    void refusedUnderLease() {
        breakOff();
        project.sql("UPDATE pawl_lease SET expires_at = now() + interval '1 hour'");
        for (MarkRequest.Status status : MarkRequest.Status.values()) {
            PawlException refused = catchThrowableOfType(PawlException.class, () -> mark("002", status, "now"));
            assertThat(refused.problem().code()).isEqualTo(ErrorCode.RUNNER_BUSY);
            assertThat(refused.problem().fix()).contains("pawl sessions");
        }
        assertThat(project.rows("SELECT statement_index FROM pawl_lease")).containsExactly("1");
        assertThat(project.rows("SELECT status FROM schema_migrations WHERE version = '002'"))
                .containsExactly("failed");
    }
}
