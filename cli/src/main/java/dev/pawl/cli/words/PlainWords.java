package dev.pawl.cli.words;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sorts words that are beyond doubt, which those of scripts and pipelines are: every option spelled out and known, every
 * value in its place. Everything else, and all that is wrong, is left to picocli, whose loading takes as long as half of a
 * short command.
 */
final class PlainWords {

    private final Usage usage;
    private final Map<String, Option> known = new HashMap<>();
    private final Map<String, List<String>> options = new HashMap<>();
    private final List<String> words = new ArrayList<>();

    private PlainWords(Usage usage) {
        this.usage = usage;
        for (Option option : usage.allOptions()) {
            known.put(option.name(), option);
            option.letter().ifPresent(letter -> known.put(letter, option));
        }
    }

    /** The words, sorted; empty where there is the least doubt. */
    static Optional<Arguments> sort(Usage usage, List<String> given) {
        PlainWords plain = new PlainWords(usage);
        return !usage.endsInCommand() && plain.takeAll(given)
                ? Optional.of(new Arguments(plain.options, plain.words))
                : Optional.empty();
    }

    private boolean takeAll(List<String> given) {
        int next = 0;
        while (next < given.size()) {
            int taken = take(given, next);
            if (taken == 0) {
                return false;
            }
            next += taken;
        }
        return true;
    }

    /** How many words were taken from a place on; none where there is doubt. */
    private int take(List<String> given, int place) {
        String word = given.get(place);
        if (!word.startsWith("-")) {
            words.add(word);
            return usage.words().isEmpty() || !isValue(word) ? 0 : 1;
        }
        int equals = word.indexOf('=');
        Option option = known.get(equals < 0 ? word : word.substring(0, equals));
        if (option == null) {
            return 0;
        }
        if (option.takes() == Option.Takes.NOTHING) {
            return equals < 0 && options.put(option.name(), List.of()) == null ? 1 : 0;
        }
        if (equals >= 0) {
            return takeValue(option, word.substring(equals + 1)) ? 1 : 0;
        }
        return place + 1 < given.size() && takeValue(option, given.get(place + 1)) ? 2 : 0;
    }

    private boolean takeValue(Option option, String value) {
        if (!isValue(value)) {
            return false;
        }
        List<String> values = options.computeIfAbsent(option.name(), name -> new ArrayList<>());
        values.add(value);
        return values.size() == 1 || option.takes() == Option.Takes.SEVERAL;
    }

    private static boolean isValue(String word) {
        return !word.isEmpty() && !word.startsWith("-") && word.indexOf('"') < 0;
    }
}
