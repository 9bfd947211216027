package dev.pawl.cli.verb;

import dev.pawl.cli.connect.Project;
import dev.pawl.cli.json.Documents;
import dev.pawl.cli.text.HistoryText;
import dev.pawl.cli.words.Option;
import dev.pawl.cli.words.Usage;
import dev.pawl.error.ExitCode;
import dev.pawl.event.RunListener;
import dev.pawl.history.Attempt;
import java.util.List;

/** {@code pawl history}: the audit trail (spec T1, H2). */
final class HistoryVerb implements Verb {

    private static final int DEFAULT_LIMIT = 20;
    private static final Option LIMIT = Option.value("--limit", "N", "how many, newest first; default 20");

    @Override
    public Usage usage() {
        return Usage.of("history", "Show who did what, and when")
                .withDetails("Every attempt is listed: failed ones, rollbacks, and corrections by hand.")
                .withOptions(LIMIT);
    }

    @Override
    public int run(Call call) {
        int limit = call.arguments().count(LIMIT).orElse(DEFAULT_LIMIT);
        try (Project project = call.open(RunListener.SILENT)) {
            List<Attempt> attempts = project.pawl().history(limit);
            if (call.output().isForProgram()) {
                call.output().document(Documents.history(attempts));
            }
            call.output()
                    .say(HistoryText.of(
                            attempts, call.output().tone(), call.shell().zone()));
            return ExitCode.DONE.value();
        }
    }
}
