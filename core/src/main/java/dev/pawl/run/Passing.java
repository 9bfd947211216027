package dev.pawl.run;

import dev.pawl.event.Obstacle;
import dev.pawl.postgres.SqlState;
import java.sql.SQLException;
import java.util.Optional;

/** Tells errors after which the same migration may well succeed a moment later (spec R6). */
final class Passing {

    private Passing() {}

    /** What was in the way; empty where it does not pass by itself. */
    static Optional<Obstacle> of(SQLException error) {
        return switch (Optional.ofNullable(error.getSQLState()).orElse("")) {
            case SqlState.LOCK_NOT_AVAILABLE -> Optional.of(Obstacle.LOCK);
            case SqlState.DEADLOCK -> Optional.of(Obstacle.DEADLOCK);
            case SqlState.SERIALIZATION_FAILURE -> Optional.of(Obstacle.CONFLICT);
            default -> Optional.empty();
        };
    }

    /** Whether a lock, a deadlock or a conflict of transactions was in the way. */
    static boolean is(SQLException error) {
        return of(error).isPresent();
    }
}
