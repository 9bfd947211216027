package dev.pawl.cli.words;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The words of one command line, sorted. */
public final class Arguments {

    private final Map<String, List<String>> options;
    private final List<String> words;

    /**
     * Sorted words.
     *
     * @param options values by name; no values for a flag
     * @param words the arguments that are not options
     */
    public Arguments(Map<String, List<String>> options, List<String> words) {
        this.options = Map.copyOf(options);
        this.words = List.copyOf(words);
    }

    /** Whether an option was given. */
    public boolean has(Option option) {
        return options.containsKey(option.name());
    }

    /** The value of an option. */
    public Optional<String> value(Option option) {
        return value(option.name());
    }

    /** The value of an option, by name. */
    public Optional<String> value(String option) {
        return values(option).stream().findFirst();
    }

    /** All values of an option. */
    public List<String> values(String option) {
        return options.getOrDefault(option, List.of());
    }

    /** The value of an option as a duration. */
    public Optional<Duration> duration(Option option) {
        return value(option)
                .map(text -> Durations.parse(text)
                        .orElseThrow(() -> PawlException.of(Problem.of(
                                ErrorCode.USAGE_INVALID,
                                option.name() + " is not a duration: " + text + ".",
                                "Give a number and a unit: `" + option.name() + " 30s`. Units are ms, s, m and h."))));
    }

    /** The value of an option as a count of at least one. */
    public Optional<Integer> count(Option option) {
        return value(option)
                .map(text -> Counts.parse(text)
                        .orElseThrow(() -> PawlException.of(Problem.of(
                                ErrorCode.USAGE_INVALID,
                                option.name() + " is not a count: " + text + ".",
                                "Give a whole number from 1 on: `" + option.name() + " 1`."))));
    }

    /** The arguments that are not options. */
    public List<String> words() {
        return words;
    }

    /** One of them. */
    public Optional<String> word(int index) {
        return index < words.size() ? Optional.of(words.get(index)) : Optional.empty();
    }
}
