package dev.pawl.run;

import dev.pawl.migration.Migration;
import java.time.Duration;
import java.util.List;

/**
 * What a run did, in order.
 *
 * @param applied by this run
 * @param appliedElsewhere by another runner while this one waited
 */
public record RunOutcome(List<Applied> applied, List<Migration> appliedElsewhere) {

    /** Copies the lists. */
    public RunOutcome {
        applied = List.copyOf(applied);
        appliedElsewhere = List.copyOf(appliedElsewhere);
    }

    /**
     * One applied migration.
     *
     * @param duration as the history records it
     * @param notices what the server said meanwhile
     */
    public record Applied(Migration migration, Duration duration, List<String> notices) {
        /** Copies the list. */
        public Applied {
            notices = List.copyOf(notices);
        }
    }
}
