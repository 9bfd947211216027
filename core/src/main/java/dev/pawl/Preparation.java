package dev.pawl;

import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.parse.ScriptPreparer;
import dev.pawl.plan.Plan;
import dev.pawl.plan.PlanStep;
import dev.pawl.plan.PreparedStep;
import java.util.ArrayList;
import java.util.List;

/** Reads the scripts of a plan through, before anything runs. */
final class Preparation {

    private Preparation() {}

    /**
     * The steps with their scripts.
     *
     * @throws PawlException with the problems of all scripts
     */
    static List<PreparedStep> of(Plan plan) {
        ScriptPreparer preparer = new ScriptPreparer();
        List<PreparedStep> steps = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (PlanStep step : plan.steps()) {
            try {
                steps.add(new PreparedStep(
                        step,
                        preparer.prepare(step.migration(), step.migration().up())));
            } catch (PawlException e) {
                problems.addAll(e.problems());
            }
        }
        if (!problems.isEmpty()) {
            throw PawlException.of(problems, null);
        }
        return steps;
    }
}
