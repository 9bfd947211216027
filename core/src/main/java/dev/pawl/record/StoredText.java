package dev.pawl.record;

import java.util.Optional;
import java.util.regex.Pattern;

/** Texts from outside on their way into the database: without passwords, and of a length that a table can bear. */
final class StoredText {

    /** Characters of an error message that are kept. */
    static final int LONGEST_ERROR = 8_000;
    /** Characters of an applied script that are kept; a longer one is not kept at all. */
    static final int LONGEST_SCRIPT = 256 * 1024;

    // Possessive, so that a quote that closes only many pages later costs no stack.
    private static final Pattern URL = Pattern.compile("(://[^\\s:/@]*):[^\\s@]+@");
    private static final Pattern PAIR =
            Pattern.compile("(?i)\\b(password|passwd|pwd)(\\s*=\\s*)(?:'(?:[^']++|'')*+'|\"[^\"]*+\"|[^\\s;,&'\"]++)");
    private static final Pattern CLAUSE = Pattern.compile("(?i)\\b(password\\s+)(?:E?'(?:[^'\\\\]++|''|\\\\.)*+')");

    private StoredText() {}

    /** An error message for the history. */
    static String error(String message) {
        String masked = masked(message.replace("\0", ""));
        return masked.length() <= LONGEST_ERROR ? masked : masked.substring(0, LONGEST_ERROR) + " …";
    }

    /** A script for the history; empty if it is too long, or holds a password: no part of it is better than a wrong one. */
    static Optional<String> script(Optional<String> text) {
        return text.filter(script -> script.length() <= LONGEST_SCRIPT)
                .filter(script -> script.indexOf('\0') < 0)
                .filter(script -> masked(script).equals(script));
    }

    static String masked(String text) {
        String withoutUrls = URL.matcher(text).replaceAll("$1:***@");
        String withoutPairs = PAIR.matcher(withoutUrls).replaceAll("$1$2***");
        return CLAUSE.matcher(withoutPairs).replaceAll("$1***");
    }

    /** The beginning of a text that fits a column. */
    static String fitting(String text, TableColumn column) {
        int limit = column.maxLength().orElse(Integer.MAX_VALUE);
        return text.codePointCount(0, text.length()) <= limit
                ? text
                : text.substring(0, text.offsetByCodePoints(0, limit));
    }
}
