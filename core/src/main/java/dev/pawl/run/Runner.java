package dev.pawl.run;

import dev.pawl.event.RunListener;
import dev.pawl.plan.PreparedStep;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Runs the steps of a plan in order, each exactly once whatever other runners do, and stops at the first failure (spec R1,
 * R4).
 */
public final class Runner {

    private final Connections connections;
    private final Recorder recorder;
    private final RunSettings settings;
    private final ProgressWatch progress;
    private final Cancellation cancellation;
    private final Rest rest;
    private final RunnerWaits waits;
    private final Retries retries;
    private final Finish finish;

    /** How much goes into a transaction. */
    public enum Scope {
        /** Each migration has its own. */
        EACH,
        /** All migrations share one. */
        ALL
    }

    /**
     * A runner.
     *
     * @param connections the session that works, and how to open another
     * @param recorder writes the history
     * @param settings how the run behaves
     * @param listener hears what happens
     * @param cancellation ends the run from outside
     * @param pause how time passes between attempts
     * @param random the jitter of waits
     */
    public Runner(
            Connections connections,
            Recorder recorder,
            RunSettings settings,
            RunListener listener,
            Cancellation cancellation,
            Pause pause,
            RandomGenerator random) {
        this.connections = connections;
        this.recorder = recorder;
        this.settings = settings;
        this.progress = new ProgressWatch(listener);
        this.cancellation = cancellation;
        this.rest = new Rest(pause, cancellation);
        this.waits = new RunnerWaits(connections, recorder, settings, progress, rest, random);
        this.retries = new Retries(connections, settings, progress, rest, random, FailureAdvice.FOR_MIGRATE);
        this.finish = new Finish(progress, settings.slowAfter());
    }

    /**
     * Runs all steps: each in its own transaction or under its own lease, or all in one transaction.
     *
     * @throws dev.pawl.error.PawlException of the leaf that says what stopped it; what was applied before stays applied
     */
    public RunOutcome run(List<PreparedStep> steps, Scope scope) {
        return scope == Scope.ALL ? runTogether(steps) : runEach(steps);
    }

    private RunOutcome runTogether(List<PreparedStep> steps) {
        try (Sideline sideline = Sideline.of(connections, cancellation, settings)) {
            progress.start(sideline);
            return new TogetherRunner(
                            connections,
                            recorder,
                            settings,
                            progress,
                            cancellation,
                            rest,
                            waits,
                            retries,
                            finish,
                            new BlockerWatch(sideline))
                    .run(steps);
        } finally {
            cancellation.workingOn(null);
        }
    }

    private RunOutcome runEach(List<PreparedStep> steps) {
        try (Sideline sideline = Sideline.of(connections, cancellation, settings)) {
            progress.start(sideline);
            StepRunner stepRunner =
                    new StepRunner(connections, recorder, progress, cancellation, rest, waits, retries, finish);
            return new EachRunner(connections, recorder, settings, progress, cancellation, stepRunner, finish, sideline)
                    .run(steps);
        } finally {
            cancellation.workingOn(null);
        }
    }
}
