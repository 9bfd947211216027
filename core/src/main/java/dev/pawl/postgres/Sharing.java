package dev.pawl.postgres;

/** Who else uses the server's session that a connection leads to (spec N4). */
public enum Sharing {
    /** Nobody: it begins and ends with the connection. */
    OURS,
    /** Others, before and after: the program that lent the connection, or the next client of a pooler. */
    LENT,
    /** The other clients of a pooler, between two transactions; the next transaction may be in another session. */
    POOLED
}
