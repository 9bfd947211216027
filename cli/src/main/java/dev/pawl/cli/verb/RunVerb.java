package dev.pawl.cli.verb;

import dev.pawl.MigrateRequest;
import dev.pawl.cli.connect.Project;
import dev.pawl.cli.json.Documents;
import dev.pawl.cli.launch.Service;
import dev.pawl.cli.text.MigrateText;
import dev.pawl.cli.text.Narrator;
import dev.pawl.cli.words.CommonOptions;
import dev.pawl.cli.words.Option;
import dev.pawl.cli.words.Usage;
import dev.pawl.cli.words.Word;
import dev.pawl.error.ErrorCode;
import dev.pawl.error.ExitCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.event.RunListener;
import dev.pawl.report.MigrateReport;
import dev.pawl.report.StatusReport;
import dev.pawl.report.ValidationReport;
import java.util.List;

/** {@code pawl run -- COMMAND}: the schema first, then the service (spec I1). */
final class RunVerb implements Verb {

    private static final Option NO_MIGRATE =
            Option.flag("--no-migrate", "apply nothing; start the service only if nothing is pending");

    @Override
    public Usage usage() {
        return Usage.of("run", "Apply what is pending, then become the service")
                .withDetails(
                        "Nothing is started on an incomplete schema. The command takes pawl's place: signals reach it, and its"
                                + " exit code is the process's.",
                        "MIGRATION_SECRET, INTERNAL_ADMIN_TOKEN, CONFIRM_PRODUCTION_MIGRATION and every variable that begins"
                                + " with PAWL_ are taken out of its environment.",
                        "What pawl has to say goes to standard error: standard output is the service's.")
                .withWords(Word.command("COMMAND", "the service and its arguments"))
                .withOptions(
                        NO_MIGRATE,
                        CommonOptions.TENANT_SCHEMAS_QUERY,
                        CommonOptions.TENANT_CONNECTIONS,
                        RunOptions.LOCK_TIMEOUT,
                        RunOptions.LOCK_BUDGET,
                        RunOptions.STATEMENT_TIMEOUT,
                        RunOptions.RUNNER_WAIT,
                        RunOptions.SLOW_AFTER)
                .withExamples(
                        "run --wait 60s -- node server.js\tas the entrypoint of a container",
                        "run --no-migrate -- ./server\twhere something else migrates");
    }

    @Override
    public int run(Call typed) {
        Call call = typed.onStandardError();
        Service service = Service.of(call.shell(), call.arguments().words());
        AppliedSoFar soFar = new AppliedSoFar();
        Project project = call.open(RunListener.all(List.of(new Narrator(call.output()), soFar)));
        try {
            project.introduce();
            int code = project.tenants().isPresent()
                    ? prepareTenants(typed, call, project)
                    : prepare(typed, call, project, soFar);
            if (code != ExitCode.DONE.value()) {
                return code;
            }
            // An embedded server lives as long as this process: then the service has to be its child.
            return project.livesInThisProcess() ? service.startAsChild() : service.become();
        } finally {
            project.close();
        }
    }

    private static int prepare(Call typed, Call call, Project project, AppliedSoFar soFar) {
        if (call.arguments().has(NO_MIGRATE)) {
            check(project);
        } else {
            migrate(typed, call, project, soFar);
        }
        return ExitCode.DONE.value();
    }

    private static int prepareTenants(Call typed, Call call, Project project) {
        OverTenants tenants = new OverTenants(call, project);
        if (call.arguments().has(NO_MIGRATE)) {
            tenants.check();
            return ExitCode.DONE.value();
        }
        return tenants.migrateForService(
                typed.output(), MigrateRequest.DEFAULT.withConfirmer(new Production(call).confirmer()));
    }

    private static void migrate(Call typed, Call call, Project project, AppliedSoFar soFar) {
        MigrateRequest request = MigrateRequest.DEFAULT.withConfirmer(new Production(call).confirmer());
        MigrateReport report;
        try {
            report = soFar.during(() -> project.cancellable(pawl -> pawl.migrate(request)));
        } finally {
            call.output().endProgress();
        }
        if (typed.output().isForProgram()) {
            typed.output().document(Documents.migrate(report));
        }
        call.output().say(MigrateText.of(report, call.output().tone()));
        if (!report.upToDate()) {
            check(project);
        }
    }

    private static void check(Project project) {
        ValidationReport validation = project.pawl().validate();
        if (!validation.isValid()) {
            throw PawlException.of(validation.problems(), null);
        }
        StatusReport status = project.pawl().status();
        if (status.upToDate()) {
            return;
        }
        if (status.applied().isEmpty()) {
            throw PawlException.of(Problem.of(
                    ErrorCode.MIGRATIONS_PENDING,
                    "Database schema not found. Run migrations first: pawl migrate",
                    "Run `pawl migrate` on this database, or leave out `--no-migrate`."));
        }
        int count = status.pending().size();
        throw PawlException.of(Problem.of(
                ErrorCode.MIGRATIONS_PENDING,
                "The schema is incomplete: " + (count == 1 ? "1 migration is" : count + " migrations are")
                        + " pending, the first is " + status.pending().get(0).filename() + ".",
                "Run migrations first: `pawl migrate`; or leave out `--no-migrate`."));
    }
}
