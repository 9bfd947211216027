package dev.pawl.cli.verb;

import dev.pawl.MigrateRequest;
import dev.pawl.cli.config.Key;
import dev.pawl.cli.connect.Project;
import dev.pawl.cli.json.Documents;
import dev.pawl.cli.text.GithubActions;
import dev.pawl.cli.text.MigrateText;
import dev.pawl.cli.text.Narrator;
import dev.pawl.cli.text.StepSummary;
import dev.pawl.cli.words.CommonOptions;
import dev.pawl.cli.words.Option;
import dev.pawl.cli.words.Usage;
import dev.pawl.error.ErrorCode;
import dev.pawl.error.ExitCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.event.RunListener;
import dev.pawl.plan.Target;
import dev.pawl.report.MigrateReport;
import dev.pawl.report.PlanReport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code pawl migrate}: applies what is pending (spec R1, R2, R3, R7). */
final class MigrateVerb implements Verb {

    private static final Option DRY_RUN = Option.flag("--dry-run", "show the plan and change nothing");
    private static final Option VERSION =
            Option.value("--version", "VERSION", "apply one migration only, by version or file name");
    private static final Option TARGET =
            Option.value("--target", "VERSION", "stop at this version, by version or file name");
    private static final Option SINGLE_TRANSACTION =
            Option.flag("--single-transaction", "apply all in one transaction: all or nothing");
    private static final Option PLAN =
            Option.value("--plan", "DIGEST", "run only the plan that was reviewed with --dry-run; confirms it");
    private static final Option RELABEL = Option.flag("--relabel", "move the database to the environment of this run");
    private static final Option REVIEW_WINDOW =
            Option.value("--review-window", "TIME", "show the plan and wait before running it, for example 30s");
    private static final Option BACKUP_MARKER =
            Option.flag("--backup-marker", "make a restore point first, or note where the log stands");

    @Override
    public Usage usage() {
        return Usage.of("migrate", "Apply what is pending, in order")
                .withDetails(
                        "Checks first that no applied file was edited. Then each migration runs in a transaction of its own,"
                                + " together with its row in the history; the first failure stops the run.",
                        "On a database of the environment production it must be confirmed: with --plan, with"
                                + " CONFIRM_PRODUCTION_MIGRATION=true, or by typing MIGRATE-PRODUCTION at the prompt.",
                        "Where tenants are named, it does so in the schema of each, some at a time. The first one that has"
                                + " something to do goes ahead alone; once one has failed, no other is begun, and the next"
                                + " run goes on.")
                .withOptions(
                        DRY_RUN,
                        VERSION,
                        TARGET,
                        SINGLE_TRANSACTION,
                        PLAN,
                        RELABEL,
                        REVIEW_WINDOW,
                        BACKUP_MARKER,
                        CommonOptions.TENANT_SCHEMAS_QUERY,
                        CommonOptions.TENANT_CONNECTIONS,
                        RunOptions.LOCK_TIMEOUT,
                        RunOptions.LOCK_BUDGET,
                        RunOptions.STATEMENT_TIMEOUT,
                        RunOptions.RUNNER_WAIT,
                        RunOptions.SLOW_AFTER)
                .withExamples(
                        "migrate --dry-run\tshow what would run, and the plan's digest",
                        "migrate --plan 4f2a90c1d3b85e76\trun exactly what was reviewed",
                        "migrate --wait 60s\twait for a server that is starting",
                        "migrate --tenant-schema a --tenant-schema b\tthe same in several schemas");
    }

    @Override
    public int run(Call call) {
        Target target = target(call);
        if (call.arguments().has(DRY_RUN)) {
            return preview(call, target);
        }
        AppliedSoFar soFar = new AppliedSoFar();
        return soFar.during(() -> apply(call, target, soFar));
    }

    private static int preview(Call call, Target target) {
        try (Project project = call.open(new Narrator(call.output()))) {
            introduce(call, project);
            if (project.tenants().isPresent()) {
                refuseForTenants(call, project);
                return new OverTenants(call, project).preview(target);
            }
            PlanReport plan = project.pawl().plan(target);
            show(call, plan);
            refuseAnother(call, plan);
            return ExitCode.DONE.value();
        }
    }

    private static int apply(Call call, Target target, RunListener soFar) {
        try (Project project = call.open(RunListener.all(List.of(new Narrator(call.output()), soFar)))) {
            introduce(call, project);
            if (project.tenants().isPresent()) {
                refuseForTenants(call, project);
                return new OverTenants(call, project).migrate(request(call, project, target));
            }
            show(call, project, migrate(call, project, request(call, project, target)));
            return ExitCode.DONE.value();
        }
    }

