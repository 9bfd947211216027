package dev.pawl.record;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A row of the history as it is stored, before anybody says what it means.
 *
 * @param key the key column
 * @param name empty where there is no such column or value
 * @param filename empty where there is no such column or value
 * @param checksum empty where there is no such column or value
 * @param status the word or flag as text
 */
record StoredRow(
        String key,
        String name,
        String filename,
        String checksum,
        @Nullable String status,
        Optional<Instant> appliedAt,
        Optional<Long> executionTimeMs,
        Optional<String> error,
        Optional<String> appliedBy,
        long id) {}
