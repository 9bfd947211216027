package dev.pawl.run;

import dev.pawl.migration.Statement;
import java.sql.SQLException;

/** A statement of a script failed on the server; stays within this package. */
final class StatementFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Statement statement;
    private final SQLException error;

    StatementFailure(Statement statement, SQLException error) {
        super(error);
        this.statement = statement;
        this.error = error;
    }

    Statement statement() {
        return statement;
    }

    SQLException error() {
        return error;
    }
}
