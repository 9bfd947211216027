package dev.pawl.guard;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.migration.Environment;
import dev.pawl.plan.Plan;
import dev.pawl.plan.Verification;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The safety rules that a run must pass before it changes anything. */
public final class Gate {

    private final Optional<Environment> environment;
    private final ProductionPolicy policy;

    /**
     * A gate.
     *
     * @param environment the run's
     * @param policy for production databases
     */
    public Gate(Optional<Environment> environment, ProductionPolicy policy) {
        this.environment = environment;
        this.policy = policy;
    }

    /**
     * Refuses a run on a database that belongs to another environment (spec R8).
     *
     * @param label the environment that the database remembers
     * @throws PawlException ENVIRONMENT_MISMATCH
     */
    public void admitEnvironment(Optional<Environment> label) {
        if (label.isEmpty() || label.equals(environment)) {
            return;
        }
        if (environment.isEmpty() && !label.get().equals(Environment.PRODUCTION)) {
            return;
        }
        String run = environment.map(name -> "this run is for " + name).orElse("this run names no environment");
        throw PawlException.of(Problem.of(
                ErrorCode.ENVIRONMENT_MISMATCH,
                "The database belongs to the environment " + label.get() + ", and " + run + ".",
                "Check the URL; if it is the right database, say `--env " + label.get()
                        + "`, or move the database to another environment with `--relabel`."));
    }

    /**
     * Refuses to run while disk and database disagree.
     *
     * @throws PawlException with all errors of the verification and the plan
     */
    public void admitConsistent(Verification verification, Plan plan) {
        List<Problem> errors = Stream.concat(verification.errors().stream(), plan.errors().stream())
                .toList();
        if (!errors.isEmpty()) {
            throw PawlException.of(errors, null);
        }
    }

    /**
     * Refuses a plan that is not the one that was reviewed (spec R2).
     *
     * @param reviewed the digest of the reviewed plan
     * @throws PawlException PLAN_CHANGED
     */
    public void admitReviewed(Plan plan, String reviewed) {
        if (!plan.digest().equals(reviewed)) {
            throw PawlException.of(Problem.of(
                    ErrorCode.PLAN_CHANGED,
                    "The plan is not the one that was reviewed: its digest is " + plan.digest() + ", not " + reviewed
                            + ". Files, target or history changed since.",
                    "Review it again with `pawl migrate --dry-run`."));
        }
    }

    /**
     * Refuses an unconfirmed change of a production database (spec R7).
     *
     * @param label the environment that the database remembers
     * @param confirmer asked only when a confirmation is needed
     * @throws PawlException PRODUCTION_UNCONFIRMED
     */
    public void admitProduction(Plan plan, Optional<Environment> label, Confirmer confirmer) {
        if (plan.isEmpty() || !needsConfirmation(label) || confirmer.confirm(plan)) {
            return;
        }
        throw unconfirmed("This is a production database, and the run is not confirmed.");
    }

    /**
     * Refuses an unconfirmed move of a production database to another environment (spec R7, R8).
     *
     * @param label the environment that the database remembers
     * @param confirmer asked only when a confirmation is needed
     * @throws PawlException PRODUCTION_UNCONFIRMED
     */
    public void admitRelabel(Plan plan, Optional<Environment> label, Confirmer confirmer) {
        boolean isMoved = label.isPresent() && !label.equals(environment);
        if (isMoved && needsConfirmation(label) && !confirmer.confirm(plan)) {
            throw unconfirmed("This is a production database, and moving it to another environment is not confirmed.");
        }
    }

    /**
     * Refuses an unconfirmed repair, rollback or mark on a production database.
     *
     * @param confirmation whether the caller confirmed
     * @throws PawlException PRODUCTION_UNCONFIRMED
     */
    public void admitCorrection(Optional<Environment> label, Confirmation confirmation) {
        if (isProduction(label) && confirmation == Confirmation.MISSING) {
            throw PawlException.of(Problem.of(
                    ErrorCode.PRODUCTION_UNCONFIRMED,
                    "This is a production database, and the correction is not confirmed.",
                    "Look at `pawl status`, then confirm: `--yes`, or CONFIRM_PRODUCTION_MIGRATION=true."));
        }
    }

    private static PawlException unconfirmed(String message) {
        return PawlException.of(Problem.of(
                ErrorCode.PRODUCTION_UNCONFIRMED,
                message,
                "Look at `pawl migrate --dry-run`, then confirm: `--plan DIGEST`, or"
                        + " CONFIRM_PRODUCTION_MIGRATION=true, or type MIGRATE-PRODUCTION at the prompt."));
    }

    private boolean needsConfirmation(Optional<Environment> label) {
        return policy == ProductionPolicy.CONFIRM && isProduction(label);
    }

    private boolean isProduction(Optional<Environment> label) {
        return Stream.of(environment, label).flatMap(Optional::stream).anyMatch(Environment.PRODUCTION::equals);
    }
}
