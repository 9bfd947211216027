package dev.pawl;

import dev.pawl.plan.Target;
import dev.pawl.report.MigrateReport;
import dev.pawl.report.PlanReport;
import dev.pawl.report.StatusReport;
import dev.pawl.report.ValidationReport;
import dev.pawl.run.Cancellation;

/**
 * One tenant's turn: what a verb does for one database, with what all tenants share.
 *
 * @param catalog the files
 * @param scripts read through
 * @param cancellation ends this turn
 */
record TenantTurn(Catalog catalog, Scripts scripts, Cancellation cancellation) {

    MigrateReport migrate(Settings tenant, MigrateRequest request, Canary canary) {
        long start = System.nanoTime();
        Admission admission = new Admission(canary, cancellation);
        try (Database database = Database.openForRun(tenant, cancellation)) {
            MigrateReport report = new Pawl(tenant)
                    .migrate(
                            database,
                            new Pawl.Reading(catalog, scripts),
                            request,
                            cancellation,
                            admission::await,
                            start);
            admission.done();
            return report;
        }
    }

    PlanReport plan(Settings tenant, Target target) {
        try (Database database = Database.open(tenant, cancellation)) {
            return new Pawl(tenant).plan(database, new Pawl.Reading(catalog, scripts), target);
        }
    }

    StatusReport status(Settings tenant) {
        try (Database database = Database.open(tenant, cancellation)) {
            return new Status(tenant).report(database, catalog);
        }
    }

    ValidationReport validate(Settings tenant) {
        try (Database database = Database.open(tenant, cancellation)) {
            return new Validation(tenant).report(database, new Pawl.Reading(catalog, scripts));
        }
    }

    /** Its place among the others: asked for when the plan is made and is not empty. */
    private static final class Admission {
        private final Canary canary;
        private final Cancellation cancellation;
        private Canary.Role role = Canary.Role.FOLLOWER;

        Admission(Canary canary, Cancellation cancellation) {
            this.canary = canary;
            this.cancellation = cancellation;
        }

        void await() {
            role = canary.admit(cancellation);
            if (role == Canary.Role.REFUSED) {
                throw new NotAdmitted();
            }
        }

        void done() {
            canary.done(role);
        }
    }

    /** Its turn will not come; nothing was changed in it. */
    static final class NotAdmitted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotAdmitted() {
            super("Another tenant failed, or the run was interrupted", null, false, false);
        }
    }
}
