package dev.pawl.cli.words;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sorts the words behind a verb, or says what is wrong with them. */
public final class ArgumentReader {

    /** What other tools, and the seeds' own runners, call what pawl has under another name. */
    private static final Map<String, String> FOREIGN_OPTIONS =
            Map.of("--list", "pawl status", "--status", "pawl status", "--check", "pawl validate", "--force", "--yes");

    private final Usage usage;

    /** A reader for one verb. */
    public ArgumentReader(Usage usage) {
        this.usage = usage;
    }

    /**
     * The words, sorted.
     *
     * @throws PawlException USAGE_INVALID
     */
    public Arguments read(List<String> words) {
        Arguments arguments = PlainWords.sort(usage, words).orElseGet(() -> new PicocliWords(this, usage).sort(words));
        if (!arguments.has(CommonOptions.HELP)) {
            checkCount(arguments.words());
            checkChoices(arguments.words());
        }
        return arguments;
    }

    PawlException unknown(String word) {
        if (!word.startsWith("-")) {
            return invalid("`pawl " + usage.verb() + "` does not take the argument " + word + ".", seeHelp());
        }
        int equals = word.indexOf('=');
        String name = equals < 0 ? word : word.substring(0, equals);
        Optional<String> foreign = Optional.ofNullable(FOREIGN_OPTIONS.get(name));
        List<String> known = usage.allOptions().stream().map(Option::name).toList();
        Optional<String> meant = Suggestion.nearest(name, known).or(() -> foreign);
        return invalid(
                "`pawl " + usage.verb() + "` does not know the option " + name + ".",
                meant.map(option -> "Did you mean `" + option + "`? ").orElse("") + seeHelp());
    }

    String seeHelp() {
        return "`pawl " + usage.verb() + " --help` lists what it understands.";
    }

    private void checkCount(List<String> words) {
        int most = 0;
        for (Word word : usage.words()) {
            boolean isNeeded = word.count() == Word.Count.ONE || word.count() == Word.Count.COMMAND;
            if (isNeeded && words.size() <= most) {
                throw invalid("`pawl " + usage.verb() + "` needs the argument " + word.label() + ".", seeHelp());
            }
            boolean isMany = word.count() == Word.Count.ANY || word.count() == Word.Count.COMMAND;
            most = isMany ? Integer.MAX_VALUE : most + 1;
        }
        if (words.size() > most) {
            throw unknown(words.get(most));
        }
    }

    private void checkChoices(List<String> words) {
        for (int i = 0; i < Math.min(words.size(), usage.words().size()); i++) {
            List<String> choices = usage.words().get(i).choices();
            String word = words.get(i);
            if (!choices.isEmpty() && !choices.contains(word)) {
                throw invalid(
                        usage.words().get(i).label() + " cannot be " + word + ".",
                        "It is one of: " + String.join(", ", choices) + ".");
            }
        }
    }

    static PawlException invalid(String message, String fix) {
        return PawlException.of(Problem.of(ErrorCode.USAGE_INVALID, message, fix));
    }
}
