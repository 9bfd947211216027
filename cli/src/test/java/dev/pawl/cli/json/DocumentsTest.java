package dev.pawl.cli.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.cli.Golden;
import dev.pawl.cli.Samples;
import dev.pawl.error.PawlException;
import dev.pawl.report.MarkReport;
import dev.pawl.report.PendingMigration;
import dev.pawl.report.RollbackReport;
import dev.pawl.report.SchemaVersion;
import dev.pawl.report.ValidationReport;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The contract for machines: keys and their order, and null for what is not known. */
@DisplayName("T2: JSON keys are stable")
class DocumentsTest {

    private static void verify(String name, String document) {
        // One pair a line: a changed key shows in the diff.
        Golden.verify("json/" + name + ".json", document.replaceAll("(?<=[\\[{,])(?=[\"{])", "\n") + "\n");
    }

    @Test
    @DisplayName("T1, T2: status")
    void status() {
        verify("status", Documents.status(Samples.fullStatus()));
        verify("status-empty", Documents.status(Samples.emptyStatus()));
    }

    @Test
    void migrate() {
        verify("migrate", Documents.migrate(Samples.run()));
        verify("migrate-idle", Documents.migrate(Samples.idleRun()));
    }

    @Test
    @DisplayName("R2, T2: the plan")
    void plan() {
        verify("plan", Documents.plan(Samples.plan()));
    }

    @Test
    @DisplayName("S1, T2: validation")
    void validation() {
        verify("validate", Documents.validation(new ValidationReport(List.of(Samples.OUT_OF_ORDER), List.of(), 3)));
        verify("validate-good", Documents.validation(new ValidationReport(List.of(), List.of(), 3)));
    }

    @Test
    @DisplayName("T2, T3: errors")
    void error() {
        verify(
                "error",
                Documents.error(PawlException.of(List.of(Samples.STATEMENT_FAILED, Samples.OUT_OF_ORDER), null)));
    }

    @Test
    @DisplayName("T2, T3: a run that failed says what it had applied before, and what the process ends with")
    void stopped() {
        PawlException failure = PawlException.of(Samples.STATEMENT_FAILED);
        verify("stopped", Documents.stopped(failure, 143, Samples.run().applied()));
        assertThat(Documents.stopped(failure, 1, List.of()))
                .isEqualTo(Documents.error(failure).replaceAll("}$", ",\"applied\":[]}"));
    }

    @Test
    @DisplayName("R11, T2: sessions")
    void sessions() {
        verify("sessions", Documents.sessions(Samples.sessions()));
        verify(
                "sessions-end",
                Samples.endings().stream().map(Documents::endSession).collect(Collectors.joining("\n")));
    }

    @Test
    void history() {
        verify("history", Documents.history(Samples.attempts()));
    }

    @Test
    void version() {
        verify("version", Documents.version(new SchemaVersion(Optional.of("004"), 4), "1.2.3"));
        verify("version-empty", Documents.version(new SchemaVersion(Optional.empty(), 0), "1.2.3"));
    }

    @Test
    void corrections() {
        PendingMigration one = new PendingMigration("001", "Users", "001_users.sql");
        MarkReport.Progress progress = new MarkReport.Progress(one, 2, Optional.of(3));
        verify("mark", Documents.mark(new MarkReport("applied", List.of(one), List.of(one), List.of(progress))));
        verify("rollback", Documents.rollback(new RollbackReport(Samples.run().applied(), Optional.of("000"))));
        verify("repair", Documents.repair(Samples.repair()));
    }

    @Test
    void others() {
        verify("files", Documents.files(List.of("a.sql"), List.of("pawl.toml")));
        verify("doctor", Documents.doctor(Samples.doctor()));
        verify("tool", Documents.tool("1.2.3"));
    }
}
