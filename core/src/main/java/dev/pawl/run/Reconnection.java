package dev.pawl.run;

import dev.pawl.error.PawlException;
import dev.pawl.postgres.Backoff;
import dev.pawl.postgres.Session;
import dev.pawl.postgres.Sharing;
import java.time.Duration;
import java.util.OptionalInt;
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
     * Opens a new session, and makes sure that nothing is at work for the old one any more.
     *
     * @param lost what is thrown if there can be none
     */
    Session after(PawlException lost) {
        Sharing sharing = connections.current().sharing();
        OptionalInt process = sharing == Sharing.OURS ? connections.current().backendPid() : OptionalInt.empty();
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            try {
                Session session = connections.reconnect();
                Orphans.end(session, process, sharing);
                return session;
            } catch (PawlException e) {
                lost.addSuppressed(e);
                rest.of(BACKOFF.after(attempt, RandomGenerator.getDefault()));
            }
        }
        throw lost;
    }
}
