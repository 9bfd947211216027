package dev.pawl.run;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.event.RunListener;
import dev.pawl.migration.Migration;
import dev.pawl.migration.SourcePosition;
import dev.pawl.migration.StatementSequence;
import dev.pawl.plan.PreparedStep;
import dev.pawl.postgres.DatabaseProblems;
import dev.pawl.postgres.Session;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one migration in one transaction: timeouts, claim, script, record, commit (design, decision 1).
 *
 * <p>The claim is the migration's own row in the history. Whoever inserts it first goes on; everybody else waits for its
 * transaction, briefly. A savepoint after the claim lets a failure be recorded before the claim is let go, so that a
 * waiting runner learns of the failure instead of repeating it.
 */
final class TransactionalExecutor implements Executor {

    private static final Logger LOG = LoggerFactory.getLogger(TransactionalExecutor.class);
    private static final String NOTHING = "Nothing of it was applied.";

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
        int backendPid;
        try {
            backendPid = begin(session, step, sender.traces());
        } catch (SQLException e) {
            return refusedClaim(session, step, e);
        }
        return runClaimed(session, step, sender, backendPid);
    }

    @Override
    public Problem giveUp(Session session, PreparedStep step, Problem problem, Duration elapsed) {
        return recorder.recordFailure(session, step, problem, elapsed);
    }

    private int begin(Session session, PreparedStep step, SessionTraces traces) throws SQLException {
        String modes = step.script().transactionModes().map(text -> " " + text).orElse("");
        return recorder.claim(
                session,
                step,
                "BEGIN" + modes,
                TransactionSettings.claim(settings),
                TransactionSettings.of(step.migration(), settings) + "SAVEPOINT " + Recorder.CLAIMED + ";\n",
                traces);
    }

    private Attempted refusedClaim(Session session, PreparedStep step, SQLException e) {
        Migration migration = step.migration();
        if (session.isBroken()) {
            return lost(migration, e, Attempted.CommitState.NOT_SENT);
        }
        Recorder.rollback(session);
        if (recorder.isLostClaim(e)) {
            return lostClaim(session, step, e);
        }
        if (cancellation.isRequested()) {
            throw PawlException.of(interrupted(migration), e);
        }
        throw DatabaseProblems.exception(e, session.spec().orElse(null));
    }

    private Attempted lostClaim(Session session, PreparedStep step, SQLException e) {
        LeaseInTheWay lease = LeaseInTheWay.of(session, recorder, step, e);
        if (lease.halfDone().isEmpty()) {
            return new Attempted.Taken(lease.whom());
        }
        Problem told = recorder.recordFailure(session, step, lease.halfDone().get(), Duration.ZERO);
        return new Attempted.Failed(told, e);
    }

    @SuppressWarnings("try") // the watch looks on its own
    private Attempted runClaimed(Session session, PreparedStep step, ScriptSender sender, int backendPid) {
        long start = System.nanoTime();
        try (Sideline.Ongoing watching = watch.start(backendPid, settings.lockTimeoutOf(step.migration()));
                StatementSequence statements = step.script().open()) {
            sender.sendAll(statements);
        } catch (StatementFailure e) {
            return failedStatement(session, step, e, sender, elapsedSince(start));
        } catch (PawlException e) {
            return stopped(session, step, e, sender, elapsedSince(start));
        }
        return commit(session, step, sender, elapsedSince(start));
    }

    /** Interrupted between two statements; or the file changed, or cannot be read any more. */
    private Attempted stopped(
            Session session, PreparedStep step, PawlException e, ScriptSender sender, Duration elapsed) {
        Problem problem = cancellation.isRequested() ? interrupted(step.migration()) : e.problem();
        return new Attempted.Failed(recordFailure(session, step, problem, sender, elapsed), e);
    }

    private static Problem interrupted(Migration migration) {
        return Cancellation.interrupted(
                "Migration " + migration.version() + " was interrupted; nothing of it was applied.");
    }

    private Attempted failedStatement(
            Session session, PreparedStep step, StatementFailure failure, ScriptSender sender, Duration elapsed) {
        Migration migration = step.migration();
        SQLException error = failure.error();
        if (session.isBroken()) {
            return lost(migration, failure.statement().position(), error, Attempted.CommitState.NOT_SENT);
        }
        Problem problem = StatementProblems.of(migration, failure, NOTHING);
        if (cancellation.isRequested()) {
            problem = interrupted(migration);
        } else if (Passing.is(error)) {
            Recorder.rollback(session, sender.traces());
            return Attempted.Blocked.by(error, problem, NOTHING, watch.seen());
        }
        return new Attempted.Failed(recordFailure(session, step, problem, sender, elapsed), error);
    }

    private Problem recordFailure(
            Session session, PreparedStep step, Problem problem, ScriptSender sender, Duration elapsed) {
        cancellation.workingOn(null); // what is recorded now is not to be cancelled
        try {
            recorder.recordFailureOfClaim(session, step, problem, elapsed, sender.traces());
            return problem;
        } catch (SQLException e) {
            LOG.debug("The failure is recorded in a transaction of its own", e);
        }
        Recorder.rollback(session, sender.traces());
        return recorder.recordFailure(session, step, problem, elapsed);
    }

    private Attempted commit(Session session, PreparedStep step, ScriptSender sender, Duration elapsed) {
        try {
            Duration recorded = recorder.complete(session, step, sender.traces());
            return new Attempted.Applied(recorded, sender.notices());
        } catch (SQLException e) {
            if (session.isBroken()) {
                return lost(step.migration(), e, Attempted.CommitState.UNKNOWN);
            }
            return notCommitted(session, step, e, sender, elapsed);
        }
    }

    private Attempted notCommitted(
            Session session, PreparedStep step, SQLException e, ScriptSender sender, Duration elapsed) {
        Problem problem = CommitProblems.of(step.migration(), e);
        if (cancellation.isRequested()) {
            problem = interrupted(step.migration());
        } else if (Passing.is(e)) {
            Recorder.rollback(session, sender.traces());
            return Attempted.Blocked.by(e, problem, NOTHING, watch.seen());
        }
        return new Attempted.Failed(recordFailure(session, step, problem, sender, elapsed), e);
    }

    private static Attempted lost(Migration migration, SQLException e, Attempted.CommitState commit) {
        return lost(migration, SourcePosition.startOf(migration.up().content().location()), e, commit);
    }

    private static Attempted lost(
            Migration migration, SourcePosition at, SQLException e, Attempted.CommitState commit) {
        Problem problem = Problem.at(
                at,
                ErrorCode.CONNECTION_LOST,
                "The connection was lost while migration " + migration.filename() + " ran: "
                        + StatementProblems.firstLine(e) + ".",
                "The server rolls back what was not committed. " + FailureAdvice.FOR_MIGRATE.afterLoss(e));
        return new Attempted.Lost(
                DatabaseProblems.serverMessage(e).map(problem::withServer).orElse(problem), commit, e);
    }

    private static Duration elapsedSince(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
