package dev.pawl;

import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.event.RunEvent;
import dev.pawl.event.RunListener;
import dev.pawl.migration.Statement;
import dev.pawl.migration.StatementSequence;
import dev.pawl.migration.TransactionMode;
import dev.pawl.plan.Plan;
import dev.pawl.plan.PreparedStep;
import dev.pawl.postgres.Pooler;
import dev.pawl.record.Attribution;
import dev.pawl.record.BackupMarker;
import dev.pawl.record.BackupMarkers;
import dev.pawl.record.DatabaseState;
import dev.pawl.record.HistoryTable;
import dev.pawl.record.TrackingScript;
import dev.pawl.run.Cancellation;
import dev.pawl.run.Founder;
import dev.pawl.run.PooledScript;
import dev.pawl.run.Recorder;
import dev.pawl.run.RunOutcome;
import dev.pawl.run.Runner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Makes the history's tables where they are missing, labels the database, and runs the steps. */
final class Run {

    /** Within so many characters a first script that makes the history's tables has begun to. */
    private static final long LONGEST_DEFINITIONS = 8_000_000;

    private final Settings settings;
    private final Database database;
    private final Cancellation cancellation;
    private final RunListener listener;

    Run(Settings settings, Database database, Cancellation cancellation, RunListener listener) {
        this.settings = settings;
        this.database = database;
        this.cancellation = cancellation;
        this.listener = new OneAtATime(listener);
    }

    RunOutcome of(Plan plan, List<PreparedStep> steps, MigrateRequest request) {
        boolean isRelabelled = request.labelling() == MigrateRequest.Labelling.RELABEL;
        if (steps.isEmpty() && !isRelabelled) {
            labelFirst();
            return new RunOutcome(List.of(), List.of());
        }
        long start = System.nanoTime();
        database.state().facts().requireWritable();
        if (database.pooler() != Pooler.NONE) {
            listener.on(new RunEvent.PoolerFound(database.pooler().words()));
        }
        refuseNotKept(steps);
        Attribution by = Attribution.of(settings.actor(), settings.environment());
        List<PreparedStep> rest = new ArrayList<>(steps);
        Optional<Founder> founder = founder(rest, by);
        founder.ifPresent(any -> listener.on(new RunEvent.RunStarted(steps.size())));
        Optional<RunOutcome.Applied> founding = founder.flatMap(first -> found(first, rest.get(0)));
        founding.ifPresent(done -> rest.remove(0));
        HistoryTable table = database.table();
        refuseTooLong(table, rest);
        label(table, by, request);
        if (founder.isEmpty()) {
            listener.on(new RunEvent.RunStarted(steps.size()));
        }
        markBackup(table, by, request, plan);
        RunOutcome outcome = runner(new Recorder(
                        table,
                        by,
                        settings.owner(database.pooler()),
                        database.state().readAt()))
                .run(rest, scopeOf(request));
        List<RunOutcome.Applied> applied = new ArrayList<>(founding.stream().toList());
        applied.addAll(outcome.applied());
        listener.on(new RunEvent.RunFinished(applied.size(), Duration.ofNanos(System.nanoTime() - start)));
        return new RunOutcome(applied, outcome.appliedElsewhere());
    }

    /** For a first migration that makes the history's tables itself, and so runs before they are made for it (spec H7). */
    private Optional<Founder> founder(List<PreparedStep> steps, Attribution by) {
        if (steps.isEmpty()
                || steps.get(0).script().mode() != TransactionMode.TRANSACTIONAL
                || !isFounding(steps.get(0))) {
            return Optional.empty();
        }
        return Optional.of(new Founder(
                database.connections(),
                database.store(),
                by,
                settings.run(),
                listener,
                cancellation,
                cancellation::pause,
                RandomGenerator.getDefault(),
                steps.size()));
    }

    private Optional<RunOutcome.Applied> found(Founder founder, PreparedStep first) {
        return database.state().table().isEmpty() ? founder.found(first) : founder.refound(first, database.table());
    }

    /** A script makes its tables before it fills them; one that is all data is not read once more for this. */
    private boolean isFounding(PreparedStep step) {
        TrackingScript tracking = new TrackingScript(settings.table());
        long length = 0;
        try (StatementSequence statements = step.script().open()) {
            Statement statement = statements.next();
            while (statement != null && length < LONGEST_DEFINITIONS && !(statement instanceof Statement.CopyData)) {
                if (tracking.isFounding(statement.sql())) {
                    return true;
                }
                length += statement.sql().length();
                statement = statements.next();
            }
            return false;
        }
    }

    private void refuseNotKept(List<PreparedStep> steps) {
        List<Problem> problems = steps.stream()
                .flatMap(step ->
                        PooledScript.problems(database.session(), step.migration(), step.script(), settings.run())
                                .stream())
                .toList();
        if (!problems.isEmpty()) {
            throw PawlException.of(problems, null);
        }
    }

    private static void refuseTooLong(HistoryTable table, List<PreparedStep> steps) {
        List<Problem> problems =
                table.problems(steps.stream().map(PreparedStep::migration).toList());
        if (!problems.isEmpty()) {
            throw PawlException.of(problems, null);
        }
    }

    /** The first run that names an environment labels the database, also when nothing is pending (spec R8). */
    private void labelFirst() {
        DatabaseState state = database.state();
        boolean isLabelled = settings.environment().isEmpty()
                || state.history().environment().isPresent()
                || state.table().isEmpty();
        boolean isWritable = state.completeness() == DatabaseState.Completeness.COMPLETE
                && !state.facts().isReadOnly();
        if (!isLabelled && isWritable) {
            Correction.transact(
                    database.session(),
                    state.table().get().label(settings.environment().get()));
        }
    }

    private void label(HistoryTable table, Attribution by, MigrateRequest request) {
        if (settings.environment().isEmpty()) {
            return;
        }
        if (request.labelling() == MigrateRequest.Labelling.RELABEL) {
            Correction.transact(
                    database.session(), table.relabel(settings.environment().get(), by));
        } else if (database.state().history().environment().isEmpty()) {
            Correction.transact(
                    database.session(), table.label(settings.environment().get()));
        }
    }

    private void markBackup(HistoryTable table, Attribution by, MigrateRequest request, Plan plan) {
        if (request.marking() == MigrateRequest.Marking.BACKUP) {
            BackupMarker marker = new BackupMarkers(table).mark(database.session(), plan.digest(), by);
            listener.on(new RunEvent.BackupMarked(marker.toString()));
        }
    }

    private Runner runner(Recorder recorder) {
        return new Runner(
                database.connections(),
                recorder,
                settings.run(),
                listener,
                cancellation,
                cancellation::pause,
                RandomGenerator.getDefault());
    }

    private static Runner.Scope scopeOf(MigrateRequest request) {
        return request.scope() == MigrateRequest.Scope.ALL ? Runner.Scope.ALL : Runner.Scope.EACH;
    }
}
