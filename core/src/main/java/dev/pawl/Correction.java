package dev.pawl;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.postgres.DatabaseProblems;
import dev.pawl.postgres.Session;
import dev.pawl.postgres.SqlState;
import dev.pawl.record.LostClaim;
import dev.pawl.record.Refusal;
import java.sql.SQLException;

/** A change of the history alone, in one transaction that never waits long for a runner at work. */
final class Correction {

    private static final String OPENING = "BEGIN ISOLATION LEVEL READ COMMITTED;\nSET LOCAL lock_timeout = '2s';\n";

    private Correction() {}

    /**
     * Changes the history.
     *
     * @throws PawlException RUNNER_BUSY if a runner is at work on it, or of the database family
     */
    static void transact(Session session, String sql) {
        try {
            session.send(OPENING + sql + ";\nCOMMIT");
        } catch (SQLException e) {
            if (!session.isBroken()) {
                session.execute("ROLLBACK");
            }
            if (SqlState.is(e, SqlState.LOCK_NOT_AVAILABLE)
                    || SqlState.is(e, SqlState.UNIQUE_VIOLATION)
                    || LostClaim.refusal(e).isPresent()) {
                throw PawlException.of(busy(e), e);
            }
            throw DatabaseProblems.exception(e, session.spec().orElse(null));
        }
    }

    private static Problem busy(SQLException e) {
        boolean isLeased = LostClaim.refusal(e)
                .filter(refusal -> refusal == Refusal.LEASE_HELD)
                .isPresent();
        return Problem.of(
                ErrorCode.RUNNER_BUSY,
                isLeased
                        ? "A run is at work on the same migration, or was until a moment ago."
                        : "Another runner is changing the history of the same migration.",
                "See who it is with `pawl sessions`, then try again.");
    }
}
