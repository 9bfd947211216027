package dev.pawl.parse;

import dev.pawl.error.Excerpt;
import dev.pawl.migration.SourcePosition;
import dev.pawl.migration.Statement;

/** Turns the position in an error of the server into a place in the file. */
public final class StatementLocator {

    private StatementLocator() {}

    /**
     * Where a character of a statement is.
     *
     * @param statement the statement that the server refused
     * @param characterOffset as the server counts it: from 1, in characters, within the statement's own text; a value
     *     outside the text means its nearest end
     */
    public static Location locate(Statement statement, int characterOffset) {
        String sql = statement.sql();
        int characters = sql.codePointCount(0, sql.length());
        int index = sql.offsetByCodePoints(0, Math.max(0, Math.min(characterOffset - 1, characters)));
        int lineStart = sql.lastIndexOf('\n', index - 1) + 1;
        int lineEnd = sql.indexOf('\n', index);
        String line = sql.substring(lineStart, lineEnd < 0 ? sql.length() : lineEnd);
        int column = sql.codePointCount(lineStart, index) + 1;
        return new Location(position(statement.position(), sql, lineStart, column), Excerpts.around(line, column));
    }

    /** Where a statement begins, for an error of the server that names no position. */
    public static Location start(Statement statement) {
        return locate(statement, 1);
    }

    private static SourcePosition position(SourcePosition start, String sql, int lineStart, int column) {
        if (lineStart == 0) {
            return new SourcePosition(start.file(), start.line(), start.column() + column - 1);
        }
        int lines =
                (int) sql.substring(0, lineStart).chars().filter(c -> c == '\n').count();
        return new SourcePosition(start.file(), start.line() + lines, column);
    }

    /**
     * A place in a file.
     *
     * @param position line and column in the file
     * @param excerpt the line, as far as it belongs to the statement, with the caret's column
     */
    public record Location(SourcePosition position, Excerpt excerpt) {}
}
