package dev.pawl.run;

import dev.pawl.migration.Statement;
import java.sql.SQLException;

/** A statement of a script failed on the server; stays within this package. */
final class StatementFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Statement statement;
    private final SQLException error;
    private final int start;

    StatementFailure(Statement statement, SQLException error) {
        this(statement, error, 0);
    }

    /**
     * A failure in a message of several statements.
     *
     * @param start where the statement begins in it, in characters as the server counts them, from 0
     */
    StatementFailure(Statement statement, SQLException error, int start) {
        super(error);
        this.statement = statement;
        this.error = error;
        this.start = start;
    }

    /** Where the statement begins in its message, in characters as the server counts them, from 0. */
    int start() {
        return start;
    }

    Statement statement() {
        return statement;
    }

    SQLException error() {
        return error;
    }
}
