package dev.pawl.run;

import dev.pawl.error.PawlException;
import dev.pawl.postgres.Backoff;
import dev.pawl.postgres.Session;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** Comes back after a connection broke while it committed, to see in the history what became of it (spec R5). */
final class Reconnection {

    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(1));
    private static final int ATTEMPTS = 40;

    private final Connections connections;
    private final Rest rest;

    Reconnection(Connections connections, Rest rest) {
        this.connections = connections;
        this.rest = rest;
    }

    /**
     * Opens a new session.
     *
     * @param lost what is thrown if there can be none
     */
    Session after(PawlException lost) {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            try {
                return connections.reconnect();
            } catch (PawlException e) {
                lost.addSuppressed(e);
                rest.of(BACKOFF.after(attempt, RandomGenerator.getDefault()));
            }
        }
        throw lost;
    }
}
