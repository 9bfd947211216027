package dev.pawl.postgres;

/**
 * The connection that was chosen.
 *
 * @param target a server or the embedded one; a container has been turned into a server
 * @param origin where it came from, for {@code --verbose}: {@code DATABASE_URL (from .env)}
 */
public record ResolvedConnection(ConnectionTarget target, String origin) {}
