package dev.pawl.run;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.event.Obstacle;
import dev.pawl.event.RunEvent;
import dev.pawl.event.RunListener;
import dev.pawl.migration.Migration;
import dev.pawl.postgres.Backoff;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The pauses after lock timeouts, deadlocks and conflicts, in which traffic passes, and the budget for all of them (spec
 * R6).
 */
final class Retries {

    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    /** A shorter pause would let too little pass. */
    private static final Duration SHORTEST = FIRST.dividedBy(2);

    private static final Backoff BACKOFF = new Backoff(FIRST, LONGEST);

    private final Connections connections;
    private final Duration budget;
    private final RunListener listener;
    private final Rest rest;
    private final RandomGenerator random;
    private final FailureAdvice advice;

    Retries(
            Connections connections,
            RunSettings settings,
            RunListener listener,
            Rest rest,
            RandomGenerator random,
            FailureAdvice advice) {
        this.connections = connections;
        this.budget = settings.lockBudget();
        this.listener = listener;
        this.rest = rest;
        this.random = random;
        this.advice = advice;
    }

    /** For one piece of work, which has the whole budget. */
    Series begin() {
        return new Series();
    }

    /** The attempts at one piece of work. */
    final class Series {
        private int attempts;
        private long firstBlockedAt;

        private Series() {}

        /**
         * Lets time pass before the next attempt. The last pause ends where the budget does.
         *
         * @param migration the one that was blocked
         * @return empty when it is time for the next attempt; the problem to give up with where the budget is spent, or the
         *     run was interrupted meanwhile
         */
        Optional<Problem> after(Migration migration, Attempted.Blocked blocked) {
            attempts++;
            if (attempts == 1) {
                firstBlockedAt = System.nanoTime();
            }
            Duration remaining = budget.minus(spent());
            if (remaining.compareTo(SHORTEST) < 0) {
                return Optional.of(exhausted(migration, blocked));
            }
            Duration full = BACKOFF.after(attempts, random);
            Duration delay = full.compareTo(remaining) > 0 ? remaining : full;
            listener.on(new RunEvent.RetryPlanned(
                    migration, attempts, delay, blocked.obstacle(), blocked.problem(), blocked.blockers()));
            try {
                rest.of(delay);
                connections.wake();
                return Optional.empty();
            } catch (PawlException e) {
                return Optional.of(interrupted(migration, blocked));
            }
        }

        private Problem interrupted(Migration migration, Attempted.Blocked blocked) {
            return Problem.of(
                    ErrorCode.INTERRUPTED,
                    advice.subject(migration) + " " + what(blocked.obstacle())
                            + ", and the run was interrupted before it" + " was tried again. " + blocked.left(),
                    "Run `" + advice.command() + "` again.");
        }

        /** How long it is since the first attempt was blocked. */
        Duration spent() {
            return Duration.ofNanos(System.nanoTime() - firstBlockedAt);
        }

        private Problem exhausted(Migration migration, Attempted.Blocked blocked) {
            Problem last = blocked.problem();
            return new Problem(
                    ErrorCode.LOCK_TIMEOUT,
                    advice.subject(migration) + " " + what(blocked.obstacle()) + " in " + attempts
                            + (attempts == 1 ? " attempt" : " attempts within " + spent().toSeconds() + " s")
                            + whom(blocked.blockers()) + ".",
                    blocked.left() + " Run `" + advice.command() + "` again when the way is free, or allow more time"
                            + " with `--lock-budget`. `pawl sessions` shows who is in the way, and can end it.",
                    last.position(),
                    last.excerpt(),
                    last.server());
        }

        private static String what(Obstacle obstacle) {
            return switch (obstacle) {
                case LOCK -> "did not get its locks";
                case DEADLOCK -> "ended in a deadlock";
                case CONFLICT -> "conflicted with other transactions";
            };
        }

        private static String whom(List<String> blockers) {
            return blockers.isEmpty() ? "" : "; last blocked by " + String.join(", ", blockers);
        }
    }
}
