package dev.pawl;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.event.RunListener;
import dev.pawl.guard.Gate;
import dev.pawl.history.Attempt;
import dev.pawl.history.History;
import dev.pawl.plan.Plan;
import dev.pawl.plan.Planner;
import dev.pawl.plan.PreparedStep;
import dev.pawl.plan.Target;
import dev.pawl.plan.Verification;
import dev.pawl.plan.Verifier;
import dev.pawl.report.DoctorReport;
import dev.pawl.report.EndSessionReport;
import dev.pawl.report.MarkReport;
import dev.pawl.report.MigrateReport;
import dev.pawl.report.PendingMigration;
import dev.pawl.report.PlanReport;
import dev.pawl.report.RepairReport;
import dev.pawl.report.RollbackReport;
import dev.pawl.report.SchemaVersion;
import dev.pawl.report.SessionsReport;
import dev.pawl.report.StatusReport;
import dev.pawl.report.ValidationReport;
import dev.pawl.run.Cancellation;
import dev.pawl.run.RunOutcome;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The schema of one database: every verb is a method, with a record as its result. Safe for use by several threads; holds
 * no connection between calls.
 */
public final class Pawl {

    private final Settings settings;
    private final Interruption interruption = new Interruption();

    Pawl(Settings settings) {
        this.settings = settings;
    }

    /** Starts with the defaults. */
    public static PawlBuilder builder() {
        return new PawlBuilder();
    }

    /** Applies what is pending. */
    public MigrateReport migrate() {
        return migrate(MigrateRequest.DEFAULT);
    }

    /**
     * Applies what the request asks for (spec R1, R3).
     *
     * @throws dev.pawl.error.PawlException of the leaf that says why it stopped; what was applied before stays applied
     */
    public MigrateReport migrate(MigrateRequest request) {
        return settings.skipping() == Settings.Skipping.YES
                ? Reports.ofSkippedRun(settings.listener())
                : interruptibly(cancellation -> migrate(request, cancellation));
    }

    private MigrateReport migrate(MigrateRequest request, Cancellation cancellation) {
        long start = System.nanoTime();
        CatalogReading reading = CatalogReading.begin(settings); //                            discover, parse
        try (Database database = reading.during(() -> Database.openForRun(settings, cancellation, reading::catalog))) {
            return migrate(database, Reading.of(reading.catalog()), request, cancellation, () -> {}, start);
        }
    }

    /**
     * The pipeline from the plan on.
     *
     * @param beforeWork called when all is allowed and there is something to do; may refuse
     */
    MigrateReport migrate(
            Database database,
            Reading reading,
            MigrateRequest request,
            Cancellation cancellation,
            Runnable beforeWork,
            long start) {
        Gate gate = gate();
        Catalog catalog = reading.catalog();
        History history = database.state().history();
        if (request.labelling() == MigrateRequest.Labelling.KEEP) {
            gate.admitEnvironment(history.environment());
        }
        Verification verification = new Verifier(catalog.migrations(), history).verify();
        Plan plan = planner(catalog, history).plan(history, request.target()); //               plan
        gate.admitConsistent(verification, plan);
        request.reviewed().ifPresent(digest -> gate.admitReviewed(plan, digest)); //            guard
        Warnings warnings = new Warnings(settings.listener())
                .addAll(catalog.discovered().warnings())
                .addAll(verification.warnings())
                .addAll(plan.warnings());
        List<PreparedStep> steps = Preparation.of(plan, reading.scripts()); //                  parse
        warnings.addAll(Preparation.warnings(steps));
        if (request.reviewed().isEmpty() && request.labelling() == MigrateRequest.Labelling.RELABEL) {
            gate.admitRelabel(plan, history.environment(), request.confirmer());
        }
        if (request.reviewed().isEmpty()) {
            gate.admitProduction(plan, history.environment(), request.confirmer());
        }
        if (!steps.isEmpty()) {
            beforeWork.run();
        }
        RunOutcome outcome =
                new Run(settings, database, cancellation, warnings).of(plan, steps, request); //       run, record
        return Reports.ofRun(database, catalog, plan, outcome, start, warnings.all()); //      report
    }

    /**
     * What was read of the files.
     *
     * @param scripts read through when they are needed
     */
    record Reading(Catalog catalog, Scripts scripts) {
        static Reading of(Catalog catalog) {
            return new Reading(catalog, new Scripts(Scripts.Place.DATABASE));
        }
    }

    /**
     * Every tenant that the settings name, with the verbs that work on all of them.
     *
     * @throws PawlException TENANTS_INVALID where they name none
     */
    public Tenants tenants() {
        if (!settings.tenants().areNamed()) {
            throw PawlException.of(Problem.of(
                    ErrorCode.TENANTS_INVALID,
                    "No tenants are named.",
                    "Give the builder `tenantSchemas` or `tenantSchemasQuery`."));
        }
        return new Tenants(settings, interruption);
    }

