package dev.pawl.report;

import java.util.List;

/**
 * A migration that a run applied or reverted.
 *
 * @param version as the file spells it
 * @param name the description
 * @param filename the file
 * @param executionTimeMs how long it took
 * @param notices what the server said meanwhile
 */
public record RunMigration(String version, String name, String filename, long executionTimeMs, List<String> notices) {
    /** Copies the list. */
    public RunMigration {
        notices = List.copyOf(notices);
    }
}
