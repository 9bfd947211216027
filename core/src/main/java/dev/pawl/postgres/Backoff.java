package dev.pawl.postgres;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Pauses between attempts: each twice as long as the one before, up to a limit, and a part of each left to chance, so that
 * many clients do not come back at the same moment.
 *
 * @param first the first pause
 * @param limit the longest one
 */
public record Backoff(Duration first, Duration limit) {

    private static final int MAX_DOUBLINGS = 20;

    /** The pause after an attempt, between half of its full length and all of it. */
    public Duration after(int attempt, RandomGenerator random) {
        long full = Math.min(limit.toMillis(), first.toMillis() << Math.min(attempt - 1, MAX_DOUBLINGS));
        return Duration.ofMillis(full / 2 + random.nextLong(full / 2 + 1));
    }
}
