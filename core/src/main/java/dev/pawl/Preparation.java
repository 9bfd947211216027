package dev.pawl;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.migration.SourcePosition;
import dev.pawl.parse.ScriptPreparer;
import dev.pawl.plan.Plan;
import dev.pawl.plan.PlanStep;
import dev.pawl.plan.PreparedStep;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

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

    /** What whoever wrote the scripts may not expect. */
    static List<Problem> warnings(List<PreparedStep> steps) {
        return Stream.concat(empty(steps), joined(steps)).toList();
    }

    private static Stream<Problem> empty(List<PreparedStep> steps) {
        return steps.stream()
                .filter(step -> step.script().statementCount() == 0)
                .map(PreparedStep::migration)
                .map(migration -> Problem.at(
                        SourcePosition.startOf(migration.up().content().location()),
                        ErrorCode.SCRIPT_EMPTY,
                        "Migration " + migration.filename()
                                + " has no statement; once it is applied, none can be added.",
                        "Write its SQL before it is applied anywhere. Nothing to do if it is meant to be empty."));
    }

    private static Stream<Problem> joined(List<PreparedStep> steps) {
        return steps.stream()
                .flatMap(step -> step.script().joinedTransactions().stream())
                .map(begin -> Problem.at(
                        begin,
                        ErrorCode.TRANSACTION_CONTROL,
                        "The script has transactions of its own; pawl runs all of it in one, all or nothing.",
                        "Nothing to do if that is right; else split it into one migration per transaction."));
    }
}
