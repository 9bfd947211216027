package dev.pawl.run;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.event.RunEvent;
import dev.pawl.event.RunListener;
import dev.pawl.migration.Migration;
import dev.pawl.plan.PreparedStep;
import dev.pawl.postgres.Backoff;
import dev.pawl.postgres.Session;
import dev.pawl.record.Attribution;
import dev.pawl.record.HistoryStore;
import dev.pawl.record.HistoryTable;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Runs a first migration that makes the history's tables itself (spec H7: seed B's {@code
 * 000-create-migration-table.sql}, seed E's {@code 00_migration_state_tracking.sql}). While another runner is at it, waits;
 * what was in the way is waited for, and the whole transaction is tried again (spec R6).
 */
public final class Founder {

    private static final String REASON = "it makes the history's own tables";
    private static final Backoff POLL = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(1));

    private final Connections connections;
    private final HistoryStore store;
    private final Attribution by;
    private final RunSettings settings;
    private final RunListener listener;
    private final Cancellation cancellation;
    private final Rest rest;
    private final Retries retries;
    private final Finish finish;
    private final int total;

    /**
     * A founder.
     *
     * @param total how many migrations the whole run has, for listeners
     */
    public Founder(
            Connections connections,
            HistoryStore store,
            Attribution by,
            RunSettings settings,
            RunListener listener,
            Cancellation cancellation,
            Pause pause,
            RandomGenerator random,
            int total) {
        this.connections = connections;
        this.store = store;
        this.by = by;
        this.settings = settings;
        this.listener = listener;
        this.cancellation = cancellation;
        this.rest = new Rest(pause, cancellation);
        this.retries = new Retries(connections, settings, listener, rest, random, FailureAdvice.FOR_MIGRATE);
        this.finish = new Finish(listener, settings.slowAfter());
        this.total = total;
    }

    /**
     * Runs the step on a database that has no history. If another runner is at it and fails, there are still no tables.
     *
     * @return empty where another runner has founded the history: the step is then run as any other
     * @throws PawlException of the migration or database family; nothing is changed then
     */
    public Optional<RunOutcome.Applied> found(PreparedStep step) {
        return run(
                step,
                watch -> new FoundingAttempt(
                        connections, store, by, settings, listener, cancellation, rest, watch, step, this::announce),
                Optional.empty());
    }

    /**
     * Runs the step on a database that has the history's tables, by another program's hand: where the script stumbles over
     * what is there already, it counts as applied, and what is there is kept.
     *
     * @return empty where another runner has done it, or the script fails for another reason: the step is then run as any
     *     other, which tells and records what is wrong
     */
    public Optional<RunOutcome.Applied> refound(PreparedStep step, HistoryTable table) {
        return run(
                step,
                watch -> new RefoundingAttempt(store, table, by, settings, cancellation, watch, step, this::announce),
                Optional.of(table));
    }

    /** One attempt, which leaves no open transaction behind. */
    interface FounderAttempt {
        /** Makes it; {@link Attempted.FailedElsewhere} is none of its outcomes. */
        Attempted run(Session session);

        /** Whether what another runner did meanwhile leaves nothing to do here. */
        boolean isOver(Session session);
    }

    private interface AttemptMaker {
        FounderAttempt with(BlockerWatch watch);
    }

    private Optional<RunOutcome.Applied> run(PreparedStep step, AttemptMaker attempts, Optional<HistoryTable> table) {
        try (Sideline sideline = Sideline.of(connections, cancellation, settings)) {
            return run(step, attempts.with(new BlockerWatch(sideline)), table);
        } finally {
            cancellation.workingOn(null);
        }
    }

    private Optional<RunOutcome.Applied> run(PreparedStep step, FounderAttempt attempt, Optional<HistoryTable> table) {
        Retries.Series series = retries.begin();
        long start = System.nanoTime();
        for (int polls = 1; ; ) {
            cancellation.check();
            Session session = connections.current();
            cancellation.workingOn(session);
            Attempted attempted = attempt.run(session);
            if (attempted instanceof Attempted.Applied applied) {
                return Optional.of(finish.of(step.migration(), applied.duration(), applied.notices()));
            }
            if (attempted instanceof Attempted.Failed failed) {
                throw failed(step, failed.problem(), failed.cause());
            }
            if (attempted instanceof Attempted.Blocked blocked) {
                retry(step, series, blocked, table);
            } else if (attempt.isOver(connections.current())) {
                return Optional.empty();
            } else {
                waitForOther(step.migration(), polls++, Duration.ofNanos(System.nanoTime() - start));
            }
        }
    }

    private void retry(
            PreparedStep step, Retries.Series series, Attempted.Blocked blocked, Optional<HistoryTable> table) {
        Optional<Problem> spent = series.after(step.migration(), blocked);
        if (spent.isPresent()) {
            Problem told = table.map(found -> Recorder.recordIn(
                            connections.current(),
                            spent.get(),
                            found.failure(
                                            step.migration(),
                                            by,
                                            Recorder.errorOf(spent.get()),
                                            Recorder.millis(series.spent()))
                                    + ";\n"))
                    .orElse(spent.get());
            throw failed(step, told, blocked.cause());
        }
    }

    private PawlException failed(PreparedStep step, Problem problem, Throwable cause) {
        listener.on(new RunEvent.MigrationFailed(step.migration(), problem));
        return PawlException.of(problem, cause);
    }

    private void waitForOther(Migration migration, int polls, Duration waited) {
        if (waited.compareTo(settings.runnerWait()) > 0) {
            throw PawlException.of(Problem.of(
                    ErrorCode.RUNNER_BUSY,
                    "Another runner is still creating the history's tables, after " + waited.toSeconds() + " s.",
                    "Run `pawl migrate` again later, or wait longer with `[run] runner-wait`. `pawl sessions` shows the"
                            + " other runner, and can end one that is stuck."));
        }
        if (polls == 1) {
            listener.on(new RunEvent.WaitingForRunner(migration, Optional.empty(), waited));
        }
        rest.of(POLL.after(polls, RandomGenerator.getDefault()));
    }

    private void announce(PreparedStep step) {
        listener.on(new RunEvent.MigrationStarted(
                step.migration(), 1, total, step.script().mode(), Optional.of(REASON)));
    }
}
