package dev.pawl.cli.text;

import dev.pawl.cli.words.Durations;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.report.MigrateReport;
import dev.pawl.report.PlanReport;
import java.util.ArrayList;
import java.util.List;

/** A run as Markdown, for the summary of a step in GitHub Actions. */
public final class StepSummary {

    private StepSummary() {}

    /** What a run did. */
    public static List<String> of(MigrateReport report) {
        List<String> lines = new ArrayList<>();
        lines.add("### Migrations of " + cell(report.database()));
        lines.add("");
        if (report.applied().isEmpty()) {
            lines.add("All migrations up to date.");
            return lines;
        }
        lines.add("| migration | time |");
        lines.add("| --- | ---: |");
        report.applied()
                .forEach(migration -> lines.add("| " + cell(migration.filename()) + " | "
                        + Durations.show(migration.executionTimeMs()) + " |"));
        lines.add("");
        lines.add(MigrateText.migrations(report.applied().size()) + " applied in " + Durations.show(report.duration())
                + ".");
        return lines;
    }

    /** What a run would do. */
    public static List<String> of(PlanReport plan) {
        List<String> lines = new ArrayList<>();
        lines.add("### Plan for " + cell(plan.database()));
        lines.add("");
        if (plan.pending().isEmpty()) {
            lines.add("Nothing is pending.");
            return lines;
        }
        plan.pending().forEach(migration -> lines.add("- " + cell(migration.filename())));
        lines.add("");
        lines.add("Digest: `" + plan.planDigest() + "`");
        return lines;
    }

    /** Why a run failed. */
    public static List<String> of(PawlException failure) {
        List<String> lines = new ArrayList<>();
        lines.add("### Migration failed");
        lines.add("");
        for (Problem problem : failure.problems()) {
            String place = problem.position().map(at -> " (`" + at + "`)").orElse("");
            lines.add("- **" + problem.code() + "**: " + cell(problem.message()) + place);
            lines.add("  " + cell(problem.fix()));
        }
        return lines;
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("\n", " ");
    }
}
