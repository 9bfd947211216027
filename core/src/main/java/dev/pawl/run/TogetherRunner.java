package dev.pawl.run;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.event.RunEvent;
import dev.pawl.event.RunListener;
import dev.pawl.migration.Migration;
import dev.pawl.migration.SourcePosition;
import dev.pawl.migration.StatementSequence;
import dev.pawl.migration.TransactionMode;
import dev.pawl.plan.PreparedStep;
import dev.pawl.postgres.DatabaseProblems;
import dev.pawl.postgres.Session;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs all steps in one transaction: all or nothing ({@code --single-transaction}, spec R1). */
final class TogetherRunner {

    private static final String UNTOUCHED = "Nothing of the whole run was applied.";

    private final Connections connections;
    private final Recorder recorder;
    private final RunSettings settings;
    private final RunListener listener;
    private final Cancellation cancellation;
    private final Rest rest;

    TogetherRunner(
            Connections connections,
            Recorder recorder,
            RunSettings settings,
            RunListener listener,
            Cancellation cancellation,
            Rest rest) {
        this.connections = connections;
        this.recorder = recorder;
        this.settings = settings;
        this.listener = listener;
        this.cancellation = cancellation;
        this.rest = rest;
    }

    RunOutcome run(List<PreparedStep> steps) {
        refuseOutsiders(steps);
        Session session = connections.current();
        cancellation.workingOn(session);
        List<RunOutcome.Applied> applied = new ArrayList<>();
        session.execute("BEGIN");
        for (int i = 0; i < steps.size(); i++) {
            PreparedStep step = steps.get(i);
            listener.on(new RunEvent.MigrationStarted(
                    step.migration(),
                    i + 1,
                    steps.size(),
                    step.script().mode(),
                    step.script().reason()));
            applied.add(runOne(session, step));
        }
        commit(session, steps);
        applied.forEach(
                done -> listener.on(new RunEvent.MigrationApplied(done.migration(), done.duration(), done.notices())));
        return new RunOutcome(applied, List.of());
    }

    /** A COMMIT whose answer was lost is looked up: all of it is in the history, or nothing (spec R5). */
    private void commit(Session session, List<PreparedStep> steps) {
        long start = System.nanoTime();
        PreparedStep last = steps.get(steps.size() - 1);
        try {
            session.send("COMMIT");
        } catch (SQLException e) {
            if (!session.isBroken()) {
                Problem problem = CommitProblems.of(last.migration(), e);
                throw failed(session, last, Passing.is(e) ? blocked(problem) : problem, e, start, new SessionTraces());
            }
            PawlException lost = DatabaseProblems.exception(e, session.spec().orElse(null));
            if (!recorder.isApplied(new Reconnection(connections, rest).after(lost), last)) {
                throw lost;
            }
        }
    }

    private static void refuseOutsiders(List<PreparedStep> steps) {
        List<Problem> problems = steps.stream()
                .filter(step -> step.script().mode() == TransactionMode.NON_TRANSACTIONAL
                        || step.script().transactionModes().isPresent())
                .map(step -> Problem.at(
                        SourcePosition.startOf(step.migration().up().content().location()),
                        ErrorCode.TRANSACTION_CONTROL,
                        "Migration " + step.migration().filename() + " cannot share a transaction: "
                                + step.script().reason().orElse("it asks for modes of its own") + ".",
                        "Run without --single-transaction, or stop before it with --target."))
                .toList();
        if (!problems.isEmpty()) {
            throw PawlException.of(problems, null);
        }
    }

    private RunOutcome.Applied runOne(Session session, PreparedStep step) {
        long start = System.nanoTime();
        Migration migration = step.migration();
        ScriptSender sender = new ScriptSender(session, listener, step, cancellation);
        try (StatementSequence statements = step.script().open()) {
            recorder.claim(
                    session,
                    step,
                    TransactionSettings.claim(settings),
                    TransactionSettings.of(step.migration(), settings));
            sender.sendAll(statements);
            session.send("SET CONSTRAINTS ALL IMMEDIATE;\nSET CONSTRAINTS ALL DEFERRED");
            Duration elapsed = elapsedSince(start);
            recorder.completeInTransaction(session, step, elapsed, sender.traces());
            return new RunOutcome.Applied(migration, Duration.ofMillis(elapsed.toMillis()), sender.notices());
        } catch (StatementFailure e) {
            Problem problem =
                    Passing.is(e.error()) ? blocked(migration, e) : StatementProblems.of(migration, e, UNTOUCHED);
            throw failed(session, step, problem, e.error(), start, sender.traces());
        } catch (SQLException e) {
            if (!session.isBroken() && recorder.isLostClaim(e)) {
                Recorder.rollback(session);
                throw PawlException.of(busy(session, migration), e);
            }
            throw failed(session, step, CommitProblems.of(migration, e), e, start, sender.traces());
        } catch (PawlException e) {
            throw failed(session, step, e.problem(), e, start, sender.traces());
        }
    }

    private static Problem blocked(Migration migration, StatementFailure failure) {
        return blocked(StatementProblems.of(migration, failure, UNTOUCHED));
    }

    private static Problem blocked(Problem problem) {
        return Passing.problem(
                problem, UNTOUCHED + " A run in one transaction is not retried.", FailureAdvice.FOR_MIGRATE);
    }

    private PawlException failed(
            Session session, PreparedStep step, Problem found, Exception cause, long start, SessionTraces traces) {
        if (session.isBroken() && cause instanceof SQLException error) {
            return DatabaseProblems.exception(error, session.spec().orElse(null));
        }
        Problem problem = cancellation.isRequested()
                ? Cancellation.interrupted("Migration " + step.migration().version()
                        + " was interrupted; nothing of the whole run was applied.")
                : found;
        cancellation.workingOn(null); // what is recorded now is not to be cancelled
        Recorder.rollback(session);
        Problem told = recorder.recordFailure(session, step, problem, elapsedSince(start), traces);
        listener.on(new RunEvent.MigrationFailed(step.migration(), told));
        return PawlException.of(told, cause);
    }

    private Problem busy(Session session, Migration migration) {
        String whom =
                recorder.otherRunner(session).map(found -> " (" + found + ")").orElse("");
        return Problem.of(
                ErrorCode.RUNNER_BUSY,
                "Another runner" + whom + " is applying " + migration.filename()
                        + ", or has; nothing of this run was applied.",
                "Run `pawl migrate` again: the plan will be made anew.");
    }

    private static Duration elapsedSince(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
