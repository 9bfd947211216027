package dev.pawl.history;

import java.time.Instant;
import java.util.Optional;

/**
 * One row of the audit trail (table {@code migration_history}, spec H2): something that was tried.
 *
 * @param version of the migration as the history's shape stores it, or {@code -} for an action without one
 * @param action its word: one of {@link AuditAction}'s, or another program's
 * @param executedAt when
 * @param executionTimeMs how long, in milliseconds
 * @param status {@code success} or {@code failed}
 * @param error why it failed
 * @param executedBy who
 * @param environment where
 * @param detail what exactly was done, where the action does not say it: what a {@code mark} made of the migration, which
 *     session an {@code end-session} ended
 * @param reason why, in the words of the one who did it
 */
public record Attempt(
        String version,
        String action,
        Instant executedAt,
        Optional<Long> executionTimeMs,
        String status,
        Optional<String> error,
        Optional<String> executedBy,
        Optional<String> environment,
        Optional<String> detail,
        Optional<String> reason) {

    /** Whether it failed. */
    public boolean isFailed() {
        return status.equals("failed");
    }
}
