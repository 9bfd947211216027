package dev.pawl;

import dev.pawl.guard.Gate;
import dev.pawl.history.EntryStatus;
import dev.pawl.history.History;
import dev.pawl.history.HistoryEntry;
import dev.pawl.migration.Migration;
import dev.pawl.parse.ScriptComparison;
import dev.pawl.plan.MigrationSelector;
import dev.pawl.record.Attribution;
import dev.pawl.record.AuditTrail;
import dev.pawl.record.HistoryTable;
import dev.pawl.report.FailedMigration;
import dev.pawl.report.RepairReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The verb {@code repair}: accepts reviewed edits of applied files, and clears failed rows (spec R11). */
final class Repair {

    private final Settings settings;
    private final Gate gate;

    Repair(Settings settings, Gate gate) {
        this.settings = settings;
        this.gate = gate;
    }

    RepairReport of(RepairRequest request) {
        Catalog catalog = Catalog.read(settings);
        try (Database database = Database.open(settings)) {
            History history = database.state().history();
            List<Migration> edited = edited(catalog, history, request.selectors());
            List<FailedMigration> failed = request.selectors().isEmpty() ? failed(history) : List.of();
            Optional<HistoryTable> table = database.state().table();
            if (table.isEmpty() || (edited.isEmpty() && failed.isEmpty())) {
                return new RepairReport(List.of(), List.of(), request.mode() == RepairRequest.Mode.PREVIEW);
            }
            List<RepairReport.Realigned> realigned = edited.stream()
                    .map(migration -> realigned(database, table.get(), migration))
                    .toList();
            if (request.mode() == RepairRequest.Mode.APPLY) {
                gate.admitEnvironment(history.environment());
                gate.admitCorrection(history.environment(), request.confirmation());
                database.state().facts().requireWritable();
                apply(database, edited, failed, request);
            }
            return new RepairReport(realigned, failed, request.mode() == RepairRequest.Mode.PREVIEW);
        }
    }

    private static List<Migration> edited(Catalog catalog, History history, List<String> selectors) {
        MigrationSelector selector = new MigrationSelector(catalog.migrations());
        List<Migration> candidates = selectors.isEmpty()
                ? catalog.migrations()
                : selectors.stream().map(selector::one).toList();
        return candidates.stream()
                .filter(Migration::isVersioned)
                .filter(migration -> history.find(migration)
                        .filter(HistoryEntry::isApplied)
                        .flatMap(HistoryEntry::checksum)
                        .filter(stored -> !migration.checksums().matches(stored))
                        .isPresent())
                .toList();
    }

    private static List<FailedMigration> failed(History history) {
        return history.entries().stream()
                .filter(entry -> entry.status() != EntryStatus.APPLIED)
                .map(entry -> new FailedMigration(
                        entry.version(),
                        entry.name(),
                        entry.filename(),
                        entry.error().orElse("")))
                .toList();
    }

    private static RepairReport.Realigned realigned(Database database, HistoryTable table, Migration migration) {
        HistoryEntry entry = database.state().history().find(migration).orElseThrow();
        Optional<String> applied = new AuditTrail(table.name()).appliedText(database.session(), table, entry);
        Optional<ScriptComparison> comparison = applied.map(text -> ScriptComparison.of(text, migration.up()));
        return new RepairReport.Realigned(
                migration.version().text(),
                migration.filename(),
                comparison.map(ScriptComparison::difference),
                comparison.map(ScriptComparison::isSemantic).orElse(true));
    }

    private void apply(Database database, List<Migration> edited, List<FailedMigration> failed, RepairRequest request) {
        HistoryTable table = database.table();
        Attribution plain = Attribution.of(settings.actor(), settings.environment());
        Attribution by = request.reason().map(plain::because).orElse(plain);
        List<String> statements = new ArrayList<>();
        edited.forEach(migration ->
                statements.add(table.acceptChecksum(migration, by, ScriptComparison.textOf(migration.up()))));
        if (!failed.isEmpty()) {
            statements.add(table.clearFailed(by));
        }
        Correction.transact(database.session(), String.join(";\n", statements));
    }
}
