package dev.pawl.guard;

import dev.pawl.plan.Plan;

/** Asks whoever is in charge whether a plan may run on a production database (spec R7). Asked only when it must be. */
@FunctionalInterface
public interface Confirmer {

    /** Nobody to ask: nothing is confirmed. */
    Confirmer NOBODY = plan -> false;

    /** Whether the plan is confirmed. */
    boolean confirm(Plan plan);
}
