package dev.pawl.postgres;

import java.util.regex.Pattern;

/** A query as a message shows it: one short line, and nothing that looks like a secret. */
final class SqlExcerpt {

    /** How many characters are shown. */
    static final int LENGTH = 80;

    private static final Pattern SPACE = Pattern.compile("\\s+");

    /** A string constant after {@code PASSWORD}, as in {@code CREATE ROLE}, {@code IDENTIFIED BY} or a connection string. */
    private static final Pattern PASSWORD = Pattern.compile(
            "(?i)(\\b(?:encrypted\\s+)?(?:password|passwd|pwd|secret|token|api_?key)\\b\\W{0,6}?\\s*[=(,]?\\s*)"
                    + "(?:E?'(?:[^'\\\\]|''|\\\\.)*(?:'|$)|\\$(\\w*)\\$.*?(?:\\$\\2\\$|$)|[^\\s'\";,)]+)");

    private static final Pattern URL = Pattern.compile("(://[^:/@\\s]+:)[^@\\s]+@");

    private SqlExcerpt() {}

    static String of(String query) {
        String masked = PASSWORD.matcher(query).replaceAll("$1***");
        String line = SPACE.matcher(URL.matcher(masked).replaceAll("$1***@"))
                .replaceAll(" ")
                .strip();
        return line.length() <= LENGTH ? line : line.substring(0, LENGTH - 1).stripTrailing() + "…";
    }
}
