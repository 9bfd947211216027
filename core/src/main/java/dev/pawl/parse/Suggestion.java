package dev.pawl.parse;

import dev.pawl.migration.Likeness;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses which known word was meant. */
final class Suggestion {
    private static final int FARTHEST = 3;

    private Suggestion() {}

    /** The nearest of the known words, if it is near enough to be meant. */
    static Optional<String> nearest(String word, Collection<String> known) {
        String bare = word.replaceAll("[-_ ]", "");
        return known.stream()
                .min(Comparator.comparingInt(candidate -> Likeness.distance(bare, candidate.replace("-", ""))))
                .filter(candidate ->
                        Likeness.distance(bare, candidate.replace("-", "")) <= Math.min(FARTHEST, bare.length() / 2));
    }
}
