package dev.pawl.run;

import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.event.RunEvent;
import dev.pawl.event.RunListener;
import dev.pawl.plan.PreparedStep;
import dev.pawl.postgres.Session;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings one step to its end: attempts, waits for other runners, retries after locks, comes back after a lost answer. */
final class StepRunner {

    private static final Logger LOG = LoggerFactory.getLogger(StepRunner.class);

    private final Connections connections;
    private final Recorder recorder;
    private final RunListener listener;
    private final Cancellation cancellation;
    private final Rest rest;
    private final RunnerWaits waits;
    private final Retries retries;
    private final Finish finish;

    StepRunner(
            Connections connections,
            Recorder recorder,
            RunListener listener,
            Cancellation cancellation,
            Rest rest,
            RunnerWaits waits,
            Retries retries,
            Finish finish) {
        this.connections = connections;
        this.recorder = recorder;
        this.listener = listener;
        this.cancellation = cancellation;
        this.rest = rest;
        this.waits = waits;
        this.retries = retries;
        this.finish = finish;
    }

    /**
     * Runs a step until it is applied, here or elsewhere.
     *
     * @return what this run applied; empty where another runner did
     * @throws PawlException when it failed, here or elsewhere, or its time is up
     */
    Optional<RunOutcome.Applied> run(PreparedStep step, Executor executor) {
        return run(step, executor, attempt(step, executor));
    }

    /**
     * As {@link #run(PreparedStep, Executor)}, after a first attempt.
     *
     * @param first what became of it
     */
    Optional<RunOutcome.Applied> run(PreparedStep step, Executor executor, Attempted first) {
        RunnerWaits.Wait wait = waits.begin();
        Retries.Series series = retries.begin();
        long start = System.nanoTime();
        for (Attempted attempted = first; ; attempted = attempt(step, executor)) {
            if (attempted instanceof Attempted.Applied applied) {
                return Optional.of(finished(step, applied));
            }
            if (attempted instanceof Attempted.Failed failed) {
                listener.on(new RunEvent.MigrationFailed(step.migration(), failed.problem()));
                throw PawlException.of(failed.problem(), failed.cause());
            }
            if (attempted instanceof Attempted.FailedElsewhere elsewhere) {
                throw PawlException.of(elsewhere.problem());
            }
            if (attempted instanceof Attempted.Blocked blocked) {
                retry(step, executor, blocked, series);
            } else if (attempted instanceof Attempted.Lost lost) {
                Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
                resolve(step, lost, elapsed);
                if (recorder.isApplied(connections.current(), step)) {
                    return whose(step, lost.commit());
                }
                recorder.noteLoss(connections.current(), step, Recorder.errorOf(lost.problem()), elapsed);
            } else if (attempted instanceof Attempted.Taken taken && wait.isOver(step, taken)) {
                return elsewhere(step);
            }
        }
    }

    private Attempted attempt(PreparedStep step, Executor executor) {
        cancellation.check();
        Session session = connections.current();
        cancellation.workingOn(session);
        return executor.attempt(session, step);
    }

    /** It is in the history: by this run, if its record was under way when the connection broke. */
    private Optional<RunOutcome.Applied> whose(PreparedStep step, Attempted.CommitState commit) {
        if (commit != Attempted.CommitState.UNKNOWN) {
            return elsewhere(step);
        }
        listener.on(RunEvent.Noticed.byPawl(step.migration(), Recorder.ANSWER_LOST));
        return Optional.of(finished(step, recorder.recorded(connections.current(), step)));
    }

    private Optional<RunOutcome.Applied> elsewhere(PreparedStep step) {
        listener.on(new RunEvent.AppliedElsewhere(step.migration()));
        return Optional.empty();
    }

    private RunOutcome.Applied finished(PreparedStep step, Attempted.Applied applied) {
        return finish.of(step.migration(), applied.duration(), applied.notices());
    }

    private void retry(PreparedStep step, Executor executor, Attempted.Blocked blocked, Retries.Series series) {
        Optional<Problem> spent = series.after(step.migration(), blocked);
        if (spent.isPresent()) {
            cancellation.workingOn(null); // what is recorded now is not to be cancelled
            Problem told = executor.giveUp(connections.current(), step, spent.get(), series.spent());
            listener.on(new RunEvent.MigrationFailed(step.migration(), told));
            throw PawlException.of(told, blocked.cause());
        }
    }

    /** Where another connection can be had: the audit trail tells of the attempt. */
    private void note(PreparedStep step, Attempted.Lost lost, Duration elapsed) {
        try (Session another = connections.another()) {
            recorder.noteLoss(another, step, Recorder.errorOf(lost.problem()), elapsed);
        } catch (PawlException e) {
            LOG.debug("Nobody can be told of the lost connection", e);
        }
    }

    /** After a lost answer to COMMIT, the history tells what became of it (spec R5). */
    private void resolve(PreparedStep step, Attempted.Lost lost, Duration elapsed) {
        if (lost.commit() == Attempted.CommitState.NOT_SENT) {
            note(step, lost, elapsed);
            throw PawlException.of(lost.problem(), lost.cause());
        }
        if (connections.current().isBroken()) {
            new Reconnection(connections, rest).after(PawlException.of(lost.problem(), lost.cause()));
        }
    }
}
