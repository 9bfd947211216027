package dev.pawl.plan;

import dev.pawl.migration.Migration;
import dev.pawl.migration.PreparedScript;

/**
 * A step of a plan with its script, read through and found fit to run.
 *
 * @param step what the plan says
 * @param script its statements
 */
public record PreparedStep(PlanStep step, PreparedScript script) {

    /** The migration to run. */
    public Migration migration() {
        return step.migration();
    }
}
