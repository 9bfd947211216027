package dev.pawl.migration;

/**
 * A place in a file, for every message that names one.
 *
 * @param file the file as the user knows it (relative to its location where possible)
 * @param line from 1
 * @param column from 1, in characters
 */
public record SourcePosition(String file, int line, int column) {

    /** The beginning of a file. */
    public static SourcePosition startOf(String file) {
        return new SourcePosition(file, 1, 1);
    }

    /** Renders {@code file:line:column}, the form that editors open. */
    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
