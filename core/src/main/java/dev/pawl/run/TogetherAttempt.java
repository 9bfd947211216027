package dev.pawl.run;

import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.event.RunEvent;
import dev.pawl.event.RunListener;
import dev.pawl.migration.LockTimeout;
import dev.pawl.migration.Migration;
import dev.pawl.migration.StatementSequence;
import dev.pawl.plan.PreparedStep;
import dev.pawl.postgres.DatabaseProblems;
import dev.pawl.postgres.Session;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** One attempt to run several steps in one transaction. */
final class TogetherAttempt {

    private static final String UNTOUCHED = "Nothing of the whole run was applied.";

    private final Connections connections;
    private final Recorder recorder;
    private final RunSettings settings;
    private final RunListener listener;
    private final Cancellation cancellation;
    private final Rest rest;
    private final BlockerWatch watch;
    private final LockTimeout patience;
    private final Session session;
    private final SessionTraces traces;

    TogetherAttempt(
            Connections connections,
            Recorder recorder,
            RunSettings settings,
            RunListener listener,
            Cancellation cancellation,
            Rest rest,
            BlockerWatch watch,
            LockTimeout patience) {
        this.connections = connections;
        this.recorder = recorder;
        this.settings = settings;
        this.listener = listener;
        this.cancellation = cancellation;
        this.rest = rest;
        this.watch = watch;
        this.patience = patience;
        this.session = connections.current();
        this.traces = new SessionTraces(session);
    }

    /** What became of it. */
    sealed interface Outcome {
        /** All of it is applied and recorded. */
        record Done(List<RunOutcome.Applied> applied) implements Outcome {}

        /** Something was in the way of a step; all is rolled back. */
        record Blocked(PreparedStep step, Attempted.Blocked blocked) implements Outcome {}

        /** Another runner has a step, or had it (whom, if that is known); all is rolled back. */
        record Taken(PreparedStep step, Optional<String> by) implements Outcome {}
    }

    /**
     * Makes the attempt; leaves no open transaction behind.
     *
     * @param announcing told of each step before it begins
     * @throws PawlException when a step failed
     */
    Outcome run(List<PreparedStep> steps, Consumer<PreparedStep> announcing) {
        cancellation.workingOn(session);
        Step first = new Step(steps.get(0));
        announcing.accept(steps.get(0));
        OptionalInt pid = first.claim("BEGIN");
        return pid.isPresent() ? run(steps, first, pid.getAsInt(), announcing) : first.taken();
    }

    @SuppressWarnings("try") // the watch looks on its own
    private Outcome run(List<PreparedStep> steps, Step first, int pid, Consumer<PreparedStep> announcing) {
        List<RunOutcome.Applied> applied = new ArrayList<>();
        try (Sideline.Ongoing watching = watch.start(pid, patience)) {
            applied.add(first.run());
            Step last = first;
            for (PreparedStep step : steps.subList(1, steps.size())) {
                announcing.accept(step);
                last = new Step(step);
                if (last.claim("").isEmpty()) {
                    return last.taken();
                }
                applied.add(last.run());
            }
            last.commit();
        } catch (BlockedStep e) {
            Recorder.rollback(session, traces);
            return new Outcome.Blocked(e.step, e.blocked);
        }
        return new Outcome.Done(applied);
    }

    /** Something was in the way of a step. */
    private static final class BlockedStep extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient PreparedStep step;
        private final transient Attempted.Blocked blocked;

