package dev.pawl.cli.verb;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.guard.Confirmation;
import dev.pawl.guard.Confirmer;
import dev.pawl.plan.Plan;
import java.util.Optional;
import java.util.function.Function;

/** Confirms what happens on a production database: by a variable, or by typing a word (spec R7; seeds E27, E45). */
final class Production {

    private static final String VARIABLE = "CONFIRM_PRODUCTION_MIGRATION";
    private static final String WORD = "MIGRATE-PRODUCTION";

    private final Call call;

    Production(Call call) {
        this.call = call;
    }

    /** Confirms a run. */
    Confirmer confirmer() {
        return plan -> isConfirmed() || isTyped(plan);
    }

    /** Whether the variable confirms in advance. */
    boolean isConfirmed() {
        return call.shell().isOn(VARIABLE);
    }

    private boolean isTyped(Plan plan) {
        if (!call.shell().canAsk()) {
            return false;
        }
        call.output().note("This is a production database. To run, in this order (plan " + plan.digest() + "):");
        plan.steps().forEach(step -> call.output().note("  " + step.migration()));
        return isTyped();
    }

    private boolean isTyped() {
        Optional<String> typed = Question.ask(call, "Type " + WORD + " to go on: ");
        return typed.filter(WORD::equals).isPresent();
    }

    /** Does a correction; asks for the word if the database turns out to be production. */
    <T> T correct(Function<Confirmation, T> correction) {
        if (isConfirmed()) {
            return correction.apply(Confirmation.GIVEN);
        }
        try {
            return correction.apply(Confirmation.MISSING);
        } catch (PawlException refusal) {
            boolean isAboutProduction = refusal.problem().code() == ErrorCode.PRODUCTION_UNCONFIRMED;
            if (!isAboutProduction || !call.shell().canAsk()) {
                throw refusal;
            }
            call.output().note("This is a production database.");
            if (!isTyped()) {
                throw refusal;
            }
            return correction.apply(Confirmation.GIVEN);
        }
    }
}
