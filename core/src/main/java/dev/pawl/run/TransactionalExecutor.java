package dev.pawl.run;

import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.event.RunListener;
import dev.pawl.migration.StatementSequence;
import dev.pawl.plan.PreparedStep;
import dev.pawl.postgres.Session;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Runs one migration in one transaction: timeouts, claim, script, record, commit (design, decision 1).
 *
 * <p>The claim is the migration's own row in the history. Whoever inserts it first goes on; everybody else waits for its
 * transaction, briefly. A savepoint after the claim lets a failure be recorded before the claim is let go, so that a
 * waiting runner learns of the failure instead of repeating it.
 */
final class TransactionalExecutor implements Executor {

    private final Recorder recorder;
    private final RunSettings settings;
    private final RunListener listener;
    private final Cancellation cancellation;
    private final BlockerWatch watch;

    TransactionalExecutor(
            Recorder recorder,
            RunSettings settings,
            RunListener listener,
            Cancellation cancellation,
            BlockerWatch watch) {
        this.recorder = recorder;
        this.settings = settings;
        this.listener = listener;
        this.cancellation = cancellation;
        this.watch = watch;
    }

    @Override
    public Attempted attempt(Session session, PreparedStep step) {
        ScriptSender sender = new ScriptSender(session, listener, step, cancellation);
        TransactionOutcomes outcomes = new TransactionOutcomes(session, recorder, cancellation, watch::seen);
        int backendPid;
        try {
            backendPid = recorder.claim(
                    session, step, Recorder.begin(step.script()), opening(step, settings), sender.traces());
        } catch (SQLException e) {
            return outcomes.ofClaim(step, e);
        }
        return runClaimed(session, step, sender, outcomes, backendPid);
    }

    /** What stands around a claim: its timeouts, and then those of the script. */
    static Recorder.Opening opening(PreparedStep step, RunSettings settings) {
        return new Recorder.Opening(
                TransactionSettings.claim(settings),
                TransactionSettings.of(step.migration(), settings) + "SAVEPOINT " + Recorder.CLAIMED + ";\n");
    }

    @Override
    public Problem giveUp(Session session, PreparedStep step, Problem problem, Duration elapsed) {
        return recorder.recordFailure(session, step, problem, elapsed);
    }

    @SuppressWarnings("try") // the watch looks on its own
    private Attempted runClaimed(
            Session session, PreparedStep step, ScriptSender sender, TransactionOutcomes outcomes, int backendPid) {
        long start = System.nanoTime();
        try (Sideline.Ongoing watching = watch.start(backendPid, settings.lockTimeoutOf(step.migration()));
                StatementSequence statements =
                        ReadAhead.of(step.script().open(), step.script().statementCount())) {
            sender.sendAll(statements);
        } catch (StatementFailure e) {
            return outcomes.ofStatement(step, e, sender.traces(), elapsedSince(start));
        } catch (PawlException e) {
            return outcomes.ofStop(step, e, sender.traces(), elapsedSince(start));
        }
        Duration elapsed = elapsedSince(start);
        try {
            return new Attempted.Applied(recorder.complete(session, step, sender.traces()), sender.notices());
        } catch (SQLException e) {
            return outcomes.ofCommit(step, e, sender.traces(), elapsed);
        }
    }

    private static Duration elapsedSince(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
