package dev.pawl.plan;

import dev.pawl.error.Problem;
import java.util.List;

/**
 * What a run would do, in order.
 *
 * @param steps what runs
 * @param skipped what this environment leaves out
 * @param errors what forbids to run it: a late file where those are denied, a dependency that is not met
 * @param warnings what is not as it should be, and does not stop the run
 * @param target how far it goes
 * @param digest of all that the plan depends on: see {@link PlanDigest}
 */
public record Plan(
        List<PlanStep> steps,
        List<Skipped> skipped,
        List<Problem> errors,
        List<Problem> warnings,
        Target target,
        String digest) {

    /** Copies the lists. */
    public Plan {
        steps = List.copyOf(steps);
        skipped = List.copyOf(skipped);
        errors = List.copyOf(errors);
        warnings = List.copyOf(warnings);
    }

    /** Whether there is nothing to run. */
    public boolean isEmpty() {
        return steps.isEmpty();
    }
}
