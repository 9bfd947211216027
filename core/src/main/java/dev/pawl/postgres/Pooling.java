package dev.pawl.postgres;

/** How a pooler between pawl and the server hands out the server's sessions. */
public enum Pooling {
    /** A session is a client's for one transaction; the next transaction may be in another. */
    TRANSACTION,
    /** A session is a client's until it disconnects. */
    SESSION
}
