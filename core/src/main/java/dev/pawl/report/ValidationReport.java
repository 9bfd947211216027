package dev.pawl.report;

import dev.pawl.error.Problem;
import java.util.List;

/**
 * What {@code validate} found (spec S1).
 *
 * @param problems each of them makes the database or the files invalid
 * @param warnings worth knowing
 * @param checked how many migrations were compared
 */
public record ValidationReport(List<Problem> problems, List<Problem> warnings, int checked) {
    /** Copies the lists. */
    public ValidationReport {
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
    }

    /** Whether nothing is wrong. */
    public boolean isValid() {
        return problems.isEmpty();
    }
}
