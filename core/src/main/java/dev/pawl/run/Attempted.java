package dev.pawl.run;

import dev.pawl.error.Problem;
import dev.pawl.event.Obstacle;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What became of one attempt at a migration. */
sealed interface Attempted {

    /** It is applied and recorded. */
    record Applied(Duration duration, List<String> notices) implements Attempted {}

    /**
     * Another runner has it, or had it: look at the history again.
     *
     * @param by whom, in the words of a message, where the attempt has shown it
     */
    record Taken(Optional<String> by) implements Attempted {}

    /** Another runner tried it while this one waited, and failed. */
    record FailedElsewhere(Problem problem) implements Attempted {}

    /**
     * A lock, a deadlock or a serialisation conflict was in the way; what was running is rolled back.
     *
     * @param left what was done and what was not, as a sentence
     * @param blockers who was, as far as could be seen
     */
    record Blocked(Obstacle obstacle, Problem problem, String left, List<String> blockers, SQLException cause)
            implements Attempted {

        /** By an error that is {@link Passing}. */
        static Blocked by(SQLException error, Problem problem, String left, List<String> blockers) {
            return new Blocked(Passing.of(error).orElseThrow(), problem, left, blockers, error);
        }
    }

    /** It failed; everything is rolled back, and the failure is recorded. */
    record Failed(Problem problem, Throwable cause) implements Attempted {}

    /**
     * The connection broke.
     *
     * @param commit whether the history must tell what became of it
     */
    record Lost(Problem problem, CommitState commit, Throwable cause) implements Attempted {}

    /** How far a transaction had come when its connection broke. */
    enum CommitState {
        /** COMMIT was not sent: nothing of it is left. */
        NOT_SENT,
        /** COMMIT was sent, and no answer came. */
        UNKNOWN,
        /** So it was, of a note on a part; the migration's own record was not sent. */
        PART_UNKNOWN
    }
}
