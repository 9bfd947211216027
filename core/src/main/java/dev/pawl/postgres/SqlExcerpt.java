package dev.pawl.postgres;

import java.util.regex.Pattern;

/**
 * A query as a message shows it: one short line, and nothing that looks like a secret (spec N3). A query that speaks of
 * passwords loses all of its string constants: they may be arguments of a function, parts of a connection string, or cut
 * off by the server.
 */
final class SqlExcerpt {

    /** How many characters are shown. */
    static final int LENGTH = 80;

    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Pattern SUSPICIOUS =
            Pattern.compile("(?i)passw|pwd|secret|token|credential|api_?key|crypt|://[^:/@\\s]+:");
    private static final Pattern CONSTANT = Pattern.compile(
            "(?is)E'(?:[^'\\\\]|''|\\\\.)*(?:'|\\\\?$)|'(?:[^']|'')*(?:'|$)|\\$(\\w*)\\$.*?(?:\\$\\1\\$|$)");

    private SqlExcerpt() {}

    static String of(String query) {
        String shown =
                SUSPICIOUS.matcher(query).find() ? CONSTANT.matcher(query).replaceAll("'***'") : query;
        String line = SPACE.matcher(shown).replaceAll(" ").strip();
        return line.length() <= LENGTH ? line : line.substring(0, LENGTH - 1).stripTrailing() + "…";
    }
}
