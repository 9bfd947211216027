package dev.pawl;

import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.event.RunListener;
import dev.pawl.guard.Gate;
import dev.pawl.history.EntryStatus;
import dev.pawl.history.History;
import dev.pawl.history.HistoryEntry;
import dev.pawl.migration.Checksum;
import dev.pawl.migration.Migration;
import dev.pawl.plan.OrderPolicy;
import dev.pawl.plan.Plan;
import dev.pawl.plan.Planner;
import dev.pawl.plan.Target;
import dev.pawl.plan.Verification;
import dev.pawl.plan.Verifier;
import dev.pawl.postgres.Pooler;
import dev.pawl.postgres.ServerFacts;
import dev.pawl.record.DatabaseState;
import dev.pawl.report.AppliedMigration;
import dev.pawl.report.FailedMigration;
import dev.pawl.report.PendingMigration;
import dev.pawl.report.StatusReport;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The verb {@code status}: compares, and refuses nothing. */
final class Status {

    private final Settings settings;

    Status(Settings settings) {
        this.settings = settings;
    }

    StatusReport report() {
        Catalog catalog = Catalog.read(settings);
        try (Database database = Database.open(settings)) {
            return report(database, catalog);
        }
    }

    StatusReport report(Database database, Catalog catalog) {
        DatabaseState state = database.state();
        History history = state.history();
        Verification verification = new Verifier(catalog.migrations(), history).verify();
        OrderPolicy policy = settings.orderPolicy() == OrderPolicy.ALLOW ? OrderPolicy.ALLOW : OrderPolicy.WARN;
        Plan plan = new Planner(catalog.migrations(), settings.environmentOn(history), policy)
                .plan(history, new Target.Latest());
        List<Problem> warnings = new Warnings(RunListener.SILENT)
                .addAll(mismatch(history))
                .addAll(catalog.discovered().warnings())
                .addAll(verification.errors())
                .addAll(verification.warnings())
                .addAll(plan.errors())
                .addAll(plan.warnings())
                .all();
        List<PendingMigration> pending =
                plan.steps().stream().map(Reports::pending).toList();
        return new StatusReport(
                state.facts().database(),
                Reports.environment(settings, history),
                Reports.schemaVersion(history).version(),
                pending.isEmpty(),
                applied(catalog.migrations(), history),
                pending,
                failed(history),
                plan.skipped().stream().map(Reports::skipped).toList(),
                warnings,
                notes(catalog, database));
    }

    private List<Problem> mismatch(History history) {
        try {
            new Gate(settings.environment(), settings.production()).admitEnvironment(history.environment());
            return List.of();
        } catch (PawlException.RefusedException e) {
            return e.problems();
        }
    }

    private static List<AppliedMigration> applied(List<Migration> migrations, History history) {
        List<AppliedMigration> applied = new ArrayList<>();
        Set<String> onDisk = new HashSet<>();
        for (Migration migration : migrations) {
            onDisk.add(history.key().of(migration));
            history.find(migration)
                    .filter(HistoryEntry::isApplied)
                    .ifPresent(entry -> applied.add(applied(migration, entry)));
        }
        history.entries().stream()
                .filter(entry -> entry.isApplied() && !onDisk.contains(entry.key()))
                .map(entry -> applied(entry.version(), entry.name(), entry, "missing"))
                .forEach(applied::add);
        return applied;
    }

    private static AppliedMigration applied(Migration migration, HistoryEntry entry) {
        boolean isModified = migration.isVersioned()
                && entry.checksum()
                        .filter(stored -> !migration.checksums().matches(stored))
                        .isPresent();
        return applied(migration.version().text(), migration.name(), entry, isModified ? "modified" : "applied");
    }

    private static AppliedMigration applied(String version, String name, HistoryEntry entry, String status) {
        return new AppliedMigration(
                version,
                name.isEmpty() ? entry.name() : name,
                entry.filename(),
                entry.checksum().map(Checksum::value),
                entry.appliedAt(),
                entry.executionTimeMs(),
                status);
    }

    private static List<FailedMigration> failed(History history) {
        return history.entries().stream()
                .filter(entry -> entry.status() == EntryStatus.FAILED)
                .map(entry -> new FailedMigration(
                        entry.version(),
                        entry.name(),
                        entry.filename(),
                        entry.error().orElse("")))
                .toList();
    }

    private List<String> notes(Catalog catalog, Database database) {
        DatabaseState state = database.state();
        ServerFacts facts = state.facts();
        List<String> notes = new ArrayList<>();
        notes.add("Layout: " + catalog.discovered().reason());
        notes.addAll(catalog.discovered().notes());
        notes.add("Server: PostgreSQL " + facts.version() + ", as " + facts.user());
        facts.note().ifPresent(notes::add);
        if (database.pooler() != Pooler.NONE) {
            notes.add("Pooler: " + database.pooler().words());
        }
        notes.add("History: "
                + state.table()
                        .map(table -> table.name() + ", shape " + table.shape().word())
                        .orElse("none yet, " + settings.table() + " will be created by the first run"));
        return notes;
    }
}
