package dev.pawl.record;

import dev.pawl.postgres.Literal;

/** The transaction in which the tables of a history are made. */
final class Founding {

    /** For its beginning; gone with its end. Names of types in our DDL carry no schema: seeds' tables are made as the seeds write them. */
    static final String SETTINGS = "SET LOCAL lock_timeout = '200ms'; SET LOCAL search_path = pg_catalog;"
            + " SET LOCAL idle_in_transaction_session_timeout = '30s'";

    private Founding() {}

    /** A query for the lock under which the tables are made; it never waits, and the end of the transaction gives it back. */
    static String lock(Names names) {
        return "SELECT " + tryLock(names, "create");
    }

    /** An expression that tries to get a lock that belongs to a history. */
    static String tryLock(Names names, String purpose) {
        return "pg_catalog.pg_try_advisory_xact_lock(pg_catalog.hashtextextended("
                + Literal.text("pawl " + purpose + " " + names.history().sql()) + ", 0))";
    }

    /**
     * The condition that the history table does not exist at this moment. A query of the catalog would not do: from REPEATABLE
     * READ on it is answered from before the lock was obtained. A name is looked up in what is committed now.
     */
    static String isAbsent(Names names) {
        return "pg_catalog.to_regclass(" + Literal.text(names.history().sql()) + ") IS NULL";
    }
}
