package dev.pawl.run;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.event.RunEvent;
import dev.pawl.event.RunListener;
import dev.pawl.migration.LockTimeout;
import dev.pawl.migration.Migration;
import dev.pawl.migration.SourcePosition;
import dev.pawl.migration.TransactionMode;
import dev.pawl.plan.PreparedStep;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Runs all steps in one transaction: all or nothing ({@code --single-transaction}, spec R1). What was in the way is waited
 * for, and the whole transaction is tried again (spec R6).
 */
final class TogetherRunner {

    private final Connections connections;
    private final Recorder recorder;
    private final RunSettings settings;
    private final RunListener listener;
    private final Cancellation cancellation;
    private final Rest rest;
    private final RunnerWaits waits;
    private final Retries retries;
    private final Finish finish;
    private final BlockerWatch watch;

    TogetherRunner(
            Connections connections,
            Recorder recorder,
            RunSettings settings,
            RunListener listener,
            Cancellation cancellation,
            Rest rest,
            RunnerWaits waits,
            Retries retries,
            Finish finish,
            BlockerWatch watch) {
        this.connections = connections;
        this.recorder = recorder;
        this.settings = settings;
        this.listener = listener;
        this.cancellation = cancellation;
        this.rest = rest;
        this.waits = waits;
        this.retries = retries;
        this.finish = finish;
        this.watch = watch;
    }

    RunOutcome run(List<PreparedStep> steps) {
        refuseOutsiders(steps);
        return new Work(steps).run();
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

    /** All attempts at one run. */
    private final class Work {
        private final List<PreparedStep> steps;
        private final List<PreparedStep> left;
        private final List<Migration> elsewhere = new ArrayList<>();
        private final Set<Migration> announced = new HashSet<>();
        private final RunnerWaits.Wait wait = waits.begin();
        private final Retries.Series series = retries.begin();

        Work(List<PreparedStep> steps) {
            this.steps = steps;
            this.left = new ArrayList<>(steps);
        }

        RunOutcome run() {
            while (!left.isEmpty()) {
                cancellation.check();
                TogetherAttempt.Outcome outcome = attempt();
                if (outcome instanceof TogetherAttempt.Outcome.Done done) {
                    done.applied()
                            .forEach(applied -> finish.of(applied.migration(), applied.duration(), applied.notices()));
                    return new RunOutcome(done.applied(), elsewhere);
                }
                if (outcome instanceof TogetherAttempt.Outcome.Blocked blocked) {
                    retry(blocked);
                } else if (outcome instanceof TogetherAttempt.Outcome.Taken taken
                        && wait.isOver(taken.step(), new Attempted.Taken(taken.by()))) {
                    leaveOutApplied();
                }
            }
            return new RunOutcome(List.of(), elsewhere);
        }

        private TogetherAttempt.Outcome attempt() {
            return new TogetherAttempt(connections, recorder, settings, listener, cancellation, rest, watch, patience())
                    .run(left, this::announce);
        }

        private LockTimeout patience() {
            return left.stream()
                    .map(step -> settings.lockTimeoutOf(step.migration()))
                    .min(Comparator.comparing(LockTimeout::value))
                    .orElse(settings.lockTimeout());
        }

        private void announce(PreparedStep step) {
            if (announced.add(step.migration())) {
                listener.on(new RunEvent.MigrationStarted(
                        step.migration(),
                        steps.indexOf(step) + 1,
                        steps.size(),
                        step.script().mode(),
                        step.script().reason()));
            }
        }

        private void retry(TogetherAttempt.Outcome.Blocked outcome) {
            Attempted.Blocked blocked = outcome.blocked();
            Optional<Problem> spent = series.after(outcome.step().migration(), blocked);
            if (spent.isPresent()) {
                Problem told =
                        recorder.recordFailure(connections.current(), outcome.step(), spent.get(), series.spent());
                listener.on(new RunEvent.MigrationFailed(outcome.step().migration(), told));
                throw PawlException.of(told, blocked.cause());
            }
        }

        /** Another runner was faster with some of them; the rest still is one transaction. */
        private void leaveOutApplied() {
            List<PreparedStep> applied = left.stream()
                    .filter(step -> recorder.isApplied(connections.current(), step))
                    .toList();
            for (PreparedStep step : applied) {
                left.remove(step);
                elsewhere.add(step.migration());
                listener.on(new RunEvent.AppliedElsewhere(step.migration()));
            }
        }
    }
}
