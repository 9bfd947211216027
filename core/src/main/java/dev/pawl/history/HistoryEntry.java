package dev.pawl.history;

import dev.pawl.migration.Checksum;
import java.time.Instant;
import java.util.Optional;

/**
 * One row of the history, in pawl's words whatever shape the table has.
 *
 * @param key what {@link History#key()} makes of the migration
 * @param version as the file spells it, as far as the row tells ({@code 001}; the stem's leading digits in shape B)
 * @param name the description; empty where the shape has none
 * @param filename the file; for a shape without one, the stem or version
 * @param status what the row says
 * @param checksum empty where the row has none, or one that cannot be verified ({@code MANUAL}, seed D)
 * @param appliedAt when
 * @param executionTimeMs how long it took, in milliseconds
 * @param error why it failed
 * @param appliedBy who ran it
 */
public record HistoryEntry(
        String key,
        String version,
        String name,
        String filename,
        EntryStatus status,
        Optional<Checksum> checksum,
        Optional<Instant> appliedAt,
        Optional<Long> executionTimeMs,
        Optional<String> error,
        Optional<String> appliedBy) {

    /** Whether its migration counts as applied. */
    public boolean isApplied() {
        return status == EntryStatus.APPLIED;
    }
}
