package dev.pawl.record;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongUnaryOperator;

/**
 * How a runner waits for others that make the tables.
 *
 * @param budget how long in all
 * @param sleeper how it sleeps
 * @param random a number from 0 to below its argument, so that many runners do not try in step
 */
public record Patience(Duration budget, Sleeper sleeper, LongUnaryOperator random) {

    /** A minute. */
    public static final Patience DEFAULT = new Patience(
            Duration.ofMinutes(1),
            pause -> Thread.sleep(pause.toMillis()),
            bound -> ThreadLocalRandom.current().nextLong(bound));

    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(5);

    private static final long SHORTEST_MS = 20;
    private static final long LONGEST_MS = 500;

    /** How long one question may wait for a lock: some of the budget at most. */
    Duration lockTimeout() {
        return LOCK_TIMEOUT.compareTo(budget) < 0 ? LOCK_TIMEOUT : budget;
    }

    /** Lets time pass. */
    @FunctionalInterface
    public interface Sleeper {
        /**
         * Sleeps.
         *
         * @throws InterruptedException if it was interrupted
         */
        void sleep(Duration pause) throws InterruptedException;
    }

    /** The pause after so many attempts: doubling, with jitter. */
    Duration pauseAfter(int attempts) {
        long limit = Math.min(LONGEST_MS, SHORTEST_MS << Math.min(attempts, 5));
        return Duration.ofMillis(limit / 2 + random.applyAsLong(limit / 2 + 1));
    }
}
