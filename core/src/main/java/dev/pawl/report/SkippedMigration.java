package dev.pawl.report;

/**
 * A migration that this environment leaves out.
 *
 * @param version as the file spells it
 * @param name the description
 * @param filename the file
 * @param reason why
 */
public record SkippedMigration(String version, String name, String filename, String reason) {}