    /**
     * One tenant alone, with every verb: its history is in that schema, and its scripts run there.
     *
     * @param schema its name, as the catalog has it
     * @throws PawlException TENANTS_INVALID if it is no name of a tenant's schema
     */
    public Pawl tenant(String schema) {
        return new Pawl(settings.ofTenant(TenantSchemas.schema(schema)));
    }

    private Gate gate() {
        return new Gate(settings.environment(), settings.production());
    }

    private Planner planner(Catalog catalog, History history) {
        return new Planner(catalog.migrations(), settings.environmentOn(history), settings.orderPolicy());
    }

    /**
     * Ends every {@link #migrate}, {@link #rollback} and {@link #endSession} that is at work on another thread: cancels its statement on the
     * server, rolls back and records the attempt. Returns at once. Where none is at work, the next one ends at once.
     */
    public void interrupt() {
        interruption.request();
    }

    private <T> T interruptibly(Function<Cancellation, T> work) {
        Cancellation cancellation = interruption.begin();
        try {
            return work.apply(cancellation);
        } finally {
            interruption.end(cancellation);
        }
    }

    /**
     * What {@link #migrate} would do; changes nothing, not even the history's tables (spec R2).
     *
     * @throws dev.pawl.error.PawlException where {@link #migrate} would refuse to begin
     */
    public PlanReport plan(Target target) {
        Reading reading = Reading.of(Catalog.read(settings));
        try (Database database = Database.open(settings)) {
            return plan(database, reading, target);
        }
    }

    PlanReport plan(Database database, Reading reading, Target target) {
        Catalog catalog = reading.catalog();
        History history = database.state().history();
        Verification verification = new Verifier(catalog.migrations(), history).verify();
        Plan plan = planner(catalog, history).plan(history, target);
        gate().admitConsistent(verification, plan);
        List<PreparedStep> steps = Preparation.of(plan, reading.scripts());
        List<Problem> warnings = new Warnings(RunListener.SILENT)
                .addAll(catalog.discovered().warnings())
                .addAll(verification.warnings())
                .addAll(plan.warnings())
                .addAll(Preparation.warnings(steps))
                .all();
        return Reports.ofPlan(settings, database, plan, steps, warnings);
    }

    /** How disk and database stand to each other (spec T1). */
    public StatusReport status() {
        return new Status(settings).report();
    }

    /** Compares disk and database, and reads every pending script through (spec S1). */
    public ValidationReport validate() {
        return new Validation(settings).report();
    }

    /** The newest attempts of the audit trail, newest first; none on a database without history. */
    public List<Attempt> history(int newest) {
        try (Database database = Database.open(settings)) {
            return database.state().table().isEmpty()
                    ? List.of()
                    : database.store().newestAttempts(database.session(), newest);
        }
    }

    /** The schema's version (spec T1). */
    public SchemaVersion version() {
        try (Database database = Database.open(settings)) {
            return Reports.schemaVersion(database.state().history());
        }
    }

    /** Declares everything up to a version applied, without running it (spec H5). */
    public MarkReport baseline(MarkRequest request) {
        return new Marking(settings, gate()).baseline(request);
    }

    /** Declares one migration applied or pending (spec H5). */
    public MarkReport mark(MarkRequest request) {
        return new Marking(settings, gate()).mark(request);
    }

    /** Takes migrations back with their down scripts (spec R9). */
    public RollbackReport rollback(RollbackRequest request) {
        return interruptibly(cancellation -> new Rollback(settings, gate(), cancellation).of(request));
    }

    /**
     * What {@link #rollback} would take back, newest first; changes nothing.
     *
     * @throws dev.pawl.error.PawlException where {@link #rollback} would refuse to begin, but for want of a confirmation
     */
    public List<PendingMigration> rollbackPlan(RollbackRequest.Extent extent) {
        return interruptibly(cancellation -> new Rollback(settings, gate(), cancellation).preview(extent));
    }

    /** Realigns checksums and clears failed rows (spec R11). */
    public RepairReport repair(RepairRequest request) {
        return new Repair(settings, gate()).of(request);
    }

    /** Who runs migrations on this database now, and who is in the way (spec R11). Changes nothing. */
    public SessionsReport sessions() {
        return new Sessions(settings).report();
    }

    /**
     * Ends one session that runs migrations or keeps a run from going on, or gives up the lease of a dead run (spec R11). A
     * session that is gone already is a result, not an error.
     *
     * @throws dev.pawl.error.PawlException SESSION_UNRELATED for any other session, which is left alone
     */
    public EndSessionReport endSession(EndSessionRequest request) {
        return interruptibly(cancellation -> new EndSession(settings, gate(), cancellation).of(request));
    }

    /** Looks at the set-up and says what to mend. */
    public DoctorReport doctor() {
        return new Doctor(settings).report();
    }

    /**
     * Writes the files of a new migration; reads the folder, not the database.
     *
     * @param description what it does, in words; of a migration that takes another back it may be blank
     * @param reverts the version or file that the new migration takes back (seed D)
     * @return what was written
     */
    public List<Path> newMigration(String description, Optional<String> reverts) {
        return new NewMigrationFiles(settings, Clock.systemUTC()).write(description, reverts);
    }
}
