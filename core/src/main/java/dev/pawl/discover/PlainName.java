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
    private static final Pattern NUMBERED = Pattern.compile("(\\d+)(?:([-_])(.*))?", Pattern.DOTALL);
    private static final Pattern GLUED = Pattern.compile("(\\d+)([-_]?)(.*)", Pattern.DOTALL);

    /**
     * Reads a name without its extension. Something that looks like a date and is none ({@code 2025-13-01}) is no
     * name.
     */
    static Optional<PlainName> parse(String stem) {
        Matcher dated = DATED.matcher(stem);
        if (dated.matches()) {
            return Optional.of(of(dated)).filter(name -> VersionStyle.of(name.version()) != VersionStyle.NUMBER);
        }
        return matched(NUMBERED, stem);
    }

    /** As {@link #parse}, for the tools that need no separator: {@code 20251018users}. */
    static Optional<PlainName> parseGlued(String stem) {
        return parse(stem).or(() -> matched(GLUED, stem));
    }

    private static Optional<PlainName> matched(Pattern pattern, String stem) {
        Matcher matcher = pattern.matcher(stem);
        return matcher.matches() ? Optional.of(of(matcher)) : Optional.empty();
    }

    private static PlainName of(Matcher matcher) {
        return new PlainName(matcher.group(1), orEmpty(matcher.group(2)), orEmpty(matcher.group(3)));
    }

    private static String orEmpty(@Nullable String group) {
        return group == null ? "" : group;
    }
}
