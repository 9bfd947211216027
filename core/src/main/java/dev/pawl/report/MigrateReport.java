package dev.pawl.report;

import dev.pawl.error.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What {@code migrate} did.
 *
 * @param database its name
 * @param applied by this run, in order
 * @param appliedElsewhere by another runner while this one waited
 * @param skipped left out by this environment
 * @param planDigest of the plan that ran
 * @param duration of the whole run
 * @param upToDate whether nothing is pending any more
 * @param totalApplied how many migrations the history holds as applied now
 * @param schemaVersion the newest applied version
 * @param warnings what was not as it should be
 */
public record MigrateReport(
        String database,
        List<RunMigration> applied,
        List<PendingMigration> appliedElsewhere,
        List<SkippedMigration> skipped,
        String planDigest,
        Duration duration,
        boolean upToDate,
        int totalApplied,
        Optional<String> schemaVersion,
        List<Problem> warnings) {
    /** Copies the lists. */
    public MigrateReport {
        applied = List.copyOf(applied);
        appliedElsewhere = List.copyOf(appliedElsewhere);
        skipped = List.copyOf(skipped);
        warnings = List.copyOf(warnings);
    }
}
