package dev.pawl.discover;

import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a migration is called, in its two spellings: {@code Create users table} and {@code create-users-table}. */
final class Description {

    private static final Pattern NOT_FOR_FILE_NAMES = Pattern.compile("[^\\p{L}\\p{N}\\p{M}]+");
    private static final Pattern APOSTROPHE = Pattern.compile("['\u2019]");
    private static final Pattern CAPITALISED = Pattern.compile("\\p{Lu}[\\p{Ll}\\p{M}]*");

    private Description() {}

    /**
     * A file's description as a name: spaces between words, the first letter capital, the rest as it is (promise B5).
     */
    static String name(String slug) {
        String words = spaced(slug).strip();
        if (words.isEmpty()) {
            return "";
        }
        int first = words.codePointAt(0);
        return Character.toString(Character.toUpperCase(first)) + words.substring(Character.charCount(first));
    }

    /** One space for whatever stands between words. By hand, because every file's name is read. */
    private static String spaced(String slug) {
        StringBuilder words = new StringBuilder(slug.length());
        boolean between = false;
        for (int i = 0; i < slug.length(); i++) {
            char c = slug.charAt(i);
            boolean isBetween = c == ' ' || c == '_' || c == '-' || (c >= '\t' && c <= '\r');
            if (!isBetween) {
                words.append(c);
            } else if (!between) {
                words.append(' ');
            }
            between = isBetween;
        }
        return words.toString();
    }

    /**
     * A description as part of a file's name. Capitalised words become lower case, so that the names of a folder look
     * alike; others ({@code CSV}) stay, so that {@link #name} gives them back. Empty if nothing can stay.
     */
    static String slug(String description, String separator) {
        String letters = APOSTROPHE.matcher(PathText.composed(description)).replaceAll("");
        return NOT_FOR_FILE_NAMES
                .splitAsStream(letters)
                .filter(word -> !word.isEmpty())
                .map(word -> CAPITALISED.matcher(word).matches() ? word.toLowerCase(Locale.ROOT) : word)
                .collect(Collectors.joining(separator));
    }
}
