package dev.pawl;

import dev.pawl.history.Attempt;
import dev.pawl.plan.Target;
import dev.pawl.report.DoctorReport;
import dev.pawl.report.MarkReport;
import dev.pawl.report.MigrateReport;
import dev.pawl.report.PlanReport;
import dev.pawl.report.RepairReport;
import dev.pawl.report.RollbackReport;
import dev.pawl.report.SchemaVersion;
import dev.pawl.report.StatusReport;
import dev.pawl.report.ValidationReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The schema of one database: every verb is a method. Safe for use by several threads; holds no connection between calls. */
@SuppressWarnings("DoNotCallSuggester")
public final class Pawl {

    Pawl() {}

    /** Starts with the defaults. */
    public static PawlBuilder builder() {
        return new PawlBuilder();
    }

    /** Applies what is pending. */
    public MigrateReport migrate() {
        return migrate(MigrateRequest.DEFAULT);
    }

    /** Applies what the request asks for (spec R1, R3). */
    public MigrateReport migrate(MigrateRequest request) {
        throw new UnsupportedOperationException();
    }

    /** Ends it. */
    public void interrupt() {}

    /** What {@link #migrate} would do; changes nothing, not even the history's tables (spec R2). */
    public PlanReport plan(Target target) {
        throw new UnsupportedOperationException();
    }

    /** How disk and database stand to each other (spec T1). */
    public StatusReport status() {
        throw new UnsupportedOperationException();
    }

    /** Compares disk and database (spec S1). */
    public ValidationReport validate() {
        throw new UnsupportedOperationException();
    }

    /** The newest attempts of the audit trail, newest first. */
    public List<Attempt> history(int newest) {
        throw new UnsupportedOperationException();
    }

    /** The schema's version (spec T1). */
    public SchemaVersion version() {
        throw new UnsupportedOperationException();
    }

    /** Declares everything up to a version applied, without running it (spec H5). */
    public MarkReport baseline(MarkRequest request) {
        throw new UnsupportedOperationException();
    }

    /** Declares one migration applied or pending (spec H5). */
    public MarkReport mark(MarkRequest request) {
        throw new UnsupportedOperationException();
    }

    /** Takes migrations back with their down scripts (spec R9). */
    public RollbackReport rollback(RollbackRequest request) {
        throw new UnsupportedOperationException();
    }

    /** Realigns checksums and clears failed rows (spec R11). */
    public RepairReport repair(RepairRequest request) {
        throw new UnsupportedOperationException();
    }

    /** Looks at the set-up and says what to mend. */
    public DoctorReport doctor() {
        throw new UnsupportedOperationException();
    }

    /** Writes the files of a new migration; reads the folder, not the database. */
    public List<Path> newMigration(String description, Optional<String> reverts) {
        throw new UnsupportedOperationException();
    }
}
