package dev.pawl;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.Problem;
import dev.pawl.event.RunEvent;
import dev.pawl.event.RunListener;
import dev.pawl.history.History;
import dev.pawl.history.HistoryEntry;
import dev.pawl.migration.Environment;
import dev.pawl.migration.Migration;
import dev.pawl.migration.Version;
import dev.pawl.plan.Plan;
import dev.pawl.plan.PlanStep;
import dev.pawl.plan.PreparedStep;
import dev.pawl.plan.Skipped;
import dev.pawl.report.MigrateReport;
import dev.pawl.report.PendingMigration;
import dev.pawl.report.PlanReport;
import dev.pawl.report.RunMigration;
import dev.pawl.report.SchemaVersion;
import dev.pawl.report.SkippedMigration;
import dev.pawl.run.RunOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes reports of what the stages gave. */
final class Reports {

    private Reports() {}

    static MigrateReport ofRun(
            Database database, Catalog catalog, Plan plan, RunOutcome outcome, long start, List<Problem> warnings) {
        History before = database.state().history();
        List<Migration> fresh = Stream.concat(
                        outcome.applied().stream().map(RunOutcome.Applied::migration),
                        outcome.appliedElsewhere().stream())
                .filter(migration -> !before.hasApplied(migration))
                .toList();
        long appliedBefore =
                before.entries().stream().filter(HistoryEntry::isApplied).count();
        long pendingBefore = catalog.migrations().stream()
                .filter(migration -> !before.hasApplied(migration))
                .count();
        long notSkipped = pendingBefore - plan.skipped().size() - fresh.size();
        return new MigrateReport(
                database.state().facts().database(),
                outcome.applied().stream().map(Reports::applied).toList(),
                outcome.appliedElsewhere().stream().map(Reports::pending).toList(),
                plan.skipped().stream().map(Reports::skipped).toList(),
                plan.digest(),
                Duration.ofNanos(System.nanoTime() - start),
                notSkipped <= 0 && isWholePlan(plan),
                (int) appliedBefore + fresh.size(),
                newest(Stream.concat(
                        versions(before),
                        fresh.stream().filter(Migration::isVersioned).map(Migration::version))),
                warnings);
    }

    /** A plan up to a target may leave repeatable migrations that changed. */
    private static boolean isWholePlan(Plan plan) {
        return plan.warnings().stream().noneMatch(warning -> warning.code() == ErrorCode.EARLIER_PENDING);
    }

    static MigrateReport ofSkippedRun(RunListener listener) {
        Problem skipped = Problem.of(
                ErrorCode.MIGRATIONS_SKIPPED,
                "SKIP_MIGRATIONS is set: no migration is applied, and none was looked at.",
                "Remove SKIP_MIGRATIONS from the environment to migrate.");
        listener.on(new RunEvent.Warned(skipped));
        return new MigrateReport(
                "", List.of(), List.of(), List.of(), "", Duration.ZERO, false, 0, Optional.empty(), List.of(skipped));
    }

    static PlanReport ofPlan(
            Settings settings, Database database, Plan plan, List<PreparedStep> steps, List<Problem> warnings) {
        return new PlanReport(
                database.state().facts().database(),
                environment(settings, database.state().history()),
                steps.stream().map(Reports::planned).toList(),
                plan.skipped().stream().map(Reports::skipped).toList(),
                plan.digest(),
                warnings);
    }

    private static PlanReport.PlannedMigration planned(PreparedStep step) {
        Migration migration = step.migration();
        return new PlanReport.PlannedMigration(
                migration.version().text(),
                migration.name(),
                migration.filename(),
                step.script().mode(),
                step.script().reason(),
                step.script().statementCount(),
                migration.up().content().location());
    }

    static Optional<String> environment(Settings settings, History history) {
        return history.environment().or(settings::environment).map(Environment::name);
    }

    static SchemaVersion schemaVersion(History history) {
        long applied =
                history.entries().stream().filter(HistoryEntry::isApplied).count();
        return new SchemaVersion(newest(versions(history)), (int) applied);
    }

    private static Stream<Version> versions(History history) {
        return history.entries().stream()
                .filter(HistoryEntry::isApplied)
                .map(HistoryEntry::version)
                .filter(text -> !text.isBlank() && !text.equals("R"))
                .map(Version::of);
    }

    private static Optional<String> newest(Stream<Version> versions) {
        return versions.max(Version::compareTo).map(Version::text);
    }

    static PendingMigration pending(Migration migration) {
        return new PendingMigration(migration.version().text(), migration.name(), migration.filename());
    }

    static PendingMigration pending(PlanStep step) {
        return pending(step.migration());
    }

    static SkippedMigration skipped(Skipped skipped) {
        Migration migration = skipped.migration();
        return new SkippedMigration(
                migration.version().text(), migration.name(), migration.filename(), skipped.reason());
    }

    static RunMigration applied(RunOutcome.Applied applied) {
        Migration migration = applied.migration();
        return new RunMigration(
                migration.version().text(),
                migration.name(),
                migration.filename(),
                applied.duration().toMillis(),
                applied.notices());
    }
}
