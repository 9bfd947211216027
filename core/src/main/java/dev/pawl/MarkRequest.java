package dev.pawl;

import dev.pawl.guard.Confirmation;
import java.util.Optional;

/**
 * What one call of {@link Pawl#mark(MarkRequest)} is asked to record (spec H5).
 *
 * @param selector a version or a file name
 * @param status what the migration counts as from now on
 * @param reason why, for the audit
 * @param confirmation needed on production
 */
public record MarkRequest(String selector, Status status, Optional<String> reason, Confirmation confirmation) {

    /** What a migration may be declared to be. */
    public enum Status {
        /** Applied, without running it. */
        APPLIED,
        /** Not applied, without reverting it. */
        PENDING
    }
}
