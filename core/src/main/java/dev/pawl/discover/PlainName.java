package dev.pawl.discover;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file's or folder's name that begins with its version: {@code 001_create_users}, {@code 2025-10-18-add-index}.
 *
 * @param version as spelled
 * @param separator what stands between version and description; empty where there is no description
 * @param slug the description as spelled; empty where there is none
 */
record PlainName(String version, String separator, String slug) {

    private static final Pattern DATED =
            Pattern.compile("(\\d{4}-\\d\\d-\\d\\d(?:-\\d{6}(?:-\\d{4})?)?)(?:([-_])(.*))?", Pattern.DOTALL);
    private static final Pattern GLUED = Pattern.compile("(\\d+)([-_]?)(.*)", Pattern.DOTALL);

    /**
     * Reads a name without its extension. Something that looks like a date and is none ({@code 2025-13-01}) is no
     * name.
     */
    static Optional<PlainName> parse(String stem) {
        if (stem.length() > 4 && stem.charAt(4) == '-') { // a short look, because every file's name is asked many times
            Matcher dated = DATED.matcher(stem);
            if (dated.matches()) {
                return Optional.of(of(dated)).filter(name -> VersionStyle.of(name.version()) != VersionStyle.NUMBER);
            }
        }
        return numbered(stem);
    }

    /** Digits, and after a dash or underscore anything. */
    private static Optional<PlainName> numbered(String stem) {
        int end = 0;
        while (end < stem.length() && stem.charAt(end) >= '0' && stem.charAt(end) <= '9') {
            end++;
        }
        if (end == 0) {
            return Optional.empty();
        }
        if (end == stem.length()) {
            return Optional.of(new PlainName(stem, "", ""));
        }
        char separator = stem.charAt(end);
        return separator == '-' || separator == '_'
                ? Optional.of(
                        new PlainName(stem.substring(0, end), stem.substring(end, end + 1), stem.substring(end + 1)))
                : Optional.empty();
    }

    /** As {@link #parse}, for the tools that need no separator: {@code 20251018users}. */
    static Optional<PlainName> parseGlued(String stem) {
        return parse(stem).or(() -> glued(stem));
    }

    private static Optional<PlainName> glued(String stem) {
        Matcher matcher = GLUED.matcher(stem);
        return matcher.matches() ? Optional.of(of(matcher)) : Optional.empty();
    }

    private static PlainName of(Matcher matcher) {
        return new PlainName(matcher.group(1), orEmpty(matcher.group(2)), orEmpty(matcher.group(3)));
    }

    private static String orEmpty(@Nullable String group) {
        return group == null ? "" : group;
    }
}
