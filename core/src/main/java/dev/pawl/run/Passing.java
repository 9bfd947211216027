package dev.pawl.run;

import dev.pawl.postgres.SqlState;
import java.sql.SQLException;

/** Tells errors after which the same migration may well succeed a moment later (spec R6). */
final class Passing {

    private Passing() {}

    /** Whether a lock, a deadlock or a conflict of transactions was in the way. */
    static boolean is(SQLException error) {
        return SqlState.is(error, SqlState.LOCK_NOT_AVAILABLE)
                || SqlState.is(error, SqlState.DEADLOCK)
                || SqlState.is(error, SqlState.SERIALIZATION_FAILURE);
    }
}
