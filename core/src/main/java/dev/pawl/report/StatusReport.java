package dev.pawl.report;

import dev.pawl.error.Problem;
import java.util.List;
import java.util.Optional;

/**
 * How disk and database stand to each other (spec T1).
 *
 * @param database its name
 * @param environment the database's label, else the run's
 * @param schemaVersion the newest applied version
 * @param upToDate whether nothing is pending
 * @param applied in the order of versions
 * @param pending in the order in which they would run
 * @param failed those of the pending ones whose last attempt failed
 * @param skipped left out by this environment
 * @param warnings what is not as it should be
 * @param notes for {@code --verbose}: the layout and why, other files, server, pooler, where things came from
 */
public record StatusReport(
        String database,
        Optional<String> environment,
        Optional<String> schemaVersion,
        boolean upToDate,
        List<AppliedMigration> applied,
        List<PendingMigration> pending,
        List<FailedMigration> failed,
        List<SkippedMigration> skipped,
        List<Problem> warnings,
        List<String> notes) {
    /** Copies the lists. */
    public StatusReport {
        applied = List.copyOf(applied);
        pending = List.copyOf(pending);
        failed = List.copyOf(failed);
        skipped = List.copyOf(skipped);
        warnings = List.copyOf(warnings);
        notes = List.copyOf(notes);
    }
}
