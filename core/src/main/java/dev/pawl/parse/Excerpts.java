package dev.pawl.parse;

import dev.pawl.error.Excerpt;

/** Cuts a line to what fits a terminal, around the place that matters. */
final class Excerpts {
    private static final int MAX_WIDTH = 120;
    /** How much stands before the caret in a line that is cut. */
    private static final int LEAD = 60;

    private static final String CUT = "…";

    private Excerpts() {}

    /**
     * An excerpt of a line.
     *
     * @param line its text; tabs and control characters become blanks, so that the caret stands where it should and no
     *     escape sequence reaches a terminal
     * @param column the character that the caret points to, from 1
     */
    static Excerpt around(String line, int column) {
        int[] characters = line.codePoints()
                .filter(c -> c != '\r' && c != '\n')
                .map(c -> Character.isISOControl(c) || isInvisible(c) ? ' ' : c)
                .toArray();
        int caret = Math.max(1, Math.min(column, characters.length + 1));
        if (characters.length <= MAX_WIDTH) {
            return new Excerpt(text(characters, 0, characters.length), caret);
        }
        int from = Math.max(0, Math.min(caret - 1 - LEAD, characters.length - MAX_WIDTH));
        int to = Math.min(characters.length, from + MAX_WIDTH);
        String start = from > 0 ? CUT : "";
        String end = to < characters.length ? CUT : "";
        return new Excerpt(start + text(characters, from, to) + end, caret - from + start.length());
    }

    /** Characters that reorder or hide text in a terminal. */
    private static boolean isInvisible(int c) {
        return Character.getType(c) == Character.FORMAT;
    }

    private static String text(int[] characters, int from, int to) {
        return new String(characters, from, to - from);
    }
}
