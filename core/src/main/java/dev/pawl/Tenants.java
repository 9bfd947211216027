package dev.pawl;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.event.RunEvent;
import dev.pawl.event.RunListener;
import dev.pawl.guard.Confirmer;
import dev.pawl.plan.Plan;
import dev.pawl.plan.Target;
import dev.pawl.report.MigrateReport;
import dev.pawl.report.PlanReport;
import dev.pawl.report.StatusReport;
import dev.pawl.report.TenantsReport;
import dev.pawl.report.ValidationReport;
import dev.pawl.run.Cancellation;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;

/**
 * The tenants of one database: schemas that hold the same tables, each with a history of its own. Files are found and read
 * once for all of them; some tenants are worked at, at a time, over a bounded number of connections.
 *
 * <p>A tenant that fails is an entry of the report, not an exception. Exceptions are for what keeps everything from being
 * begun: files, settings, the connection, a schema that does not exist.
 */
public final class Tenants {

    private final Settings settings;
    private final Interruption interruption;

    Tenants(Settings settings, Interruption interruption) {
        this.settings = settings;
        this.interruption = interruption;
    }

    /** Applies what is pending in every tenant. */
    public TenantsReport<MigrateReport> migrate() {
        return migrate(MigrateRequest.DEFAULT);
    }

    /**
     * Applies what the request asks for in every tenant. The first one that has something to do goes ahead alone; once one has failed,
     * no other is begun. To call it again goes on where it stopped. The request's confirmer is asked once for all.
     *
     * @param request must name no reviewed plan: each tenant has its own
     * @throws PawlException for what keeps everything from being begun
     */
    public TenantsReport<MigrateReport> migrate(MigrateRequest request) {
        if (settings.skipping() == Settings.Skipping.YES) {
            return new TenantsReport<>(
                    List.of(),
                    Duration.ZERO,
                    Reports.ofSkippedRun(settings.listener()).warnings());
        }
        if (request.reviewed().isPresent()) {
            throw PawlException.of(Problem.of(
                    ErrorCode.USAGE_INVALID,
                    "A reviewed plan is one schema's; tenants have one each.",
                    "Leave out the digest; confirm a run on production with CONFIRM_PRODUCTION_MIGRATION=true."));
        }
        MigrateRequest confirmedOnce = request.withConfirmer(new AskedOnce(request.confirmer()));
        Canary canary = new Canary();
        return over(
                (tenant, turn) -> turn.migrate(tenant, confirmedOnce, canary), new TenantWork.OnFailure.Stop(canary));
    }

    /** What {@link #migrate(MigrateRequest)} would do in each tenant; changes nothing. */
    public TenantsReport<PlanReport> plan(Target target) {
        return over((tenant, turn) -> turn.plan(tenant, target), new TenantWork.OnFailure.GoOn());
    }

    /** How disk and each tenant stand to each other. */
    public TenantsReport<StatusReport> status() {
        return over((tenant, turn) -> turn.status(tenant), new TenantWork.OnFailure.GoOn());
    }

    /** Compares disk and each tenant, and reads every pending script through. */
    public TenantsReport<ValidationReport> validate() {
        return over((tenant, turn) -> turn.validate(tenant), new TenantWork.OnFailure.GoOn());
    }

    private <R> TenantsReport<R> over(BiFunction<Settings, TenantTurn, R> task, TenantWork.OnFailure onFailure) {
        Cancellation whole = interruption.begin();
        try {
            return new TenantWork<>(settings, interruption, whole, task, onFailure).run();
        } finally {
            interruption.end(whole);
        }
    }

    /** Whoever confirms is asked for the first tenant that needs it; the answer holds for all. */
    private static final class AskedOnce implements Confirmer {
        private final Confirmer asked;
        private Answer answer = Answer.NONE; // guarded by this

        private enum Answer {
            NONE,
            YES,
            NO
        }

        AskedOnce(Confirmer asked) {
            this.asked = asked;
        }

        @Override
        public synchronized boolean confirm(Plan plan) {
            if (answer == Answer.NONE) {
                answer = asked.confirm(plan) ? Answer.YES : Answer.NO;
            }
            return answer == Answer.YES;
        }
    }

    /** Tells whose events they are. */
    static RunListener listenerOf(String schema, RunListener all) {
        return event -> all.on(new RunEvent.OfTenant(schema, event));
    }
}
