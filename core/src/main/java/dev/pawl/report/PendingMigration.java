package dev.pawl.report;

/**
 * A migration that is to run.
 *
 * @param version as the file spells it
 * @param name the description
 * @param filename the file
 */
public record PendingMigration(String version, String name, String filename) {}
