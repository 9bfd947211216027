package dev.pawl.cli.words;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

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
        Arguments arguments = PlainWords.sort(usage, words).orElseGet(() -> readClosely(words));
        if (!arguments.has(CommonOptions.HELP)) {
            checkCount(arguments.words());
            checkChoices(arguments.words());
        }
        return arguments;
    }

    /** What picocli makes of the words. */
    Arguments readClosely(List<String> words) {
        CommandLine commandLine = new CommandLine(Specs.of(usage));
        commandLine.setStopAtPositional(usage.endsInCommand());
        commandLine.setTrimQuotes(false);
        commandLine.setExpandAtFiles(false);
        return sorted(parsed(commandLine, words));
    }

    private ParseResult parsed(CommandLine commandLine, List<String> words) {
        try {
            return commandLine.parseArgs(words.toArray(new String[0]));
        } catch (CommandLine.UnmatchedArgumentException e) {
            throw unknown(e.getUnmatched().get(0));
        } catch (CommandLine.OverwrittenOptionException e) {
            throw invalid(nameOf(e.getOverwritten()) + " is given twice.", "Give it once.");
        } catch (CommandLine.MissingParameterException e) {
            throw invalid(
                    e.getMissing().stream()
                                    .map(ArgumentReader::nameOf)
                                    .findFirst()
                                    .orElse("An option") + " needs a value.",
                    seeHelp());
        } catch (CommandLine.ParameterException e) {
            throw invalid(endOfSentence(String.valueOf(e.getMessage())), seeHelp());
        }
    }

    private static String endOfSentence(String message) {
        return message.endsWith(".") ? message : message + ".";
    }

    private static String nameOf(CommandLine.Model.ArgSpec spec) {
        return spec instanceof OptionSpec option ? option.longestName() : spec.paramLabel();
    }

    private PawlException unknown(String word) {
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

    private String seeHelp() {
        return "`pawl " + usage.verb() + " --help` lists what it understands.";
    }

    private static Arguments sorted(ParseResult result) {
        Map<String, List<String>> options = new HashMap<>();
        for (OptionSpec option : result.matchedOptions()) {
            options.put(option.longestName(), option.arity().max() == 0 ? List.of() : option.stringValues());
        }
        List<String> words = new ArrayList<>();
        // There is one, but picocli names it once for each row of words between options, every time with all of them.
        result.matchedPositionals().stream()
                .findFirst()
                .ifPresent(positional -> words.addAll(positional.stringValues()));
        return new Arguments(options, words);
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

    private static PawlException invalid(String message, String fix) {
        return PawlException.of(Problem.of(ErrorCode.USAGE_INVALID, message, fix));
    }
}
