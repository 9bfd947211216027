package dev.pawl.run;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.migration.Migration;
import dev.pawl.migration.SourcePosition;
import dev.pawl.plan.PreparedStep;
import dev.pawl.postgres.DatabaseProblems;
import dev.pawl.postgres.Session;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an error of a migration's transaction means, by how far it had come; records what is a failure. */
final class TransactionOutcomes {

    private static final Logger LOG = LoggerFactory.getLogger(TransactionOutcomes.class);
    private static final String NOTHING = "Nothing of it was applied.";

    private final Session session;
    private final Recorder recorder;
    private final Cancellation cancellation;
    private final Supplier<List<String>> blockers;

    /**
     * For transactions of a session.
     *
     * @param blockers who was in the way at the last look
     */
    TransactionOutcomes(
            Session session, Recorder recorder, Cancellation cancellation, Supplier<List<String>> blockers) {
        this.session = session;
        this.recorder = recorder;
        this.cancellation = cancellation;
        this.blockers = blockers;
    }

    /** Of an error before the script. */
    Attempted ofClaim(PreparedStep step, SQLException e) {
        Migration migration = step.migration();
        if (session.isBroken()) {
            return lost(migration, e, Attempted.CommitState.NOT_SENT);
        }
        Recorder.rollback(session);
        if (recorder.isLostClaim(e)) {
            return ofLostClaim(step, e);
        }
        if (cancellation.isRequested()) {
            throw PawlException.of(interrupted(migration), e);
        }
        throw DatabaseProblems.exception(e, session.spec().orElse(null));
    }

    private Attempted ofLostClaim(PreparedStep step, SQLException e) {
        LeaseInTheWay lease = LeaseInTheWay.of(session, recorder, step, e);
        if (lease.halfDone().isEmpty()) {
            return new Attempted.Taken(lease.whom());
        }
        Problem told = recorder.recordFailure(session, step, lease.halfDone().get(), Duration.ZERO);
        return new Attempted.Failed(told, e);
    }

    /** Of a statement that failed. */
    Attempted ofStatement(PreparedStep step, StatementFailure failure, SessionTraces traces, Duration elapsed) {
        if (session.isBroken()) {
            return lost(
                    step.migration(), failure.statement().position(), failure.error(), Attempted.CommitState.NOT_SENT);
        }
        Problem problem = StatementProblems.of(step.migration(), failure, NOTHING);
        return of(step, problem, failure.error(), Attempted.CommitState.NOT_SENT, traces, elapsed);
    }

    /** Of an interruption between two statements; or the file changed, or cannot be read any more. */
    Attempted ofStop(PreparedStep step, PawlException e, SessionTraces traces, Duration elapsed) {
        Problem problem = cancellation.isRequested() ? interrupted(step.migration()) : e.problem();
        return new Attempted.Failed(recordFailure(step, problem, traces, elapsed), e);
    }

    /** Of an error behind the script. */
    Attempted ofCommit(PreparedStep step, SQLException e, SessionTraces traces, Duration elapsed) {
        Problem problem = CommitProblems.of(step.migration(), e);
        return of(step, problem, e, Attempted.CommitState.UNKNOWN, traces, elapsed);
    }

    private Attempted of(
            PreparedStep step,
            Problem problem,
            SQLException error,
            Attempted.CommitState commit,
            SessionTraces traces,
            Duration elapsed) {
        if (session.isBroken()) {
            return lost(step.migration(), error, commit);
        }
        if (cancellation.isRequested()) {
            return new Attempted.Failed(recordFailure(step, interrupted(step.migration()), traces, elapsed), error);
        }
        if (Passing.is(error)) {
            Recorder.rollback(session, traces);
            return Attempted.Blocked.by(error, problem, NOTHING, blockers.get());
        }
        return new Attempted.Failed(recordFailure(step, problem, traces, elapsed), error);
    }

    /** Of a connection that broke. */
    static Attempted lost(Migration migration, SQLException e, Attempted.CommitState commit) {
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

    private static Problem interrupted(Migration migration) {
        return Cancellation.interrupted(
                "Migration " + migration.version() + " was interrupted; nothing of it was applied.");
    }

    private Problem recordFailure(PreparedStep step, Problem problem, SessionTraces traces, Duration elapsed) {
        cancellation.workingOn(null); // what is recorded now is not to be cancelled
        try {
            recorder.recordFailureOfClaim(session, step, problem, elapsed, traces);
            return problem;
        } catch (SQLException e) {
            LOG.debug("The failure is recorded in a transaction of its own", e);
        }
        Recorder.rollback(session, traces);
        return recorder.recordFailure(session, step, problem, elapsed);
    }
}
