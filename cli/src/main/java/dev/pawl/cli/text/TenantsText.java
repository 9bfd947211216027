package dev.pawl.cli.text;

import dev.pawl.cli.shell.Tone;
import dev.pawl.error.Problem;
import dev.pawl.report.MigrateReport;
import dev.pawl.report.PlanReport;
import dev.pawl.report.StatusReport;
import dev.pawl.report.TenantOutcome;
import dev.pawl.report.TenantsReport;
import dev.pawl.report.ValidationReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** What a verb did over tenants: a line for each, why some failed, and how many of each there are. */
public final class TenantsText {

    private static final int SHOWN_IN_LIST = 5;

    private TenantsText() {}

    /** The last lines of a run; what was done was told while it was done. */
    public static List<String> migrated(TenantsReport<MigrateReport> report, Tone tone) {
        List<String> lines = new ArrayList<>();
        if (report.tenants().isEmpty()) {
            return lines;
        }
        report.notBegun().forEach(schema -> lines.add("  - " + schema + "  not begun"));
        int ofDone = report.done().stream()
                .mapToInt(done -> done.report().applied().size())
                .sum();
        int ofFailed = report.failed().stream()
                .mapToInt(failed -> failed.applied().size())
                .sum();
        lines.add("");
        lines.add(tone.bold("Tenant Summary"));
        lines.add("  Done: " + report.done().size() + " (" + MigrateText.migrations(ofDone) + " applied)");
        String before = ofFailed == 0 ? "" : " (" + MigrateText.migrations(ofFailed) + " applied before)";
        lines.add("  Failed: " + report.failed().size() + before);
        lines.add("  Not begun: " + report.notBegun().size());
        lines.add("");
        lines.add(last(report));
        return lines;
    }

    private static String last(TenantsReport<MigrateReport> report) {
        if (report.failure().isPresent() || !report.notBegun().isEmpty()) {
            return "Run `pawl migrate` again when that is mended: tenants that are done cost next to nothing.";
        }
        boolean isAll = report.done().stream().allMatch(done -> done.report().upToDate());
        return isAll
                ? tenants(report.tenants().size()) + " up to date"
                : "More is pending for some tenants; `pawl status` shows what.";
    }

    /** The status of each. */
    public static List<String> statuses(TenantsReport<StatusReport> report, Tone tone) {
        List<String> lines = new ArrayList<>(List.of(tone.bold("Tenant Status"), ""));
        report.tenants()
                .forEach(outcome -> lines.add(line(outcome, tone, (schema, status) -> status(schema, status, tone))));
        long upToDate =
                report.done().stream().filter(done -> done.report().upToDate()).count();
        lines.add("");
        lines.add(upToDate + " of " + tenants(report.tenants().size()) + " up to date");
        if (upToDate < report.tenants().size()) {
            lines.add(
                    "Run `pawl migrate` to apply what is pending; `pawl status --tenant-schema NAME --json` shows it.");
        }
        return lines;
    }

    private static String status(String schema, StatusReport status, Tone tone) {
        String version = status.schemaVersion().map(text -> ", version " + text).orElse("");
        if (!status.failed().isEmpty()) {
            return tone.bad() + " " + schema + "  failed: "
                    + status.failed().get(0).filename() + version;
        }
        return status.upToDate()
                ? tone.good() + " " + schema + "  up to date" + version
                : tone.attention() + " " + schema + "  " + status.pending().size() + " pending" + version;
    }

    /** Whether files and histories agree. */
    public static List<String> validations(TenantsReport<ValidationReport> report, Tone tone) {
        List<String> lines = new ArrayList<>();
        report.tenants()
                .forEach(outcome -> lines.add(line(
                        outcome,
                        tone,
                        (schema, validation) -> validation.isValid()
                                ? tone.good() + " " + schema + "  files and history agree"
                                : tone.bad() + " " + schema + "  "
                                        + problems(validation.problems().size()))));
        long valid =
                report.done().stream().filter(done -> done.report().isValid()).count();
        lines.add("");
        lines.add(valid + " of " + tenants(report.tenants().size()) + " in order");
        return lines;
    }

    private static String problems(int count) {
        return count == 1 ? "1 problem" : count + " problems";
    }

    /** What would run; tenants with the same plan share it. */
    public static List<String> plans(TenantsReport<PlanReport> report, Tone tone) {
        Map<List<String>, List<String>> byPlan = new LinkedHashMap<>();
        report.done()
                .forEach(done -> byPlan.computeIfAbsent(
                                done.report().pending().stream()
                                        .map(PlanReport.PlannedMigration::filename)
                                        .toList(),
                                plan -> new ArrayList<>())
                        .add(done.schema()));
        List<String> lines = new ArrayList<>();
        byPlan.forEach((plan, schemas) -> {
            lines.add(
                    plan.isEmpty()
                            ? tone.bold("Up to date: " + list(schemas))
                            : tone.bold(
                                    "Would apply " + plan.size() + " pending migration(s) to " + list(schemas) + ":"));
            plan.forEach(filename -> lines.add("  " + filename));
            lines.add("");
        });
        lines.add("Nothing was changed. Run it with `pawl migrate`.");
        return lines;
    }

    private static String list(List<String> schemas) {
        String first = String.join(", ", schemas.subList(0, Math.min(SHOWN_IN_LIST, schemas.size())));
        int others = schemas.size() - SHOWN_IN_LIST;
        return others > 0 ? first + " and " + others + " more" : first;
    }

    private static <R> String line(TenantOutcome<R> outcome, Tone tone, BiFunction<String, R, String> words) {
        if (outcome instanceof TenantOutcome.Done<R> done) {
            return "  " + words.apply(done.schema(), done.report());
        }
        return outcome instanceof TenantOutcome.Failed<R> failed
                ? "  " + tone.bad() + " " + failed.schema() + "  failed: "
                        + failed.failure().problem().code()
                : "  - " + outcome.schema() + "  not begun";
    }

    /** Why tenants failed; those that failed alike are told of once. */
    public static List<String> failures(Map<String, List<Problem>> problemsBySchema, Tone tone) {
        Map<List<Problem>, List<String>> byProblems = new LinkedHashMap<>();
        problemsBySchema.forEach((schema, problems) ->
                byProblems.computeIfAbsent(problems, any -> new ArrayList<>()).add(schema));
        List<String> lines = new ArrayList<>();
        byProblems.forEach((problems, schemas) -> {
            lines.add((schemas.size() == 1 ? "Tenant " : "Tenants ") + list(schemas) + ":");
            problems.forEach(problem -> lines.addAll(ProblemText.error(problem, tone)));
        });
        return lines;
    }

    private static String tenants(int count) {
        return count == 1 ? "1 tenant" : count + " tenants";
    }
}
