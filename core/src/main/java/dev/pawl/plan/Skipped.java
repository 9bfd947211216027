package dev.pawl.plan;

import dev.pawl.migration.Migration;

/**
 * A migration that is not applied and is not going to be, in this environment (spec F7).
 *
 * @param reason in the words of a message
 */
public record Skipped(Migration migration, String reason) {}
