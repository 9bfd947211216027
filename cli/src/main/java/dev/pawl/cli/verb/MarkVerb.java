package dev.pawl.cli.verb;

import dev.pawl.MarkRequest;
import dev.pawl.cli.connect.Project;
import dev.pawl.cli.json.Documents;
import dev.pawl.cli.words.Option;
import dev.pawl.cli.words.Usage;
import dev.pawl.cli.words.Word;
import dev.pawl.error.ExitCode;
import dev.pawl.event.RunListener;
import dev.pawl.report.MarkReport;

/** {@code pawl mark VERSION applied|pending}: corrects what the history says, without running anything (spec H5). */
final class MarkVerb implements Verb {

    static final Option REASON = Option.value("--reason", "TEXT", "why, for the audit trail");

    @Override
    public Usage usage() {
        return Usage.of("mark", "Declare one migration applied or pending, without running it")
                .withDetails("The audit trail records who did it and why.")
                .withWords(
                        Word.one("VERSION", "the migration, by version or file name"),
                        Word.one("STATUS", "applied or pending").withChoices("applied", "pending"))
                .withOptions(REASON)
                .withExamples("mark 7 applied --reason \"was run by hand\"\tnothing is run");
    }

    @Override
    public int run(Call call) {
        String version = call.arguments().word(0).orElseThrow();
        MarkRequest.Status status = call.arguments().word(1).orElseThrow().equals("applied")
                ? MarkRequest.Status.APPLIED
                : MarkRequest.Status.PENDING;
        try (Project project = call.open(RunListener.SILENT)) {
            show(
                    call,
                    new Production(call)
                            .correct(confirmation -> project.pawl()
                                    .mark(new MarkRequest(
                                            version, status, call.arguments().value(REASON), confirmation))));
            return ExitCode.DONE.value();
        }
    }

    static void show(Call call, MarkReport report) {
        if (call.output().isForProgram()) {
            call.output().document(Documents.mark(report));
        }
        report.marked()
                .forEach(migration -> call.output()
                        .say(call.output().tone().good() + " " + migration.filename() + " counts as " + report.status()
                                + " now"));
        report.unchanged()
                .forEach(migration ->
                        call.output().say("  " + migration.filename() + " counted as " + report.status() + " already"));
        report.forgotten()
                .forEach(progress -> call.output()
                        .say(call.output().tone().attention() + " How far "
                                + progress.migration().filename() + " was is forgotten: " + progress.words()
                                + again(report)));
    }

    private static String again(MarkReport report) {
        return report.status().equals("pending") ? "; the next run begins with statement 1" : "";
    }
}
