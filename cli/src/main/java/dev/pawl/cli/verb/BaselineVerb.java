package dev.pawl.cli.verb;

import dev.pawl.MarkRequest;
import dev.pawl.cli.connect.Project;
import dev.pawl.cli.words.Usage;
import dev.pawl.cli.words.Word;
import dev.pawl.error.ExitCode;
import dev.pawl.event.RunListener;

/** {@code pawl baseline VERSION}: a database that had its schema before pawl came (spec H5). */
final class BaselineVerb implements Verb {

    @Override
    public Usage usage() {
        return Usage.of("baseline", "Declare everything up to a version applied, without running it")
                .withDetails("For a database that has its schema already. Later migrations stay pending.")
                .withWords(Word.one("VERSION", "the last migration that the database has, by version or file name"))
                .withOptions(MarkVerb.REASON)
                .withExamples("baseline 12 --reason \"schema came from a dump\"\tthe next migrate begins after 12");
    }

    @Override
    public int run(Call call) {
        String version = call.arguments().word(0).orElseThrow();
        try (Project project = call.open(RunListener.SILENT)) {
            MarkVerb.show(
                    call,
                    new Production(call)
                            .correct(confirmation -> project.pawl()
                                    .baseline(new MarkRequest(
                                            version,
                                            MarkRequest.Status.APPLIED,
                                            call.arguments().value(MarkVerb.REASON),
                                            confirmation))));
            return ExitCode.DONE.value();
        }
    }
}
