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
import dev.pawl.postgres.SqlState;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Runs one migration in one transaction: timeouts, claim, script, record, commit (design, decision 1).
 *
 * <p>The claim is the migration's own row in the history. Whoever inserts it first goes on; everybody else waits for its
 * transaction, briefly. A savepoint after the claim lets a failure be recorded before the claim is let go, so that a
 * waiting runner learns of the failure instead of repeating it.
 */
final class TransactionalExecutor implements Executor {

    /** How long a runner waits at a claim before it lets go of its snapshot and asks again (design, decision 1). */
    private static final Duration CLAIM_PATIENCE = Duration.ofMillis(200);

    /** A client that vanished without a word must not hold its claim for ever. */
    private static final Duration IDLE_LIMIT = Duration.ofSeconds(60);

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
    public Attempted attempt(Session session, PreparedStep step, Optional<Instant> waitingSince) {
        try {
            int backendPid = begin(session, step);
            Optional<Problem> elsewhere =
                    waitingSince.flatMap(since -> recorder.failureElsewhere(session, step, since));
            if (elsewhere.isPresent()) {
                rollback(session);
                return new Attempted.FailedElsewhere(elsewhere.get());
            }
            return runClaimed(session, step, backendPid);
        } catch (SQLException e) {
            return refusedClaim(session, step.migration(), e);
        }
    }

    private int begin(Session session, PreparedStep step) throws SQLException {
        return recorder.claim(
                session,
                step,
                openingOf(step) + timeout("lock_timeout", CLAIM_PATIENCE),
                timeout("lock_timeout", lockTimeoutOf(step)) + "SAVEPOINT pawl_claimed;\n");
    }

    private String openingOf(PreparedStep step) {
        String modes = step.script().transactionModes().map(text -> " " + text).orElse("");
        return "BEGIN" + modes + ";\n" + timeout("idle_in_transaction_session_timeout", IDLE_LIMIT)
                + statementTimeoutOf(step);
    }

    private String statementTimeoutOf(PreparedStep step) {
        return step.migration()
                .directives()
                .statementTimeout()
                .or(settings::statementTimeout)
                .map(limit -> timeout("statement_timeout", limit.value()))
                .orElse("");
    }

    private Duration lockTimeoutOf(PreparedStep step) {
        return step.migration()
                .directives()
                .lockTimeout()
                .orElse(settings.lockTimeout())
                .value();
    }

    private static String timeout(String setting, Duration value) {
        return "SET LOCAL " + setting + " = '" + value.toMillis() + "ms';\n";
    }

    private Attempted refusedClaim(Session session, Migration migration, SQLException e) {
        if (session.isBroken()) {
            return lost(migration, e, Attempted.CommitState.NOT_SENT);
        }
        rollback(session);
        if (recorder.isLostClaim(e)) {
            return new Attempted.Taken();
        }
        throw DatabaseProblems.exception(e, session.spec().orElse(null));
    }

    @SuppressWarnings("try") // the watch looks on its own
    private Attempted runClaimed(Session session, PreparedStep step, int backendPid) {
        ScriptSender sender = new ScriptSender(session, listener, step);
        long start = System.nanoTime();
        try (BlockerWatch.Watching watching = watch.start(backendPid);
                StatementSequence statements = step.script().open()) {
            sender.sendAll(statements);
            session.send("SET CONSTRAINTS ALL IMMEDIATE");
        } catch (StatementFailure e) {
            return failedStatement(session, step, e, elapsedSince(start));
        } catch (SQLException e) {
            return failedConstraints(session, step, e, elapsedSince(start));
        } catch (PawlException e) {
            rollback(session); // the file changed or cannot be read any more
            throw e;
        }
        return commit(session, step, sender, elapsedSince(start));
    }

