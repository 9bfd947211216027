package dev.pawl.cli.words;

import dev.pawl.error.PawlException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Sorts words with picocli. A class of its own, so that who needs no picocli does not load any of it. */
final class PicocliWords {

    private final ArgumentReader reader;
    private final Usage usage;

    /** @param reader says what is wrong with words */
    PicocliWords(ArgumentReader reader, Usage usage) {
        this.reader = reader;
        this.usage = usage;
    }

    /**
     * The words, sorted.
     *
     * @throws PawlException USAGE_INVALID
     */
    Arguments sort(List<String> words) {
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
            throw reader.unknown(e.getUnmatched().get(0));
        } catch (CommandLine.OverwrittenOptionException e) {
            throw ArgumentReader.invalid(nameOf(e.getOverwritten()) + " is given twice.", "Give it once.");
        } catch (CommandLine.MissingParameterException e) {
            throw ArgumentReader.invalid(
                    e.getMissing().stream()
                                    .map(PicocliWords::nameOf)
                                    .findFirst()
                                    .orElse("An option") + " needs a value.",
                    reader.seeHelp());
        } catch (CommandLine.ParameterException e) {
            throw ArgumentReader.invalid(endOfSentence(String.valueOf(e.getMessage())), reader.seeHelp());
        }
    }

    private static String endOfSentence(String message) {
        return message.endsWith(".") ? message : message + ".";
    }

    private static String nameOf(CommandLine.Model.ArgSpec spec) {
        return spec instanceof OptionSpec option ? option.longestName() : spec.paramLabel();
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
}
