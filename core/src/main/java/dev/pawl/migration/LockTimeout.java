package dev.pawl.migration;

import java.time.Duration;

/**
 * How long a statement of a migration may wait for a lock (PostgreSQL's {@code lock_timeout}). A type of its own, so
 * that it is never mixed up with a {@link StatementTimeout}.
 *
 * @param value zero means no limit, by explicit choice only (spec R6)
 */
public record LockTimeout(Duration value) {

    /** Two seconds. */
    public static final LockTimeout DEFAULT = new LockTimeout(Duration.ofSeconds(2));

    /** Rejects a negative duration. */
    public LockTimeout {
        if (value.isNegative()) {
            throw new IllegalArgumentException("A lock timeout cannot be negative");
        }
    }
}
