package dev.pawl;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.event.RunEvent;
import dev.pawl.guard.Gate;
import dev.pawl.history.History;
import dev.pawl.history.HistoryEntry;
import dev.pawl.migration.Migration;
import dev.pawl.migration.PreparedScript;
import dev.pawl.parse.ScriptPreparer;
import dev.pawl.plan.MigrationSelector;
import dev.pawl.plan.Verifier;
import dev.pawl.record.Attribution;
import dev.pawl.record.HistoryTable;
import dev.pawl.report.PendingMigration;
import dev.pawl.report.RollbackReport;
import dev.pawl.report.RunMigration;
import dev.pawl.run.Cancellation;
import dev.pawl.run.PooledScript;
import dev.pawl.run.Reverter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The verb {@code rollback}: takes the newest migrations back, newest first (spec R9). */
final class Rollback {

    private final Settings settings;
    private final Gate gate;
    private final Cancellation cancellation;

    Rollback(Settings settings, Gate gate, Cancellation cancellation) {
        this.settings = settings;
        this.gate = gate;
        this.cancellation = cancellation;
    }

    RollbackReport of(RollbackRequest request) {
        Catalog catalog = Catalog.read(settings);
        try (Database database = Database.openForRun(settings, cancellation)) {
            History history = database.state().history();
            Map<Migration, PreparedScript> downs = admitted(catalog, database, request.extent());
            gate.admitCorrection(history.environment(), request.confirmation());
            if (downs.isEmpty()) {
                return new RollbackReport(
                        List.of(), Reports.schemaVersion(history).version());
            }
            downs.forEach(this::warn);
            HistoryTable table = database.table();
            return revert(database, table, history, downs);
        }
    }

    /** What would be taken back, newest first: whoever is asked for consent knows what for. */
    List<PendingMigration> preview(RollbackRequest.Extent extent) {
        Catalog catalog = Catalog.read(settings);
        try (Database database = Database.open(settings, cancellation)) {
            return admitted(catalog, database, extent).keySet().stream()
                    .map(Reports::pending)
                    .toList();
        }
    }

    /** Everything that can be found wrong is found before anybody is asked. */
    private Map<Migration, PreparedScript> admitted(Catalog catalog, Database database, RollbackRequest.Extent extent) {
        History history = database.state().history();
        gate.admitEnvironment(history.environment());
        refuseIfEdited(catalog, history);
        Map<Migration, PreparedScript> downs = prepare(chosen(catalog, history, extent));
        if (!downs.isEmpty()) {
            database.state().facts().requireWritable();
            refuseNotKept(database, downs);
        }
        return downs;
    }

    private static void refuseIfEdited(Catalog catalog, History history) {
        List<Problem> errors =
                new Verifier(catalog.migrations(), history).verify().errors();
        if (!errors.isEmpty()) {
            throw PawlException.of(errors, null);
        }
    }

    private static List<Migration> chosen(Catalog catalog, History history, RollbackRequest.Extent extent) {
        List<Migration> applied = new ArrayList<>(catalog.migrations().stream()
                .filter(migration -> migration.isVersioned() && history.hasApplied(migration))
                .toList());
        if (extent instanceof RollbackRequest.Extent.To to) {
            Migration last = new MigrationSelector(catalog.migrations()).last(to.selector());
            int place = catalog.migrations().indexOf(last);
            applied.removeIf(migration -> catalog.migrations().indexOf(migration) <= place);
        }
        Collections.reverse(applied);
        return extent instanceof RollbackRequest.Extent.Steps steps
                ? applied.subList(0, Math.min(steps.count(), applied.size()))
                : applied;
    }

    private static Map<Migration, PreparedScript> prepare(List<Migration> newestFirst) {
        Map<Migration, PreparedScript> downs = new LinkedHashMap<>();
        List<Problem> problems = new ArrayList<>();
        ScriptPreparer preparer = new ScriptPreparer();
        for (Migration migration : newestFirst) {
            if (migration.down().isEmpty()) {
                problems.add(downMissing(migration));
                continue;
            }
            try {
                downs.put(
                        migration, preparer.prepare(migration, migration.down().get()));
            } catch (PawlException e) {
                problems.addAll(e.problems());
            }
        }
        if (!problems.isEmpty()) {
            throw PawlException.of(problems, null);
        }
        return downs;
    }

    private void warn(Migration migration, PreparedScript down) {
        Preparation.unlimited(down).map(RunEvent.Warned::new).ifPresent(settings.listener()::on);
        if (down.statementCount() == 0) {
            settings.listener()
                    .on(new RunEvent.Warned(Problem.of(
                            ErrorCode.SCRIPT_EMPTY,
                            "The down script of " + migration.filename() + " has no statement.",
                            "The migration is recorded as reverted, but what it made stays. Take it back by hand.")));
        }
    }

    private void refuseNotKept(Database database, Map<Migration, PreparedScript> downs) {
        List<Problem> problems = downs.entrySet().stream()
                .flatMap(down ->
                        PooledScript.problems(database.session(), down.getKey(), down.getValue(), settings.run())
                                .stream())
                .toList();
        if (!problems.isEmpty()) {
            throw PawlException.of(problems, null);
        }
    }

    private static Problem downMissing(Migration migration) {
        return Problem.of(
                ErrorCode.DOWN_SCRIPT_MISSING,
                "Migration " + migration.filename() + " has no down script, so it cannot be taken back.",
                "Write a migration that reverses it: `pawl new \"…\" --reverts " + migration.version() + "`.");
    }

    private RollbackReport revert(
            Database database, HistoryTable table, History history, Map<Migration, PreparedScript> downs) {
        Attribution by = Attribution.of(settings.actor(), settings.environment());
        Reverter reverter = new Reverter(
                database.connections(),
                table,
                by,
                settings.run(),
                new OneAtATime(settings.listener()),
                cancellation,
                settings.owner(database.pooler()),
                cancellation::pause,
                RandomGenerator.getDefault());
        List<RunMigration> reverted = new ArrayList<>();
        for (Map.Entry<Migration, PreparedScript> down : downs.entrySet()) {
            Migration migration = down.getKey();
            HistoryEntry entry = history.find(migration).orElseThrow();
            Duration duration = reverter.revert(migration, entry, down.getValue());
            reverted.add(new RunMigration(
                    migration.version().text(),
                    migration.name(),
                    migration.filename(),
                    duration.toMillis(),
                    List.of()));
            if (cancellation.isRequested()) {
                break;
            }
        }
        Optional<String> version = Reports.schemaVersion(
                        database.store().read(database.session()).history())
                .version();
        return new RollbackReport(reverted, version);
    }
}
