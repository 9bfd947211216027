package dev.pawl.run;

import dev.pawl.migration.Statement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Statements of a script as one text, and the way back from a place in the text to a statement. */
final class StatementText {

    private static final String END = ";\n";

    private final StringBuilder sql = new StringBuilder();
    private final List<Part> parts = new ArrayList<>();
    private int codePoints;

    /** A statement and where it begins, in characters (code points) as the server counts them, from 0. */
    private record Part(Statement statement, int start) {}

    /** Adds what is not of the script. */
    StatementText add(String text) {
        sql.append(text);
        codePoints += text.codePointCount(0, text.length());
        return this;
    }

    /** Adds a statement, and what ends it. */
    StatementText add(Statement statement) {
        parts.add(new Part(statement, codePoints));
        return add(statement.sql()).add(END);
    }

    int length() {
        return sql.length();
    }

    String sql() {
        return sql.toString();
    }

    /**
     * The failure that an error of this text means: at the place that the server names, which may be ahead of what it was
     * doing, since it reads a text whole before it begins; else of the statement that was under way.
     *
     * @param underWay its index, from 0
     */
    StatementFailure failure(SQLException error, int underWay) {
        int place = placeOf(error);
        Part part = parts.get(underWay);
        if (place >= 0) {
            for (Part candidate : parts) {
                if (candidate.start <= place) {
                    part = candidate;
                }
            }
        }
        return new StatementFailure(part.statement, error, part.start);
    }

    private static int placeOf(SQLException error) {
        ServerErrorMessage message = error instanceof PSQLException e ? e.getServerErrorMessage() : null;
        return message == null ? -1 : message.getPosition() - 1;
    }
}
