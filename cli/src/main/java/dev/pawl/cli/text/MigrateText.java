package dev.pawl.cli.text;

import dev.pawl.cli.shell.Tone;
import dev.pawl.error.ErrorCode;
import dev.pawl.migration.TransactionMode;
import dev.pawl.report.MigrateReport;
import dev.pawl.report.PlanReport;
import java.util.ArrayList;
import java.util.List;

/** What a run did, or would do. */
public final class MigrateText {

    private MigrateText() {}

    /** The last lines of a run (seeds A20, B21, C34, D33). */
    public static List<String> of(MigrateReport report, Tone tone) {
        List<String> lines = new ArrayList<>();
        if (report.warnings().stream().anyMatch(warning -> warning.code() == ErrorCode.MIGRATIONS_SKIPPED)) {
            return lines; // said already
        }
        addSkipped(report, lines);
        if (report.applied().isEmpty() && report.appliedElsewhere().isEmpty()) {
            lines.add(report.upToDate() ? "All migrations up to date" : "Nothing to do for this target.");
            return lines;
        }
        lines.add("");
        lines.add(tone.bold("Migration Summary"));
        lines.add("  Success: " + report.applied().size());
        if (!report.appliedElsewhere().isEmpty()) {
            lines.add(
                    "  Applied by another runner: " + report.appliedElsewhere().size());
        }
        lines.add("  Total applied: " + migrations(report.totalApplied()));
        report.schemaVersion().ifPresent(version -> lines.add("  Schema version: " + version));
        lines.add("");
        lines.add(last(report));
        return lines;
    }

    private static void addSkipped(MigrateReport report, List<String> lines) {
        report.skipped()
                .forEach(migration ->
                        lines.add("  - Skipped: " + migration.filename() + " (" + migration.reason() + ")"));
    }

    private static String last(MigrateReport report) {
        String state = report.upToDate()
                ? "The schema is ready; `pawl status` shows it."
                : "More is pending; `pawl status` shows what.";
        return report.applied().isEmpty()
                ? "All migrations up to date. " + state
                : migrations(report.applied().size()) + " applied successfully. " + state;
    }

    /** A plan (spec R2). */
    public static List<String> of(PlanReport plan, Tone tone) {
        List<String> lines = new ArrayList<>();
        plan.skipped()
                .forEach(migration ->
                        lines.add("  - Skipped: " + migration.filename() + " (" + migration.reason() + ")"));
        if (!plan.skipped().isEmpty()) {
            lines.add("");
        }
        if (plan.pending().isEmpty()) {
            lines.add("All migrations up to date");
            return lines;
        }
        lines.add(tone.bold("Would apply " + plan.pending().size() + " pending migration(s):"));
        lines.add("");
        plan.pending().forEach(migration -> lines.add(planned(migration, tone)));
        lines.add("");
        lines.add("Plan: " + plan.planDigest());
        lines.add("Nothing was changed. Run exactly this with `pawl migrate --plan " + plan.planDigest() + "`.");
        return lines;
    }

    private static String planned(PlanReport.PlannedMigration migration, Tone tone) {
        String statements = migration.statements() == 1 ? "1 statement" : migration.statements() + " statements";
        String mode = migration.mode() == TransactionMode.TRANSACTIONAL
                ? ""
                : ", outside a transaction"
                        + migration.reason().map(reason -> ": " + reason).orElse("");
        return "  " + tone.bullet() + " " + migration.filename() + "  (" + statements + mode + ")";
    }

    static String migrations(int count) {
        return count == 1 ? "1 migration" : count + " migrations";
    }
}
