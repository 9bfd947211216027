package dev.pawl.run;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.event.RunEvent;
import dev.pawl.event.RunListener;
import dev.pawl.migration.Migration;
import dev.pawl.plan.PreparedStep;
import dev.pawl.postgres.Backoff;
import dev.pawl.postgres.Session;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The waits for other runners that are at the same migrations (spec R4). */
final class RunnerWaits {

    private static final Backoff POLL = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(1));
    private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(5);

    private final Connections connections;
    private final Recorder recorder;
    private final Duration longest;
    private final RunListener listener;
    private final Rest rest;
    private final RandomGenerator random;

    RunnerWaits(
            Connections connections,
            Recorder recorder,
            RunSettings settings,
            RunListener listener,
            Rest rest,
            RandomGenerator random) {
        this.connections = connections;
        this.recorder = recorder;
        this.longest = settings.runnerWait();
        this.listener = listener;
        this.rest = rest;
        this.random = random;
    }

    /** For one migration. */
    Wait begin() {
        return new Wait();
    }

    /** The wait for another runner's attempt at one migration. */
    final class Wait {
        private int polls;
        private long startedAt;
        private long reportedAt;

        private Wait() {}

        /**
         * Looks at the history; sleeps, unless the other runner is done.
         *
         * @return whether the other runner has applied it
         * @throws PawlException OTHER_RUNNER_FAILED, or RUNNER_BUSY where it takes too long
         */
        boolean isOver(PreparedStep step, Attempted.Taken taken) {
            Session session = connections.current();
            if (polls == 0) {
                startedAt = System.nanoTime();
            }
            if (recorder.isSeenApplied(session, step)) {
                return true;
            }
            recorder.failureElsewhere(session, step).ifPresent(problem -> {
                throw PawlException.of(problem);
            });
            report(step.migration(), session, taken);
            rest.of(POLL.after(++polls, random));
            return false;
        }

        private void report(Migration migration, Session session, Attempted.Taken taken) {
            Duration waited = Duration.ofNanos(System.nanoTime() - startedAt);
            boolean isTooLong = waited.compareTo(longest) > 0;
            boolean isDue = polls == 0
                    || Duration.ofNanos(System.nanoTime() - reportedAt).compareTo(BETWEEN_REPORTS) > 0;
            if (!isTooLong && !isDue) {
                return;
            }
            Optional<String> whom = taken.by().or(() -> recorder.otherRunner(session));
            if (isTooLong) {
                throw PawlException.of(busy(migration, whom, waited));
            }
            reportedAt = System.nanoTime();
            listener.on(new RunEvent.WaitingForRunner(migration, whom, waited));
        }

        private static Problem busy(Migration migration, Optional<String> by, Duration waited) {
            String whom = by.orElse("another runner, which this role may not see");
            return Problem.of(
                    ErrorCode.RUNNER_BUSY,
                    "Migration " + migration.filename() + " is still being applied by " + whom + ", after "
                            + waited.toSeconds() + " s.",
                    "Run `pawl migrate` again later, or wait longer with `[run] runner-wait`. `pawl sessions` shows the"
                            + " other runner, and can end one that is stuck.");
        }
    }
}