    private static void introduce(Call call, Project project) {
        project.introduce();
        if (call.output().isVerbose() && project.tenants().isEmpty()) {
            project.pawl().status().notes().forEach(call.output()::detail);
            call.output().detail("");
        }
    }

    /** What is one schema's. */
    private static void refuseForTenants(Call call, Project project) {
        boolean isWindow = project.settings().duration(Key.REVIEW_WINDOW).isPresent();
        if (call.arguments().has(PLAN) || isWindow) {
            throw PawlException.of(Problem.of(
                    ErrorCode.USAGE_INVALID,
                    (call.arguments().has(PLAN) ? "A reviewed plan" : "A review window")
                            + " is for one schema, and tenants are named.",
                    "Look at `pawl migrate --dry-run`, then run `pawl migrate` without it; on production confirm with"
                            + " CONFIRM_PRODUCTION_MIGRATION=true."));
        }
    }

    /** A dry run with a digest asks whether the plan is still the one that was reviewed. */
    private static void refuseAnother(Call call, PlanReport plan) {
        Optional<String> reviewed = call.arguments().value(PLAN);
        if (reviewed.isPresent() && !reviewed.get().equals(plan.planDigest())) {
            throw PawlException.of(Problem.of(
                    ErrorCode.PLAN_CHANGED,
                    "The plan is not the one that was reviewed: its digest is " + plan.planDigest() + ", not "
                            + reviewed.get() + ".",
                    "Review it again; files, target or history changed since."));
        }
    }

    private static Target target(Call call) {
        Optional<String> only = call.arguments().value(VERSION);
        Optional<String> upTo = call.arguments().value(TARGET);
        if (only.isPresent() && upTo.isPresent()) {
            throw PawlException.of(Problem.of(
                    ErrorCode.USAGE_INVALID,
                    "--version and --target exclude each other.",
                    "Use --version for one migration, --target for everything up to one."));
        }
        return only.<Target>map(Target.Only::new)
                .or(() -> upTo.map(Target.UpTo::new))
                .orElseGet(Target.Latest::new);
    }

    private static MigrateRequest request(Call call, Project project, Target target) {
        MigrateRequest request =
                MigrateRequest.DEFAULT.withTarget(target).withConfirmer(new Production(call).confirmer());
        if (call.arguments().has(SINGLE_TRANSACTION)) {
            request = request.withScope(MigrateRequest.Scope.ALL);
        }
        if (call.arguments().has(RELABEL)) {
            request = request.withLabelling(MigrateRequest.Labelling.RELABEL);
        }
        boolean isMarked = project.settings()
                .config()
                .text(Key.BACKUP_MARKER)
                .filter("on"::equals)
                .isPresent();
        if (isMarked || call.arguments().has(BACKUP_MARKER)) {
            request = request.withMarking(MigrateRequest.Marking.BACKUP);
        }
        Optional<String> reviewed = call.arguments().value(PLAN);
        return reviewed.isPresent() ? request.withReviewed(reviewed.get()) : request;
    }

    /** Runs it, in a foldable group where GitHub Actions looks on. */
    private static MigrateReport migrate(Call call, Project project, MigrateRequest request) {
        Optional<Duration> window = project.settings().duration(Key.REVIEW_WINDOW);
        MigrateRequest reviewed =
                window.isPresent() ? new ReviewWindow(call, project, window.get()).await(request) : request;
        Optional<GithubActions> actions = GithubActions.in(call.shell());
        actions.ifPresent(log -> log.beginGroup("pawl migrate"));
        try {
            return project.cancellable(pawl -> pawl.migrate(reviewed));
        } catch (PawlException failure) {
            actions.ifPresent(log -> log.summarise(StepSummary.of(failure)));
            throw failure;
        } finally {
            call.output().endProgress();
            actions.ifPresent(GithubActions::endGroup);
        }
    }

    private static void show(Call call, Project project, MigrateReport report) {
        if (call.output().isForProgram()) {
            call.output().document(Documents.migrate(report));
        }
        if (call.output().isVerbose()) {
            project.describe(); // first: the last line is the one that says whether the schema is ready (seed A20)
        }
        call.output().say(MigrateText.of(report, call.output().tone()));
        GithubActions.in(call.shell()).ifPresent(log -> log.summarise(StepSummary.of(report)));
    }

    private static void show(Call call, PlanReport plan) {
        plan.warnings().forEach(call.output()::warn);
        if (call.output().isForProgram()) {
            call.output().document(Documents.plan(plan));
        }
        call.output().say(MigrateText.of(plan, call.output().tone()));
        GithubActions.in(call.shell()).ifPresent(log -> log.summarise(StepSummary.of(plan)));
    }
}
