package dev.pawl.error;

import java.util.Optional;

/**
 * What the server said, in its own words (PostgreSQL manual, 55.8).
 *
 * @param sqlState five characters
 * @param message the primary message
 * @param detail more of it
 * @param hint its advice
 * @param where the context, for example the line of a PL/pgSQL function
 */
public record ServerMessage(
        String sqlState, String message, Optional<String> detail, Optional<String> hint, Optional<String> where) {}
