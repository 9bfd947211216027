package dev.pawl.run;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.Problem;
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

    /**
     * A problem as that of something in the way, where it is not tried again: there is nothing to correct.
     *
     * @param left what was done and what was not, as a sentence
     */
    static Problem problem(Problem problem, String left, FailureAdvice advice) {
        return new Problem(
                ErrorCode.LOCK_TIMEOUT,
                problem.message(),
                left + " Run `" + advice.command() + "` again when the way is free.",
                problem.position(),
                problem.excerpt(),
                problem.server());
    }
}
