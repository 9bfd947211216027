package dev.pawl.report;

import dev.pawl.error.Problem;
import dev.pawl.migration.TransactionMode;
import java.util.List;
import java.util.Optional;

/**
 * What {@code migrate --dry-run} would do. Nothing was changed to find out.
 *
 * @param database its name
 * @param environment the run's
 * @param pending what would run, in order
 * @param skipped what this environment leaves out
 * @param planDigest to run exactly this: {@code migrate --plan DIGEST}
 * @param warnings what is not as it should be
 */
public record PlanReport(
        String database,
        Optional<String> environment,
        List<PlannedMigration> pending,
        List<SkippedMigration> skipped,
        String planDigest,
        List<Problem> warnings) {
    /** Copies the lists. */
    public PlanReport {
        pending = List.copyOf(pending);
        skipped = List.copyOf(skipped);
        warnings = List.copyOf(warnings);
    }

    /**
     * One migration of the plan.
     *
     * @param version as the file spells it
     * @param name the description
     * @param filename the file
     * @param mode how it runs
     * @param reason why it runs outside a transaction
     * @param statements how many it has
     * @param location the file as a path that can be opened
     */
    public record PlannedMigration(
            String version,
            String name,
            String filename,
            TransactionMode mode,
            Optional<String> reason,
            int statements,
            String location) {}
}
