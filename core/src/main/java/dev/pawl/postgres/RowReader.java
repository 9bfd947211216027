package dev.pawl.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Makes a value of the current row of a result.
 *
 * @param <T> what a row becomes
 */
@FunctionalInterface
public interface RowReader<T> {

    /** Reads the current row; never moves the cursor. */
    T read(ResultSet row) throws SQLException;
}
