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

    private final Connections connections;
    private final Recorder recorder;
    private final RunSettings settings;
    private final RunListener listener;
    private final Cancellation cancellation;

    TogetherRunner(
            Connections connections,
            Recorder recorder,
            RunSettings settings,
            RunListener listener,
            Cancellation cancellation) {
        this.connections = connections;
        this.recorder = recorder;
        this.settings = settings;
        this.listener = listener;
        this.cancellation = cancellation;
    }

    RunOutcome run(List<PreparedStep> steps) {
        refuseOutsiders(steps);
        Session session = connections.current();
        cancellation.workingOn(session);
        List<RunOutcome.Applied> applied = new ArrayList<>();
        session.execute("BEGIN;\nSET LOCAL idle_in_transaction_session_timeout = '60s'");
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
        session.execute("COMMIT");
        applied.forEach(
                done -> listener.on(new RunEvent.MigrationApplied(done.migration(), done.duration(), done.notices())));
        return new RunOutcome(applied, List.of());
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
        ScriptSender sender = new ScriptSender(session, listener, step);
        try (StatementSequence statements = step.script().open()) {
            recorder.claim(
                    session,
                    step,
                    "SET LOCAL lock_timeout = '2s';\n",
                    "SET LOCAL lock_timeout = '"
                            + settings.lockTimeout().value().toMillis() + "ms';\n");
            sender.sendAll(statements);
            session.send("SET CONSTRAINTS ALL IMMEDIATE;\nSET CONSTRAINTS ALL DEFERRED");
            Duration elapsed = elapsedSince(start);
            recorder.completeInTransaction(session, step, elapsed, sender.traces());
            return new RunOutcome.Applied(migration, Duration.ofMillis(elapsed.toMillis()), sender.notices());
        } catch (StatementFailure e) {
            Problem problem = StatementProblems.of(migration, e, "Nothing of the whole run was applied.");
            throw failed(session, step, problem, e.error(), start);
        } catch (SQLException e) {
            if (!session.isBroken() && recorder.isLostClaim(e)) {
                session.execute("ROLLBACK");
                throw PawlException.of(busy(session, migration), e);
            }
            Problem problem = DatabaseProblems.of(e, session.spec().orElse(null));
            throw failed(session, step, problem, e, start);
        }
    }

    private PawlException failed(Session session, PreparedStep step, Problem problem, SQLException e, long start) {
        listener.on(new RunEvent.MigrationFailed(step.migration(), problem));
        if (!session.isBroken()) {
            session.execute("ROLLBACK");
            recorder.recordFailure(session, step, problem, elapsedSince(start));
        }
        return PawlException.of(problem, e);
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
