package dev.pawl.cli.verb;

import dev.pawl.cli.connect.Project;
import dev.pawl.cli.json.Documents;
import dev.pawl.cli.text.GithubActions;
import dev.pawl.cli.text.ProblemText;
import dev.pawl.cli.words.CommonOptions;
import dev.pawl.cli.words.Usage;
import dev.pawl.error.ExitCode;
import dev.pawl.event.RunListener;
import dev.pawl.report.ValidationReport;

/** {@code pawl validate}: whether what is on disk is what was applied (spec S1). */
final class ValidateVerb implements Verb {

    @Override
    public Usage usage() {
        return Usage.of("validate", "Check that the files are what was applied")
                .withDetails("Compares every applied migration with its file, and reads every pending script through."
                        + " Ends with 3 when something is wrong.")
                .withOptions(CommonOptions.TENANT_SCHEMAS_QUERY, CommonOptions.TENANT_CONNECTIONS);
    }

    @Override
    public int run(Call call) {
        try (Project project = call.open(RunListener.SILENT)) {
            if (project.tenants().isPresent()) {
                return new OverTenants(call, project).validate();
            }
            ValidationReport report = project.pawl().validate();
            show(call, report);
            return report.isValid() ? ExitCode.DONE.value() : ExitCode.VALIDATION.value();
        }
    }

    static void show(Call call, ValidationReport report) {
        report.warnings().forEach(call.output()::warn);
        if (call.output().isForProgram()) {
            call.output().document(Documents.validation(report));
        } else {
            report.problems()
                    .forEach(problem -> ProblemText.error(problem, call.output().errorTone())
                            .forEach(call.output()::note));
        }
        GithubActions.in(call.shell()).ifPresent(actions -> actions.annotate(report.problems()));
        String looked = report.checked() == 1 ? "1 migration" : report.checked() + " migrations";
        call.output()
                .say(
                        report.isValid()
                                ? call.output().tone().good() + " " + looked + " checked: files and history agree"
                                : call.output().tone().bad() + " " + looked + " checked: "
                                        + (report.problems().size() == 1
                                                ? "1 problem"
                                                : report.problems().size() + " problems"));
    }
}
