package dev.pawl.cli.verb;

import dev.pawl.RollbackRequest;
import dev.pawl.cli.connect.Project;
import dev.pawl.cli.json.Documents;
import dev.pawl.cli.text.Narrator;
import dev.pawl.cli.words.Option;
import dev.pawl.cli.words.Usage;
import dev.pawl.error.ErrorCode;
import dev.pawl.error.ExitCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.report.PendingMigration;
import dev.pawl.report.RollbackReport;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code pawl rollback}: takes migrations back with their down scripts (spec R9). */
final class RollbackVerb implements Verb {

    private static final Option STEPS = Option.value("--steps", "N", "how many, newest first; default 1");
    private static final Option TO =
            Option.value("--to", "VERSION", "everything newer than this one, by version or file name");
    private static final Option YES =
            Option.flag("--yes", "do it without asking").withLetter("-y");

    @Override
    public Usage usage() {
        return Usage.of("rollback", "Take the newest migrations back with their down scripts")
                .withDetails(
                        "Works where a migration has a down script (a .down.sql file, or a down part). Elsewhere write a new"
                                + " migration: `pawl new \"...\" --reverts VERSION`.",
                        "On production it must be confirmed, as `pawl migrate` must.")
                .withOptions(
                        STEPS, TO, YES, RunOptions.LOCK_TIMEOUT, RunOptions.LOCK_BUDGET, RunOptions.STATEMENT_TIMEOUT)
                .withExamples("rollback\ttake back the newest one", "rollback --to 7 --yes\tback to version 7");
    }

    @Override
    public int run(Call call) {
        RollbackRequest.Extent extent = extent(call);
        try (Project project = call.open(new Narrator(call.output()))) {
            requireConsent(call, project, extent);
            project.introduce();
            RollbackReport report = new Production(call)
                    .correct(confirmation ->
                            project.cancellable(pawl -> pawl.rollback(new RollbackRequest(extent, confirmation))));
            if (call.output().isForProgram()) {
                call.output().document(Documents.rollback(report));
            }
            int count = report.reverted().size();
            call.output()
                    .say((count == 1 ? "1 migration" : count + " migrations") + " rolled back. Schema version: "
                            + report.schemaVersion().orElse("none"));
            return ExitCode.DONE.value();
        }
    }

    private static RollbackRequest.Extent extent(Call call) {
        Optional<Integer> steps = call.arguments().count(STEPS);
        Optional<String> to = call.arguments().value(TO);
        if (steps.isPresent() && to.isPresent()) {
            throw PawlException.of(Problem.of(
                    ErrorCode.USAGE_INVALID,
                    "--steps and --to exclude each other.",
                    "Use --steps for a number of migrations, --to for everything newer than one."));
        }
        return to.<RollbackRequest.Extent>map(RollbackRequest.Extent.To::new)
                .orElseGet(() -> new RollbackRequest.Extent.Steps(steps.orElse(1)));
    }

    /** Asks for what can be done only: what makes it impossible is found first. */
    private static void requireConsent(Call call, Project project, RollbackRequest.Extent extent) {
        if (call.arguments().has(YES)) {
            return;
        }
        List<PendingMigration> doomed = project.pawl().rollbackPlan(extent);
        if (doomed.isEmpty()) {
            return;
        }
        String files = doomed.stream().map(PendingMigration::filename).collect(Collectors.joining(", "));
        String what = describe(extent);
        if (!Question.isAgreed(call, "Roll back " + what + " (" + files + ")? [y/N] ")) {
            throw PawlException.of(Problem.of(
                    ErrorCode.CONFIRMATION_MISSING,
                    "Rolling back " + what + " (" + files + ") was not confirmed; nothing was changed.",
                    "Look at `pawl status`, then say `--yes`."));
        }
    }

    private static String describe(RollbackRequest.Extent extent) {
        if (extent instanceof RollbackRequest.Extent.To to) {
            return "everything newer than " + to.selector();
        }
        int count = ((RollbackRequest.Extent.Steps) extent).count();
        return count == 1 ? "the newest migration" : "the newest " + count + " migrations";
    }
}
