package dev.pawl.postgres;

import java.util.OptionalInt;

/** Whether something stands between pawl and the server. */
public enum Pooler {
    /** The session talks to the server itself, as far as can be told. */
    NONE,
    /** A pooler, for example PgBouncer: no state of the session is sure to be there in the next transaction. */
    PRESENT;

    /**
     * Tells by the process number: a pooler answers the start-up with one of its own making, the server with the number
     * that {@code pg_backend_pid()} gives. Costs no round trip.
     */
    public static Pooler detect(Session session, ServerFacts facts) {
        OptionalInt announced = session.backendPid();
        return announced.isPresent() && announced.getAsInt() != facts.backendPid() ? PRESENT : NONE;
    }
}
