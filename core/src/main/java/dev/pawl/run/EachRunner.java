package dev.pawl.run;

import dev.pawl.event.RunEvent;
import dev.pawl.event.RunListener;
import dev.pawl.migration.Migration;
import dev.pawl.migration.TransactionMode;
import dev.pawl.plan.PreparedStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs steps in order, each in its own transaction or under its own lease. Where there are several, those that can be are
 * sent in bulk; few ones are not, so that whoever watches sees each statement when it is done.
 */
final class EachRunner {

    /** From so many steps on, round trips count for more than what can be seen of each statement. */
    static final int FEWEST_IN_BULK = 3;

    private final Connections connections;
    private final RunListener listener;
    private final StepRunner stepRunner;
    private final Finish finish;
    private final Executor transactional;
    private final Executor leased;
    private final BulkRunner bulk;
    private final List<RunOutcome.Applied> applied = new ArrayList<>();
    private final List<Migration> elsewhere = new ArrayList<>();
    private int announced = -1;

    EachRunner(
            Connections connections,
            Recorder recorder,
            RunSettings settings,
            RunListener listener,
            Cancellation cancellation,
            StepRunner stepRunner,
            Finish finish,
            Sideline sideline) {
        this.connections = connections;
        this.listener = listener;
        this.stepRunner = stepRunner;
        this.finish = finish;
        BlockerWatch watch = new BlockerWatch(sideline);
        this.transactional = new TransactionalExecutor(recorder, settings, listener, cancellation, watch);
        this.leased = new LeasedExecutor(connections, recorder, settings, listener, cancellation, sideline, watch);
        this.bulk = new BulkRunner(recorder, settings, listener, cancellation, watch);
    }

    RunOutcome run(List<PreparedStep> steps) {
        int next = 0;
        while (next < steps.size()) {
            int inBulk = steps.size() < FEWEST_IN_BULK ? 0 : runInBulk(steps, next);
            if (inBulk == 0) {
                announce(steps, next);
                runAlone(steps.get(next));
            }
            next += Math.max(1, inBulk);
        }
        return new RunOutcome(applied, elsewhere);
    }

    /** How many steps were brought to their end; none where the next one has to run alone. */
    private int runInBulk(List<PreparedStep> steps, int next) {
        List<Attempted> attempts =
                bulk.attempt(connections.current(), steps, next, index -> announce(steps, index), this::tellApplied);
        for (int i = 0; i < attempts.size(); i++) {
            if (!(attempts.get(i) instanceof Attempted.Applied)) {
                PreparedStep step = steps.get(next + i);
                keep(step, stepRunner.run(step, transactional, attempts.get(i)));
            }
        }
        return attempts.size();
    }

    private void tellApplied(Migration migration, Attempted.Applied end) {
        applied.add(finish.of(migration, end.duration(), end.notices()));
    }

    private void runAlone(PreparedStep step) {
        Executor executor = step.script().mode() == TransactionMode.TRANSACTIONAL ? transactional : leased;
        keep(step, stepRunner.run(step, executor));
    }

    private void keep(PreparedStep step, Optional<RunOutcome.Applied> end) {
        end.ifPresentOrElse(applied::add, () -> elsewhere.add(step.migration()));
    }

    private void announce(List<PreparedStep> steps, int index) {
        if (index <= announced) {
            return; // it is looked at anew
        }
        announced = index;
        PreparedStep step = steps.get(index);
        listener.on(new RunEvent.MigrationStarted(
                step.migration(),
                index + 1,
                steps.size(),
                step.script().mode(),
                step.script().reason()));
    }
}
