package dev.pawl.cli.verb;

import dev.pawl.cli.json.Documents;
import dev.pawl.cli.words.HelpText;
import dev.pawl.cli.words.Suggestion;
import dev.pawl.cli.words.Usage;
import dev.pawl.cli.words.Word;
import dev.pawl.error.ErrorCode;
import dev.pawl.error.ExitCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import java.util.List;
import java.util.Optional;

/** {@code pawl help [VERB]}. */
final class HelpVerb implements Verb {

    @Override
    public Usage usage() {
        return Usage.of("help", "Tell how to use pawl, or one verb of it")
                .withWords(Word.optional("VERB", "the verb to explain"));
    }

    @Override
    public int run(Call call) {
        Optional<Usage> usage = call.arguments().word(0).map(HelpVerb::usageOf);
        if (call.output().isForProgram()) {
            call.output().document(Documents.help(usage.map(List::of).orElseGet(Verbs::usages)));
        } else {
            call.output().answer(usage.map(HelpText::of).orElseGet(Verbs::help));
        }
        return ExitCode.DONE.value();
    }

    private static Usage usageOf(String name) {
        return Verbs.find(name)
                .map(Verb::usage)
                .orElseThrow(() -> PawlException.of(Problem.of(
                        ErrorCode.USAGE_INVALID,
                        "pawl does not know the verb " + name + ".",
                        Suggestion.nearest(name, Verbs.names())
                                        .map(meant -> "Did you mean `pawl help " + meant + "`? ")
                                        .orElse("")
                                + "`pawl --help` lists the verbs.")));
    }
}
