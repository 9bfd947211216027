package dev.pawl.record;

import dev.pawl.postgres.QualifiedName;
import java.util.Locale;

/**
 * An error that a text of pawl's own SQL raises when something that it relies on is not so. It can be told from the errors
 * of a migration's statements by its word.
 */
public enum Refusal {
    /** Another runner has claimed the migration, or applied it already. */
    CLAIM_LOST("the claim was lost to another runner"),
    /** Another runner has tried the migration since the plan was made, and failed. */
    FAILED_ELSEWHERE("another runner tried the migration meanwhile, and failed"),
    /** The migration before it is not applied. */
    PREDECESSOR_MISSING("the migration before it is not applied"),
    /** The row to take back or mark is not there, or not applied. */
    ROW_MISSING("the migration is not applied any more"),
    /** The script removed its own row from the history. */
    ROW_REMOVED("the script removed its own row from the history"),
    /** The lease belongs to somebody else by now. */
    LEASE_LOST("the lease belongs to another runner"),
    /** A run is at work on the migration. */
    LEASE_HELD("a run has the lease of the migration"),
    /** The database has another environment by now. */
    LABEL_LOST("the database belongs to another environment");

    private final String reason;

    Refusal(String reason) {
        this.reason = reason;
    }

    /** What is wrong, as a clause. */
    public String reason() {
        return reason;
    }

    /** What the server's message holds. */
    String marker() {
        return "pawl: " + name().toLowerCase(Locale.ROOT);
    }

    /**
     * An expression of type integer that is 1 where a condition holds, and an error elsewhere: the text is not a number
     * (22P02). No PL/pgSQL is needed, and it may stand wherever an expression may.
     *
     * @param condition not a constant
     */
    String unless(String condition) {
        return "CAST(CASE WHEN " + condition + " THEN '1' ELSE '" + marker() + "' END AS pg_catalog.int4)";
    }

    /**
     * As {@link #assertion(QualifiedName, String)}, of two things at once.
     *
     * @param first what must hold for this one
     * @param other another one, and
     * @param second what must hold for it
     */
    String assertion(QualifiedName table, String first, Refusal other, String second) {
        return "INSERT INTO " + table.sql() + " (key, value) SELECT '', '' WHERE CAST(CASE WHEN NOT " + first
                + " THEN '"
                + marker() + "' WHEN NOT " + second + " THEN '" + other.marker()
                + "' ELSE '1' END AS pg_catalog.int4) = 0";
    }

    /**
     * A statement that fails unless a condition holds. It changes nothing and returns no rows, so it may share a batch.
     *
     * @param table any that the role may insert into
     */
    String assertion(QualifiedName table, String condition) {
        return "INSERT INTO " + table.sql() + " (key, value) SELECT '', '' WHERE " + unless(condition) + " = 0";
    }
}
