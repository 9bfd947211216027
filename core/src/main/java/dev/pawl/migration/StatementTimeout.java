package dev.pawl.migration;

import java.time.Duration;

/**
 * How long a statement of a migration may run (PostgreSQL's {@code statement_timeout}).
 *
 * @param value zero means no limit
 */
public record StatementTimeout(Duration value) {

    /** No limit. */
    public static final StatementTimeout NONE = new StatementTimeout(Duration.ZERO);

    /** Rejects a negative duration. */
    public StatementTimeout {
        if (value.isNegative()) {
            throw new IllegalArgumentException("A statement timeout cannot be negative");
        }
    }
}
