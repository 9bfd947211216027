package dev.pawl.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The first words of one statement, without comments: enough to find the names in {@code CREATE INDEX CONCURRENTLY} and
 * its like. Not a parser.
 */
final class SqlWords {

    private static final int ENOUGH = 40;

    private final String sql;
    private final List<String> words = new ArrayList<>();
    private int next;

    private SqlWords(String sql) {
        this.sql = sql;
    }

    /** Words and names as they are written, each sign on its own. */
    static List<String> of(String sql) {
        SqlWords reader = new SqlWords(sql);
        while (reader.words.size() < ENOUGH && reader.readOne()) {}
        return List.copyOf(reader.words);
    }

    /** A name as the catalog has it: unquoted, or folded to lower case. */
    static String identifier(String word) {
        return word.startsWith("\"")
                ? word.substring(1, word.length() - 1).replace("\"\"", "\"")
                : word.toLowerCase(Locale.ROOT);
    }

    private boolean readOne() {
        skipSpaceAndComments();
        if (next >= sql.length()) {
            return false;
        }
        int start = next;
        char first = sql.charAt(start);
        if (first == '"') {
            next = endOfQuoted(start);
        } else if (isWordChar(first)) {
            while (next < sql.length() && isWordChar(sql.charAt(next))) {
                next++;
            }
        } else {
            next++;
        }
        words.add(sql.substring(start, next));
        return true;
    }

    private int endOfQuoted(int start) {
        int end = start + 1;
        while (end < sql.length()) {
            if (sql.charAt(end) == '"' && (end + 1 == sql.length() || sql.charAt(end + 1) != '"')) {
                return end + 1;
            }
            end += sql.charAt(end) == '"' ? 2 : 1;
        }
        return sql.length();
    }

    private static boolean isWordChar(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c > 127;
    }

    private void skipSpaceAndComments() {
        while (next < sql.length()) {
            if (Character.isWhitespace(sql.charAt(next))) {
                next++;
            } else if (sql.startsWith("--", next)) {
                int end = sql.indexOf('\n', next);
                next = end < 0 ? sql.length() : end + 1;
            } else if (sql.startsWith("/*", next)) {
                skipBlockComment();
            } else {
                return;
            }
        }
    }

    private void skipBlockComment() {
        int depth = 0;
        do {
            if (sql.startsWith("/*", next)) {
                depth++;
                next += 2;
            } else if (sql.startsWith("*/", next)) {
                depth--;
                next += 2;
            } else {
                next++;
            }
        } while (depth > 0 && next < sql.length());
    }
}
