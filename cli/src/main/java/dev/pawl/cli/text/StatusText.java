package dev.pawl.cli.text;

import dev.pawl.cli.shell.Tone;
import dev.pawl.cli.words.Durations;
import dev.pawl.report.AppliedMigration;
import dev.pawl.report.FailedMigration;
import dev.pawl.report.StatusReport;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The status of a database, in the form of seed B with the totals of seed D (spec T1). */
public final class StatusText {

    /** Longer file names push their columns to the right. */
    private static final int MAX_NAME_WIDTH = 60;

    private final StatusReport report;
    private final Tone tone;
    private final ZoneId zone;
    private final List<String> lines = new ArrayList<>();

    private StatusText(StatusReport report, Tone tone, ZoneId zone) {
        this.report = report;
        this.tone = tone;
        this.zone = zone;
    }

    /** The lines. */
    public static List<String> of(StatusReport report, Tone tone, ZoneId zone) {
        return new StatusText(report, tone, zone).all();
    }

    private List<String> all() {
        lines.add(tone.bold("Migration Status"));
        lines.add("");
        lines.add("Database: " + report.database());
        lines.add("Environment: " + report.environment().orElse("not set"));
        addApplied();
        addPending();
        addFailed();
        addSkipped();
        addWarnings();
        lines.add("");
        lines.add(total());
        lines.add(next());
        return lines;
    }

    private void addApplied() {
        heading("Applied Migrations", report.applied().size());
        int width = Math.min(
                MAX_NAME_WIDTH,
                report.applied().stream()
                        .mapToInt(migration -> migration.filename().length())
                        .max()
                        .orElse(0));
        report.applied().forEach(migration -> lines.add(applied(migration, width)));
    }

    private String applied(AppliedMigration migration, int width) {
        boolean isSound = migration.status().equals("applied");
        String when = migration
                .appliedAt()
                .map(at -> "  (" + Times.local(at, zone) + ")")
                .orElse("");
        String time = migration
                .executionTimeMs()
                .map(millis -> " - " + Durations.show(millis))
                .orElse("");
        String name = migration.filename();
        String padding = " ".repeat(Math.max(0, width - name.length()));
        String remark = isSound ? "" : "  " + tone.yellow(migration.status());
        return ("  " + (isSound ? tone.good() : tone.attention()) + " " + name + padding + when + time + remark)
                .stripTrailing();
    }

    private void addPending() {
        heading("Pending Migrations", report.pending().size());
        Set<String> failed = failedOnes();
        report.pending()
                .forEach(migration -> lines.add("  " + tone.bullet() + " " + migration.filename()
                        + (failed.contains(migration.filename()) ? "  (failed before)" : "")));
    }

    private Set<String> failedOnes() {
        return report.failed().stream().map(FailedMigration::filename).collect(Collectors.toSet());
    }

    private void addFailed() {
        if (report.failed().isEmpty()) {
            return;
        }
        heading("Failed Migrations", report.failed().size());
        for (FailedMigration migration : report.failed()) {
            lines.add("  " + tone.bad() + " " + migration.filename());
            migration.error().lines().forEach(line -> lines.add("      " + line));
        }
    }

    private void addSkipped() {
        if (report.skipped().isEmpty()) {
            return;
        }
        heading("Skipped Migrations", report.skipped().size());
        report.skipped()
                .forEach(migration -> lines.add("  - " + migration.filename() + "  (" + migration.reason() + ")"));
    }

    private void addWarnings() {
        if (report.warnings().isEmpty()) {
            return;
        }
        lines.add("");
        lines.add(tone.bold("Warnings:"));
        report.warnings().forEach(problem -> {
            lines.add("  " + tone.attention() + " " + problem.message());
            lines.add("    " + problem.fix());
        });
    }

    private void heading(String title, int count) {
        lines.add("");
        lines.add(tone.bold(title + (count == 0 ? ": None" : " (" + count + "):")));
    }

    private String total() {
        long again = report.pending().stream()
                .filter(migration -> failedOnes().contains(migration.filename()))
                .count();
        String failed = again == 0 ? "" : " (" + again + " failed before)";
        long gone = report.failed().size() - again; // its file is gone, so nobody will try it again
        String left = gone == 0 ? "" : ", " + gone + " failed";
        String skipped =
                report.skipped().isEmpty() ? "" : ", " + report.skipped().size() + " skipped";
        return "Total: " + report.applied().size() + " applied, "
                + report.pending().size() + " pending" + failed + left + skipped;
    }

    private String next() {
        boolean isUnsound = report.applied().stream()
                .anyMatch(migration -> !migration.status().equals("applied"));
        if (isUnsound) {
            return "Run `pawl validate` to see what differs from the files.";
        }
        return report.upToDate() ? "All migrations up to date" : "Run `pawl migrate` to apply what is pending.";
    }
}
