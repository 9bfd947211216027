package dev.pawl.parse;

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
                .min(Comparator.comparingInt(candidate -> distance(bare, candidate.replace("-", ""))))
                .filter(candidate ->
                        distance(bare, candidate.replace("-", "")) <= Math.min(FARTHEST, bare.length() / 2));
    }

    /** Levenshtein's distance. */
    private static int distance(String left, String right) {
        int[] previous = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int[] current = new int[right.length() + 1];
            current[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int replaced = previous[j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[right.length()];
    }
}
