package dev.pawl.parse;

import java.util.Locale;

/**
 * A line of a file.
 *
 * @param from the offset of its first byte
 * @param to the offset after its line feed
 * @param number from 1
 * @param kind what it holds
 * @param text without line end and blanks around it, where it was asked for; empty otherwise
 */
record SourceLine(long from, long to, int number, Kind kind, String text) {

    /** What a line holds, told by its beginning. */
    enum Kind {
        BLANK,
        /** Begins with {@code --}. */
        COMMENT,
        SQL
    }

    /** What follows {@code --}, in lower case, with single blanks. */
    String comment() {
        return kind == Kind.COMMENT
                ? text.substring(2).strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT)
                : "";
    }
}
