package dev.pawl;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.migration.PreparedScript;
import dev.pawl.migration.SourcePosition;
import dev.pawl.plan.Plan;
import dev.pawl.plan.PlanStep;
import dev.pawl.plan.PreparedStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the scripts of a plan through, before anything runs. */
final class Preparation {

    private Preparation() {}

    /**
     * The steps with their scripts.
     *
     * @throws PawlException with the problems of all scripts
     */
    static List<PreparedStep> of(Plan plan, Scripts scripts) {
        List<PreparedStep> steps = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (PlanStep step : plan.steps()) {
            try {
                steps.add(new PreparedStep(step, scripts.of(step.migration())));
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
        return Stream.of(empty(steps), joined(steps), unlimited(steps))
                .flatMap(warnings -> warnings)
                .toList();
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

    private static Stream<Problem> unlimited(List<PreparedStep> steps) {
        return steps.stream().flatMap(step -> unlimited(step.script()).stream());
    }

    /** What turning the lock timeout off means, where a script does. */
    static Optional<Problem> unlimited(PreparedScript script) {
        return script.unlimitedLocks()
                .map(setting -> Problem.at(
                        setting,
                        ErrorCode.LOCK_TIMEOUT_OFF,
                        "The script turns the lock timeout off: a statement that waits for a lock then holds up"
                                + " everybody behind it for as long as that takes.",
                        "Remove the setting, or ask for another limit with `-- pawl: lock-timeout=10s`. Nothing to do"
                                + " where nobody else uses the database."));
    }
}
