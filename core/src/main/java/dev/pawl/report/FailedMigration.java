package dev.pawl.report;

/**
 * A migration whose last attempt failed; it is pending too.
 *
 * @param version as the file spells it
 * @param name the description
 * @param filename the file
 * @param error what the server said; empty where the history does not tell
 */
public record FailedMigration(String version, String name, String filename, String error) {}
