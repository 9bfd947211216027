package dev.pawl.run;

import dev.pawl.postgres.Session;
import dev.pawl.postgres.SqlState;
import java.sql.SQLException;
import java.util.function.Supplier;

/** The one session that works for a run, and the way to open another. Used by the run's thread, but for {@link #another}. */
public final class Connections implements AutoCloseable {

    private final Supplier<Session> open;
    private Session current;

    /**
     * Takes over an open session, and closes it in the end.
     *
     * @param first the session that works
     * @param open opens another one to the same database
     */
    public Connections(Session first, Supplier<Session> open) {
        this.current = first;
        this.open = open;
    }

    /** The session that works. */
    public Session current() {
        return current;
    }

    /** A session beside it, for the caller to close. */
    Session another() {
        return open.get();
    }

    /** Replaces a broken session by a new one. */
    Session reconnect() {
        current.close();
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
