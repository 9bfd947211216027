package dev.pawl.run;

import dev.pawl.postgres.Session;
import dev.pawl.postgres.SqlState;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one session that works for a run, and the way to open another. Used by the run's thread, but for {@link #current},
 * {@link #serverStartedAt} and {@link #another}.
 */
public final class Connections implements AutoCloseable {

    private final Supplier<Session> open;
    private final Supplier<Session> openBeside;
    private final Keeping keeping;
    private volatile Session current;
    private volatile @Nullable Instant serverStartedAt;

    /** How long somebody who looks on beside the work keeps a session. */
    public enum Keeping {
        /** Until the work is done. */
        UNTIL_THE_END,
        /** For one look: others need it, too. */
        FOR_A_LOOK
    }

    /**
     * Takes over an open session, and closes it in the end.
     *
     * @param first the session that works
     * @param serverStartedAt when the server started that it is on
     * @param open opens another one to the same database
     */
    public Connections(Session first, Instant serverStartedAt, Supplier<Session> open) {
        this(first, serverStartedAt, open, open, Keeping.UNTIL_THE_END);
    }

    /**
     * As {@link #Connections(Session, Instant, Supplier)}.
     *
     * @param openBeside opens one that is beside the work
     * @param keeping how long that one is kept
     */
    public Connections(
            Session first,
            Instant serverStartedAt,
            Supplier<Session> open,
            Supplier<Session> openBeside,
            Keeping keeping) {
        this.current = first;
        this.serverStartedAt = serverStartedAt;
        this.open = open;
        this.openBeside = openBeside;
        this.keeping = keeping;
    }

    /** The session that works. */
    public Session current() {
        return current;
    }

    /** When the server started that works for the run; empty after a {@linkplain #reconnect reconnection}. */
    Optional<Instant> serverStartedAt() {
        return Optional.ofNullable(serverStartedAt);
    }

    /** A session beside it, for the caller to close. */
    Session another() {
        return openBeside.get();
    }

    /** How long such a session is to be kept. */
    Keeping keeping() {
        return keeping;
    }

    /** Replaces a broken session by a new one. */
    Session reconnect() {
        current.close();
        serverStartedAt = null;
        current = open.get();
        return current;
    }

    /** After a pause: replaces the session if the server ended it for having been idle ({@code idle_session_timeout}). */
    void wake() {
        try {
            current.send("SELECT 1");
        } catch (SQLException e) {
            if (SqlState.is(e, SqlState.IDLE_SESSION_TIMEOUT)) {
                reconnect();
            } // else whoever uses it next finds out what is wrong, and tells it
        }
    }

    @Override
    public void close() {
        current.close();
    }
}
