package dev.pawl.run;

import dev.pawl.migration.Statement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Statements of a script as one text, and the way back from a place in the text to a statement. */
final class StatementText {

    /** Between two statements. */
    static final String SEPARATOR = ";\n";

    private final StringBuilder sql = new StringBuilder();
    private final List<Part> parts = new ArrayList<>();
    private int codePoints;
    private boolean isAscii = true;

    /** A statement and where it begins, in characters (code points) as the server counts them, from 0. */
    private record Part(Statement statement, int start) {
        /** What ends it belongs to it: there the server misses what is missing. */
        int end() {
            return start + statement.sql().codePointCount(0, statement.sql().length());
        }
    }

    /** Whether any database can hold it. */
    static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 127) {
                return false;
            }
        }
        return true;
    }

    /** Adds what is not of the script. */
    StatementText add(String text) {
        sql.append(text);
        isAscii &= isAscii(text);
        codePoints += text.codePointCount(0, text.length());
        return this;
    }

    /** Adds a statement of the script, behind another one if there is one. */
    StatementText add(Statement statement) {
        if (!parts.isEmpty()) {
            add(SEPARATOR);
        }
        parts.add(new Part(statement, codePoints));
        return add(statement.sql());
    }

    int length() {
        return sql.length();
    }

    /** An upper bound of its bytes. */
    int size() {
        return isAscii ? sql.length() : 3 * sql.length();
    }

    /** Whether any database can hold all of it. */
    boolean isAscii() {
        return isAscii;
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
        return failureAt(error).orElseGet(() -> failureOf(parts.get(underWay), error));
    }

    /** The failure of the statement at the place that the server names; empty where it names none, or none of a statement. */
    Optional<StatementFailure> failureAt(SQLException error) {
        int place = placeOf(error);
        return parts.stream()
                .filter(part -> part.start <= place && place <= part.end())
                .reduce((one, later) -> later)
                .map(part -> failureOf(part, error));
    }

    private static StatementFailure failureOf(Part part, SQLException error) {
        return new StatementFailure(part.statement, error, part.start);
    }

    private static int placeOf(SQLException error) {
        ServerErrorMessage message = error instanceof PSQLException e ? e.getServerErrorMessage() : null;
        return message == null ? -1 : message.getPosition() - 1;
    }
}
