package dev.pawl.report;

import java.time.Instant;
import java.util.Optional;

/**
 * A migration that the history holds as applied.
 *
 * @param version as the file spells it
 * @param name the description; empty where neither file nor history has one
 * @param filename the file
 * @param checksum as the history stores it; empty where it has none or {@code MANUAL}
 * @param appliedAt when
 * @param executionTimeMs how long it took
 * @param status {@code applied}; {@code modified} where the file was edited since; {@code missing} where it is gone
 */
public record AppliedMigration(
        String version,
        String name,
        String filename,
        Optional<String> checksum,
        Optional<Instant> appliedAt,
        Optional<Long> executionTimeMs,
        String status) {}
