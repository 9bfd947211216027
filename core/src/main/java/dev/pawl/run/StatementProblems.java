package dev.pawl.run;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.Excerpt;
import dev.pawl.error.Problem;
import dev.pawl.error.ServerMessage;
import dev.pawl.migration.Migration;
import dev.pawl.migration.SourcePosition;
import dev.pawl.migration.Statement;
import dev.pawl.postgres.DatabaseProblems;
import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Turns an error of the server into a problem at the right line and column of the script (spec T3). */
final class StatementProblems {

    private static final Pattern COPY_LINE = Pattern.compile("^COPY .*, line (\\d{1,9})", Pattern.MULTILINE);

    private StatementProblems() {}

    /**
     * The problem of a failed statement.
     *
     * @param left what is left of the migration, as a sentence
     */
    static Problem of(Migration migration, StatementFailure failure, String left) {
        return of(migration, failure, left, FailureAdvice.FOR_MIGRATE);
    }

    /** The problem of a failed statement of a script that this advice is for. */
    static Problem of(Migration migration, StatementFailure failure, String left, FailureAdvice advice) {
        Statement statement = failure.statement();
        int offset = offsetIn(statement, failure);
        Optional<SourcePosition> data = positionInData(statement, failure.error());
        SourcePosition position = data.orElseGet(() -> positionAt(statement, offset));
        Problem problem = Problem.at(
                position,
                ErrorCode.STATEMENT_FAILED,
                "Migration " + migration.version() + " failed: " + firstLine(failure.error()) + ".",
                left + " " + advice.of(migration, failure));
        if (data.isEmpty()) {
            problem = problem.withExcerpt(excerptAt(migration, position, statement.sql(), offset));
        }
        return withServer(problem, failure.error());
    }

    private static Problem withServer(Problem problem, SQLException error) {
        return DatabaseProblems.serverMessage(error).map(problem::withServer).orElse(problem);
    }

    /** The server counts the lines of COPY data from 1; they begin on the line after the statement's last. */
    private static Optional<SourcePosition> positionInData(Statement statement, SQLException error) {
        if (!(statement instanceof Statement.CopyData copy)) {
            return Optional.empty();
        }
        int lastLine = copy.position().line()
                + (int) copy.sql().chars().filter(c -> c == '\n').count();
        return DatabaseProblems.serverMessage(error)
                .flatMap(ServerMessage::where)
                .map(COPY_LINE::matcher)
                .filter(Matcher::find)
                .map(found ->
                        new SourcePosition(copy.position().file(), lastLine + Integer.parseInt(found.group(1)), 1));
    }

    /** The server's message without a closing full stop. */
    static String firstLine(Exception error) {
        String message = Optional.of(error)
                .filter(SQLException.class::isInstance)
                .map(SQLException.class::cast)
                .flatMap(DatabaseProblems::serverMessage)
                .map(ServerMessage::message)
                .orElseGet(() -> String.valueOf(error.getMessage()));
        String line = message.lines().findFirst().orElse(message);
        return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    }

    /** The server counts characters (code points) from 1; 0 where it names no place. */
    private static int offsetIn(Statement statement, StatementFailure failure) {
        ServerErrorMessage message = failure.error() instanceof PSQLException e ? e.getServerErrorMessage() : null;
        int position = message == null ? 0 : message.getPosition() - failure.start();
        String sql = statement.sql();
        int codePoints = sql.codePointCount(0, sql.length());
        return position < 1 || position > codePoints + 1 ? 0 : sql.offsetByCodePoints(0, position - 1);
    }

    private static SourcePosition positionAt(Statement statement, int offset) {
        SourcePosition start = statement.position();
        String before = statement.sql().substring(0, offset);
        int lines = (int) before.chars().filter(c -> c == '\n').count();
        int lineStart = before.lastIndexOf('\n') + 1;
        int column = before.codePointCount(lineStart, before.length()) + 1;
        return new SourcePosition(
                start.file(), start.line() + lines, lines == 0 ? start.column() + column - 1 : column);
    }

    /** The file's line; where it cannot be shown, the statement's. */
    private static Excerpt excerptAt(Migration migration, SourcePosition position, String sql, int offset) {
        return SourceLine.at(migration, position).orElseGet(() -> {
            int lineStart = sql.lastIndexOf('\n', offset - 1) + 1;
            int lineEnd = sql.indexOf('\n', offset);
            String line = sql.substring(lineStart, lineEnd < 0 ? sql.length() : lineEnd)
                    .replace('\t', ' ');
            return SourceLine.excerpt(line, offset - lineStart + 1);
        });
    }
}
