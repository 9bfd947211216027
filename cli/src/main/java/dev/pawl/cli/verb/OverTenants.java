package dev.pawl.cli.verb;

import dev.pawl.MigrateRequest;
import dev.pawl.cli.connect.Project;
import dev.pawl.cli.json.Documents;
import dev.pawl.cli.text.GithubActions;
import dev.pawl.cli.text.Output;
import dev.pawl.cli.text.TenantsText;
import dev.pawl.error.ErrorCode;
import dev.pawl.error.ExitCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.plan.Target;
import dev.pawl.report.MigrateReport;
import dev.pawl.report.PlanReport;
import dev.pawl.report.StatusReport;
import dev.pawl.report.TenantsReport;
import dev.pawl.report.ValidationReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What verbs do where tenants are named. */
final class OverTenants {

    private final Call call;
    private final Project project;

    OverTenants(Call call, Project project) {
        this.call = call;
        this.project = project;
    }

    /** Applies what is pending; the exit code. */
    int migrate(MigrateRequest request) {
        TenantsReport<MigrateReport> report = run(request);
        show(report, TenantsText.migrated(report, call.output().tone()), call.output());
        return exitCode(report);
    }

    /**
     * As {@link #migrate}, for a service that is to start only on schemas that are complete.
     *
     * @param forProgram where a document goes, if one is asked for
     */
    int migrateForService(Output forProgram, MigrateRequest request) {
        TenantsReport<MigrateReport> report = run(request);
        show(report, TenantsText.migrated(report, call.output().tone()), forProgram);
        boolean isComplete = !report.tenants().isEmpty() // a skipped run looked at no tenant
                && report.done().stream().allMatch(done -> done.report().upToDate());
        if (report.failure().isEmpty() && report.notBegun().isEmpty() && !isComplete) {
            check();
        }
        return exitCode(report);
    }

    private TenantsReport<MigrateReport> run(MigrateRequest request) {
        try {
            return project.cancellableInTenants(tenants -> tenants.migrate(request));
        } finally {
            call.output().endProgress();
        }
    }

    /** Shows what would be applied; the exit code. */
    int preview(Target target) {
        TenantsReport<PlanReport> report = project.cancellableInTenants(tenants -> tenants.plan(target));
        call.output().endProgress();
        report.done().stream()
                .flatMap(done -> done.report().warnings().stream())
                .distinct()
                .forEach(call.output()::warn);
        show(report, TenantsText.plans(report, call.output().tone()));
        return exitCode(report);
    }

    /** Shows how files and histories stand to each other; the exit code. */
    int status(ExitCode ofPending) {
        TenantsReport<StatusReport> report = project.cancellableInTenants(tenants -> tenants.status());
        report.done().stream()
                .flatMap(done -> done.report().warnings().stream())
                .distinct()
                .forEach(call.output()::warn);
        show(report, TenantsText.statuses(report, call.output().tone()));
        boolean isPending =
                report.done().stream().anyMatch(done -> !done.report().upToDate());
        return report.failure().isEmpty() && isPending ? ofPending.value() : exitCode(report);
    }

    /** Checks that files are what was applied; the exit code. */
    int validate() {
        TenantsReport<ValidationReport> report = project.cancellableInTenants(tenants -> tenants.validate());
        report.done().stream()
                .flatMap(done -> done.report().warnings().stream())
                .distinct()
                .forEach(call.output()::warn);
        Map<String, List<Problem>> problems = new LinkedHashMap<>();
        report.done().stream()
                .filter(done -> !done.report().isValid())
                .forEach(done -> problems.put(done.schema(), done.report().problems()));
        show(report, TenantsText.validations(report, call.output().tone()));
        tell(problems);
        return problems.isEmpty() || report.failure().isPresent() ? exitCode(report) : ExitCode.VALIDATION.value();
    }

    /** Goes on only if every tenant has all that is on disk, as it is there. */
    void check() {
        TenantsReport<ValidationReport> validation =
                project.cancellableInTenants(tenants -> tenants.validate()).orThrow();
        validation.done().stream()
                .filter(done -> !done.report().isValid())
                .findFirst()
                .ifPresent(invalid -> {
                    throw PawlException.of(invalid.report().problems(), null);
                });
        List<String> behind = project.cancellableInTenants(tenants -> tenants.status()).orThrow().done().stream()
                .filter(done -> !done.report().upToDate())
                .map(done -> done.schema())
                .toList();
        if (!behind.isEmpty()) {
            throw PawlException.of(Problem.of(
                    ErrorCode.MIGRATIONS_PENDING,
                    (behind.size() == 1
                                    ? "The schema of 1 tenant is"
                                    : "The schemas of " + behind.size() + " tenants are")
                            + " incomplete, the first is " + behind.get(0) + ".",
                    "Run migrations first: `pawl migrate`; or leave out `--no-migrate`."));
        }
    }

    private void show(TenantsReport<?> report, List<String> lines) {
        show(report, lines, call.output());
    }

    private void show(TenantsReport<?> report, List<String> lines, Output forProgram) {
        if (forProgram.isForProgram()) {
            forProgram.document(Documents.tenants(report));
        }
        call.output().say(lines);
        Map<String, List<Problem>> problems = new LinkedHashMap<>();
        report.failed()
                .forEach(
                        failed -> problems.put(failed.schema(), failed.failure().problems()));
        tell(problems);
    }

    /** On standard error; a program has it in the document. */
    private void tell(Map<String, List<Problem>> problems) {
        if (!call.output().isForProgram()) {
            TenantsText.failures(problems, call.output().errorTone()).forEach(call.output()::note);
        }
        GithubActions.in(call.shell())
                .ifPresent(actions -> actions.annotate(problems.values().stream()
                        .flatMap(List::stream)
                        .distinct()
                        .toList()));
    }

    /** That of the first tenant that failed, unless a signal ends the process. */
    private int exitCode(TenantsReport<?> report) {
        int code = report.failure()
                .map(PawlException::exitCode)
                .orElse(report.notBegun().isEmpty() ? ExitCode.DONE : ExitCode.INTERRUPTED)
                .value();
        return code == 0 ? code : call.shell().interrupts().exitCode(code);
    }
}
