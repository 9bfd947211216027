package dev.pawl;

import dev.pawl.guard.Confirmation;

/**
 * What one call of {@link Pawl#rollback(RollbackRequest)} is asked to do (spec R9).
 *
 * @param extent how far back
 * @param confirmation needed on production
 */
public record RollbackRequest(Extent extent, Confirmation confirmation) {

    /** How far back a rollback goes. */
    public sealed interface Extent {
        /**
         * The newest migrations.
         *
         * @param count how many, at least 1
         */
        record Steps(int count) implements Extent {
            /** Rejects less than one. */
            public Steps {
                if (count < 1) {
                    throw new IllegalArgumentException("A rollback takes back at least one migration");
                }
            }
        }

        /**
         * Everything newer than a version, which stays applied.
         *
         * @param selector a version or a file name
         */
        record To(String selector) implements Extent {}
    }
}
