package dev.pawl.plan;

import dev.pawl.error.Problem;
import java.util.List;

/**
 * What comparing the files with the history found.
 *
 * @param errors disk and database disagree: nothing may run
 * @param warnings worth knowing
 */
public record Verification(List<Problem> errors, List<Problem> warnings) {

    /** Copies the lists. */
    public Verification {
        errors = List.copyOf(errors);
        warnings = List.copyOf(warnings);
    }
}
