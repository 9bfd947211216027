package dev.pawl.cli.verb;

import dev.pawl.RepairRequest;
import dev.pawl.cli.connect.Project;
import dev.pawl.cli.json.Documents;
import dev.pawl.cli.text.RepairText;
import dev.pawl.cli.words.Option;
import dev.pawl.cli.words.Usage;
import dev.pawl.cli.words.Word;
import dev.pawl.error.ExitCode;
import dev.pawl.event.RunListener;
import dev.pawl.report.RepairReport;

/** {@code pawl repair}: accepts reviewed edits and clears failed rows (spec R11). */
final class RepairVerb implements Verb {

    private static final Option YES = Option.flag("--yes", "do it; without it, only show what would be done")
            .withLetter("-y");

    @Override
    public Usage usage() {
        return Usage.of("repair", "Accept edited files as they are now, and clear failed rows")
                .withDetails(
                        "Shows what differs, and changes nothing until it is called with --yes. It changes the history only,"
                                + " never the schema.",
                        "On production it must be confirmed, as `pawl migrate` must.")
                .withWords(Word.any("VERSION", "the migrations to repair; default: all that need it"))
                .withOptions(YES, MarkVerb.REASON)
                .withExamples(
                        "repair\tshow what differs",
                        "repair 7 --yes --reason \"comment only\"\taccept the file as it is now");
    }

    @Override
    public int run(Call call) {
        RepairRequest.Mode mode = call.arguments().has(YES) ? RepairRequest.Mode.APPLY : RepairRequest.Mode.PREVIEW;
        try (Project project = call.open(RunListener.SILENT)) {
            RepairReport report = new Production(call)
                    .correct(confirmation -> project.pawl()
                            .repair(new RepairRequest(
                                    mode,
                                    call.arguments().words(),
                                    call.arguments().value(MarkVerb.REASON),
                                    confirmation)));
            if (call.output().isForProgram()) {
                call.output().document(Documents.repair(report));
            }
            call.output().say(RepairText.of(report, call.output().tone()));
            return ExitCode.DONE.value();
        }
    }
}
