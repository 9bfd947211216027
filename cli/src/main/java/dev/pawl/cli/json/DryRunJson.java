package dev.pawl.cli.json;

import dev.pawl.migration.TransactionMode;
import dev.pawl.report.PlanReport;
import io.avaje.jsonb.Json;
import java.util.List;

/** {@code pawl migrate --dry-run --json}. */
@Json
record DryRunJson(boolean dryRun, String planDigest, List<PlannedJson> pending) {

    /** A migration that would run. */
    @Json
    record PlannedJson(String version, String name, String filename, boolean transactional, int statements) {

        static PlannedJson of(PlanReport.PlannedMigration migration) {
            return new PlannedJson(
                    migration.version(),
                    migration.name(),
                    migration.filename(),
                    migration.mode() == TransactionMode.TRANSACTIONAL,
                    migration.statements());
        }
    }

    static DryRunJson of(PlanReport plan) {
        return new DryRunJson(
                true,
                plan.planDigest(),
                plan.pending().stream().map(PlannedJson::of).toList());
    }
}