    private Attempted failedStatement(Session session, PreparedStep step, StatementFailure failure, Duration elapsed) {
        Migration migration = step.migration();
        SQLException error = failure.error();
        if (session.isBroken()) {
            return lost(migration, error, Attempted.CommitState.NOT_SENT);
        }
        Problem problem = StatementProblems.of(migration, failure, "Nothing of it was applied.");
        if (cancellation.isRequested()) {
            problem = Cancellation.interrupted(
                    "Migration " + migration.version() + " was interrupted; nothing of it was applied.");
        } else if (isPassing(error)) {
            rollback(session);
            return new Attempted.Blocked(problem, watch.seen(), error);
        }
        recordFailure(session, step, problem, elapsed);
        return new Attempted.Failed(problem, error);
    }

    private Attempted failedConstraints(Session session, PreparedStep step, SQLException error, Duration elapsed) {
        Migration migration = step.migration();
        if (session.isBroken()) {
            return lost(migration, error, Attempted.CommitState.NOT_SENT);
        }
        Problem problem = commitProblem(migration, error);
        recordFailure(session, step, problem, elapsed);
        return new Attempted.Failed(problem, error);
    }

    private static Problem commitProblem(Migration migration, SQLException error) {
        Problem problem = Problem.at(
                SourcePosition.startOf(migration.up().content().location()),
                ErrorCode.COMMIT_FAILED,
                "Migration " + migration.version() + " failed at its end, when its deferred constraints were checked: "
                        + StatementProblems.firstLine(error) + ".",
                "Nothing of it was applied. Correct the file and run `pawl migrate` again.");
        return DatabaseProblems.serverMessage(error).map(problem::withServer).orElse(problem);
    }

    /** Whether the same migration may well succeed a moment later (spec R6). */
    private static boolean isPassing(SQLException error) {
        return SqlState.is(error, SqlState.LOCK_NOT_AVAILABLE)
                || SqlState.is(error, SqlState.DEADLOCK)
                || SqlState.is(error, SqlState.SERIALIZATION_FAILURE);
    }

    private void recordFailure(Session session, PreparedStep step, Problem problem, Duration elapsed) {
        if (!step.migration().isVersioned()) {
            rollback(session); // the claim of a repeatable one took its old row away: that comes back
            recorder.recordFailure(session, step, problem, elapsed);
            return;
        }
        try {
            session.send("ROLLBACK TO SAVEPOINT pawl_claimed;\n"
                    + recorder.failureInPlaceOfClaim(step, problem, elapsed) + "COMMIT");
        } catch (SQLException e) {
            rollback(session);
            recorder.recordFailure(session, step, problem, elapsed);
        }
    }

    private Attempted commit(Session session, PreparedStep step, ScriptSender sender, Duration elapsed) {
        try {
            Duration recorded = recorder.complete(session, step, sender.traces());
            return new Attempted.Applied(recorded, sender.notices());
        } catch (SQLException e) {
            if (session.isBroken()) {
                return lost(step.migration(), e, Attempted.CommitState.UNKNOWN);
            }
            rollback(session);
            if (isPassing(e)) {
                return new Attempted.Blocked(commitProblem(step.migration(), e), List.of(), e);
            }
            Problem problem = commitProblem(step.migration(), e);
            recorder.recordFailure(session, step, problem, elapsed);
            return new Attempted.Failed(problem, e);
        }
    }

    private static Attempted lost(Migration migration, SQLException e, Attempted.CommitState commit) {
        Problem problem = Problem.at(
                SourcePosition.startOf(migration.up().content().location()),
                ErrorCode.CONNECTION_LOST,
                "The connection was lost while migration " + migration.filename() + " ran: "
                        + StatementProblems.firstLine(e) + ".",
                "The server rolls back what was not committed. Run `pawl migrate` again when it can be reached.");
        return new Attempted.Lost(
                DatabaseProblems.serverMessage(e).map(problem::withServer).orElse(problem), commit, e);
    }

    private static void rollback(Session session) {
        try {
            session.send("ROLLBACK");
        } catch (SQLException e) {
            session.close(); // the server rolls back on its own when the connection ends
        }
    }

    private static Duration elapsedSince(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
