package dev.pawl;

import dev.pawl.guard.Confirmation;
import java.util.List;
import java.util.Optional;

/**
 * What one call of {@link Pawl#repair(RepairRequest)} is asked to do (spec R11).
 *
 * @param mode look, or do it
 * @param selectors the migrations to repair; empty for all that need it
 * @param reason why, for the audit
 * @param confirmation needed on production
 */
public record RepairRequest(Mode mode, List<String> selectors, Optional<String> reason, Confirmation confirmation) {

    /** Copies the list. */
    public RepairRequest {
        selectors = List.copyOf(selectors);
    }

    /** Whether anything is changed. */
    public enum Mode {
        /** Shows what would be done. */
        PREVIEW,
        /** Does it. */
        APPLY
    }
}
