package dev.pawl.run;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: doubling from a first delay up to a longest one, with jitter, so that several
 * runners do not come back at the same moment.
 */
final class Backoff {

    private final Duration first;
    private final Duration longest;
    private final RandomGenerator random;

    Backoff(Duration first, Duration longest, RandomGenerator random) {
        this.first = first;
        this.longest = longest;
        this.random = random;
    }

    /**
     * The delay before the next attempt.
     *
     * @param attempt the one that failed, from 1
     */
    Duration after(int attempt) {
        long doubled = first.toMillis() << Math.min(attempt - 1, 20);
        long ceiling = Math.min(doubled, longest.toMillis());
        return Duration.ofMillis(ceiling / 2 + random.nextLong(ceiling / 2 + 1));
    }
}
