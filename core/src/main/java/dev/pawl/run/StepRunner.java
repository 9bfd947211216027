package dev.pawl.run;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.event.RunEvent;
import dev.pawl.event.RunListener;
import dev.pawl.migration.Migration;
import dev.pawl.migration.SourcePosition;
import dev.pawl.plan.PreparedStep;
import dev.pawl.postgres.Backoff;
import dev.pawl.postgres.Session;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Brings one step to its end: attempts, waits for other runners, retries after locks, comes back after a lost answer. */
final class StepRunner {

    private static final Duration FIRST_POLL = Duration.ofMillis(50);
    private static final Duration LONGEST_POLL = Duration.ofSeconds(1);
    private static final Duration FIRST_RETRY = Duration.ofMillis(500);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(10);
    private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(5);

    private final Connections connections;
    private final Recorder recorder;
    private final RunSettings settings;
    private final RunListener listener;
    private final Cancellation cancellation;
    private final Rest rest;
    private final RandomGenerator random;
    private final Backoff poll = new Backoff(FIRST_POLL, LONGEST_POLL);
    private final Backoff retry = new Backoff(FIRST_RETRY, LONGEST_RETRY);

    StepRunner(
            Connections connections,
            Recorder recorder,
            RunSettings settings,
            RunListener listener,
            Cancellation cancellation,
            Rest rest,
            RandomGenerator random) {
        this.connections = connections;
        this.recorder = recorder;
        this.settings = settings;
        this.listener = listener;
        this.cancellation = cancellation;
        this.rest = rest;
        this.random = random;
    }

    /**
     * Runs a step until it is applied, here or elsewhere.
     *
     * @return what this run applied; empty where another runner did
     * @throws PawlException when it failed, here or elsewhere, or its time is up
     */
    Optional<RunOutcome.Applied> run(PreparedStep step, Executor executor) {
        Waiting waiting = new Waiting();
        Retrying retrying = new Retrying();
        while (true) {
            cancellation.check();
            Session session = connections.current();
            cancellation.workingOn(session);
            Attempted attempted = executor.attempt(session, step);
            if (attempted instanceof Attempted.Applied applied) {
                return Optional.of(finished(step.migration(), applied));
            }
            if (attempted instanceof Attempted.Failed failed) {
                listener.on(new RunEvent.MigrationFailed(step.migration(), failed.problem()));
                throw PawlException.of(failed.problem(), failed.cause());
            }
            if (attempted instanceof Attempted.FailedElsewhere elsewhere) {
                throw PawlException.of(elsewhere.problem());
            }
            if (attempted instanceof Attempted.Blocked blocked) {
                retrying.afterBlock(step, executor, blocked);
            } else if (attempted instanceof Attempted.Lost lost) {
                resolve(lost);
                if (recorder.isApplied(connections.current(), step)) {
                    return Optional.of(finished(step.migration(), recorder.recorded(connections.current(), step)));
                }
            } else if (attempted instanceof Attempted.Taken taken && waiting.isOver(step, taken)) {
                listener.on(new RunEvent.AppliedElsewhere(step.migration()));
                return Optional.empty();
            }
        }
    }

    private RunOutcome.Applied finished(Migration migration, Attempted.Applied applied) {
        listener.on(new RunEvent.MigrationApplied(migration, applied.duration(), applied.notices()));
        if (applied.duration().compareTo(settings.slowAfter()) > 0) {
            listener.on(new RunEvent.Warned(slow(migration, applied.duration())));
        }
        return new RunOutcome.Applied(migration, applied.duration(), applied.notices());
    }

    private static Problem slow(Migration migration, Duration duration) {
        return Problem.at(
                SourcePosition.startOf(migration.up().content().location()),
                ErrorCode.MIGRATION_SLOW,
                "Migration " + migration.filename() + " took " + duration.toSeconds() + " s.",
                "Split long work into batches, or say from when on a migration is slow with `[run] slow-after`.");
    }

    /** After a lost answer to COMMIT, the history tells what became of it (spec R5). */
    private void resolve(Attempted.Lost lost) {
        if (lost.commit() == Attempted.CommitState.NOT_SENT) {
            throw PawlException.of(lost.problem(), lost.cause());
        }
        new Reconnection(connections, rest).after(PawlException.of(lost.problem(), lost.cause()));
    }

    /** The wait for another runner's attempt at the same migration. */
    private final class Waiting {
        private int polls;
        private long startedAt;
        private long reportedAt;

        /** Looks at the history; sleeps, unless the other runner is done. */
        boolean isOver(PreparedStep step, Attempted.Taken taken) {
            Session session = connections.current();
            if (polls == 0) {
                startedAt = System.nanoTime();
            }
            if (recorder.isApplied(session, step)) {
                return true;
            }
            recorder.failureElsewhere(session, step).ifPresent(problem -> {
                throw PawlException.of(problem);
            });
            report(step.migration(), session, taken);
            rest.of(poll.after(++polls, random));
            return false;
        }

        private void report(Migration migration, Session session, Attempted.Taken taken) {
            Duration waited = Duration.ofNanos(System.nanoTime() - startedAt);
            boolean isTooLong = waited.compareTo(settings.runnerWait()) > 0;
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

        private Problem busy(Migration migration, Optional<String> by, Duration waited) {
            String whom = by.orElse("another runner, which this role may not see");
            return Problem.of(
                    ErrorCode.RUNNER_BUSY,
                    "Migration " + migration.filename() + " is still being applied by " + whom + ", after "
                            + waited.toSeconds() + " s.",
                    "Run `pawl migrate` again later, or wait longer with `[run] runner-wait`.");
        }
    }

    /** The retries after lock timeouts, deadlocks and serialisation conflicts, within the budget (spec R6). */
    private final class Retrying {
        private int attempts;
        private long startedAt;

        void afterBlock(PreparedStep step, Executor executor, Attempted.Blocked blocked) {
            attempts++;
            if (attempts == 1) {
                startedAt = System.nanoTime();
            }
            Duration delay = retry.after(attempts, random);
            Duration spent = Duration.ofNanos(System.nanoTime() - startedAt);
            if (spent.plus(delay).compareTo(settings.lockBudget()) > 0) {
                Problem problem = exhausted(step.migration(), blocked, spent);
                executor.giveUp(connections.current(), step, problem, spent);
                listener.on(new RunEvent.MigrationFailed(step.migration(), problem));
                throw PawlException.of(problem, blocked.cause());
            }
            listener.on(new RunEvent.RetryPlanned(
                    step.migration(), attempts, delay, blocked.problem(), blocked.blockers()));
            rest.of(delay);
        }

        private Problem exhausted(Migration migration, Attempted.Blocked blocked, Duration spent) {
            Problem last = blocked.problem();
            String whom = whom(blocked.blockers());
            return new Problem(
                    ErrorCode.LOCK_TIMEOUT,
                    "Migration " + migration.version() + " did not get its locks in " + attempts + " attempts within "
                            + spent.toSeconds() + " s" + whom + ".",
                    blocked.left() + " Run `pawl migrate` again when the way is free, or allow more time with"
                            + " `--lock-budget`.",
                    last.position(),
                    last.excerpt(),
                    last.server());
        }

        private String whom(List<String> blockers) {
            return blockers.isEmpty() ? "" : "; last blocked by " + String.join(", ", blockers);
        }
    }
}
