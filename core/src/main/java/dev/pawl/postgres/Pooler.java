package dev.pawl.postgres;

import java.util.OptionalInt;

/** Whether something stands between pawl and the server. */
public enum Pooler {
    /** The session talks to the server itself, as far as can be told. */
    NONE("none between pawl and the server"),
    /** A pooler, for example PgBouncer, of which nobody has said how it works: a session is ours for one transaction. */
    TRANSACTION("there is one between pawl and the server, as PgBouncer is; nothing is left to a session to keep"),
    /** A pooler that keeps a session for each connection, as somebody has said. */
    SESSION("there is one between pawl and the server, as PgBouncer is; it keeps a session for each connection");

    private final String words;

    Pooler(String words) {
        this.words = words;
    }

    /**
     * Tells by the process number: a pooler answers the start-up with one of its own making, the server with the number
     * that {@code pg_backend_pid()} gives. Costs no round trip. How a pooler hands out sessions cannot be told.
     *
     * @param pooling how it does, if it is there
     */
    public static Pooler detect(Session session, ServerFacts facts, Pooling pooling) {
        OptionalInt announced = session.backendPid();
        if (announced.isEmpty() || announced.getAsInt() == facts.backendPid()) {
            return NONE;
        }
        return pooling == Pooling.SESSION ? SESSION : TRANSACTION;
    }

    /** What it is and what follows, as a clause. */
    public String words() {
        return words;
    }
}
