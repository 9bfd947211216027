package dev.pawl.cli.verb;

import dev.pawl.cli.connect.Project;
import dev.pawl.cli.json.Documents;
import dev.pawl.cli.text.StatusText;
import dev.pawl.cli.words.CommonOptions;
import dev.pawl.cli.words.Option;
import dev.pawl.cli.words.Usage;
import dev.pawl.error.ExitCode;
import dev.pawl.event.RunListener;
import dev.pawl.report.StatusReport;

/** {@code pawl status}: what is applied and what is pending (spec T1). */
final class StatusVerb implements Verb {

    private static final Option EXIT_CODE = Option.flag("--exit-code", "end with 5 when something is pending");

    @Override
    public Usage usage() {
        return Usage.of("status", "Show what is applied and what is pending")
                .withOptions(EXIT_CODE, CommonOptions.TENANT_SCHEMAS_QUERY, CommonOptions.TENANT_CONNECTIONS)
                .withExamples(
                        "status\tapplied, pending, failed and skipped migrations",
                        "status --exit-code --quiet\tfor scripts: 0 up to date, 5 pending",
                        "status --verbose\talso the layout and where settings came from");
    }

    @Override
    public int run(Call call) {
        try (Project project = call.open(RunListener.SILENT)) {
            if (project.tenants().isPresent()) {
                return new OverTenants(call, project)
                        .status(call.arguments().has(EXIT_CODE) ? ExitCode.PENDING : ExitCode.DONE);
            }
            StatusReport report = project.pawl().status();
            if (call.output().isForProgram()) {
                report.warnings().forEach(call.output()::warn);
                call.output().document(Documents.status(report));
            }
            call.output()
                    .say(StatusText.of(
                            report, call.output().tone(), call.shell().zone()));
            if (call.output().isVerbose()) {
                call.output().detail("");
                project.explain();
                report.notes().forEach(call.output()::detail);
            }
            boolean isPending = call.arguments().has(EXIT_CODE) && !report.upToDate();
            return isPending ? ExitCode.PENDING.value() : ExitCode.DONE.value();
        }
    }
}