        BlockedStep(PreparedStep step, Attempted.Blocked blocked) {
            super(blocked.cause());
            this.step = step;
            this.blocked = blocked;
        }
    }

    /** One step of it. */
    private final class Step {
        private final PreparedStep step;
        private final Migration migration;
        private final ScriptSender sender;
        private final long start = System.nanoTime();
        private Optional<String> whom = Optional.empty();

        Step(PreparedStep step) {
            this.step = step;
            this.migration = step.migration();
            this.sender = new ScriptSender(session, listener, step, cancellation, traces);
        }

        /**
         * Takes the migration's row.
         *
         * @param begin BEGIN, or nothing
         * @return the server process at work; empty where another runner has the row, and all is rolled back
         */
        OptionalInt claim(String begin) {
            try {
                return OptionalInt.of(recorder.claim(
                        session,
                        step,
                        begin,
                        new Recorder.Opening(
                                TransactionSettings.claim(settings), TransactionSettings.of(migration, settings)),
                        traces));
            } catch (SQLException e) {
                if (session.isBroken()) {
                    throw DatabaseProblems.exception(e, session.spec().orElse(null));
                }
                Recorder.rollback(session, traces);
                if (cancellation.isRequested()) {
                    throw PawlException.of(interrupted(), e);
                }
                if (!recorder.isLostClaim(e)) {
                    throw DatabaseProblems.exception(e, session.spec().orElse(null));
                }
                LeaseInTheWay lease = LeaseInTheWay.of(session, recorder, step, e);
                if (lease.halfDone().isPresent()) {
                    throw failed(lease.halfDone().get(), e);
                }
                whom = lease.whom();
                return OptionalInt.empty();
            }
        }

        Outcome taken() {
            return new Outcome.Taken(step, whom);
        }

        private Problem interrupted() {
            return Cancellation.interrupted(
                    "Migration " + migration.version() + " was interrupted; nothing of the whole run was applied.");
        }

        RunOutcome.Applied run() throws BlockedStep {
            try (StatementSequence statements = step.script().open()) {
                sender.sendAll(statements);
                session.send("SET CONSTRAINTS ALL IMMEDIATE;\nSET CONSTRAINTS ALL DEFERRED");
                Duration elapsed = elapsed();
                recorder.completeInTransaction(session, step, elapsed, traces);
                return new RunOutcome.Applied(migration, Duration.ofMillis(elapsed.toMillis()), sender.notices());
            } catch (StatementFailure e) {
                throw stopped(StatementProblems.of(migration, e, UNTOUCHED), e.error());
            } catch (SQLException e) {
                throw stopped(CommitProblems.of(migration, e), e);
            } catch (PawlException e) {
                throw failed(e.problem(), e);
            }
        }

        /** A COMMIT whose answer was lost is looked up: all of it is in the history, or nothing (spec R5). */
        void commit() throws BlockedStep {
            try {
                session.send("COMMIT");
            } catch (SQLException e) {
                if (!session.isBroken()) {
                    throw stopped(CommitProblems.of(migration, e), e);
                }
                PawlException lost =
                        DatabaseProblems.exception(e, session.spec().orElse(null));
                if (!recorder.isApplied(new Reconnection(connections, rest).after(lost), step)) {
                    throw lost;
                }
                listener.on(RunEvent.Noticed.byPawl(migration, Recorder.ANSWER_LOST));
            }
        }

        /** Throws what fits: something was in the way, or it failed. */
        private PawlException stopped(Problem problem, SQLException error) throws BlockedStep {
            if (Passing.is(error) && !session.isBroken() && !cancellation.isRequested()) {
                throw new BlockedStep(step, Attempted.Blocked.by(error, problem, UNTOUCHED, watch.seen()));
            }
            return failed(problem, error);
        }

        private PawlException failed(Problem found, Exception cause) {
            if (session.isBroken() && cause instanceof SQLException error) {
                return DatabaseProblems.exception(error, session.spec().orElse(null));
            }
            Problem problem = cancellation.isRequested() ? interrupted() : found;
            cancellation.workingOn(null); // what is recorded now is not to be cancelled
            Recorder.rollback(session, traces);
            Problem told = recorder.recordFailure(session, step, problem, elapsed());
            listener.on(new RunEvent.MigrationFailed(migration, told));
            return PawlException.of(told, cause);
        }

        private Duration elapsed() {
            return Duration.ofNanos(System.nanoTime() - start);
        }
    }
}
