package dev.pawl.parse;

import dev.pawl.error.Problem;
import dev.pawl.migration.Content;
import java.util.List;
import java.util.Locale;

/**
 * goose and sql-migrate: {@code -- +goose Up}, {@code -- +migrate Up [notransaction]}, {@code Down}, {@code
 * StatementBegin} and {@code StatementEnd}.
 *
 * <p>The splitter knows where statements end, so {@code StatementBegin} and {@code StatementEnd} only cut: what stands
 * between them needs no semicolon.
 */
final class AnnotatedSections extends Sections {
    private final String prefix;
    private boolean up;
    private boolean down;
    private boolean sqlInDown;
    private boolean inStatement;
    private boolean complained;

    /** @param prefix {@code +goose} or {@code +migrate} */
    AnnotatedSections(String prefix, Content content, List<Problem> problems) {
        super(content, problems);
        this.prefix = prefix;
    }

    @Override
    void line(SourceLine line) {
        String comment = line.comment();
        if (comment.equals(prefix) || comment.startsWith(prefix + " ")) {
            annotation(comment.substring(prefix.length()).strip(), line);
        } else if (line.kind() == SourceLine.Kind.SQL) {
            sql(line);
        }
    }

    private void sql(SourceLine line) {
        sqlInDown |= part() == Part.DOWN;
        if (part() == Part.NONE && !complained) {
            complained = true;
            refuse(line, "SQL stands before the first marker", "Put -- " + prefix + " Up above it.");
        }
    }

    private void annotation(String words, SourceLine line) {
        switch (words) {
            case "up", "up notransaction" -> up(line);
            case "down", "down notransaction" -> down(line);
            case "statementbegin" -> statementBegin(line);
            case "statementend" -> statementEnd(line);
            case "no transaction" -> noTransaction(line);
            case "envsub on" ->
                refuse(
                        line,
                        "pawl does not substitute environment variables",
                        "Write the values into the script, and remove the ENVSUB lines.");
            case "envsub off" -> {}
            default ->
                refuse(
                        line,
                        "The annotation " + words.toLowerCase(Locale.ROOT) + " is not known",
                        "Known are Up, Down, StatementBegin, StatementEnd and "
                                + (isGoose() ? "NO TRANSACTION." : "Up notransaction."));
        }
    }

    private boolean isGoose() {
        return prefix.equals("+goose");
    }

    private void up(SourceLine line) {
        refuseOpenStatement(line);
        if (isGoose() && up) {
            refuse(line, "-- +goose Up comes twice", "Put all of the up part under one marker.");
        }
        up = true;
        begin(Part.UP, line);
    }

    private void down(SourceLine line) {
        refuseOpenStatement(line);
        if (!up) {
            refuse(line, "The Down marker comes before the Up marker", "Put the up part first.");
        }
        down = true;
        begin(Part.DOWN, line);
    }

    private void statementBegin(SourceLine line) {
        refuseOpenStatement(line);
        if (part() == Part.NONE) {
            refuse(line, "StatementBegin comes before the Up marker", "Put -- " + prefix + " Up above it.");
        }
        inStatement = true;
        cut(line);
    }

    private void statementEnd(SourceLine line) {
        if (!inStatement) {
            refuse(line, "StatementEnd has no StatementBegin", "Put StatementBegin above the statement.");
        }
        inStatement = false;
        cut(line);
    }

    /** goose reads the whole file for either direction: the line holds for both parts, wherever it stands. */
    private void noTransaction(SourceLine line) {
        if (sqlInDown) {
            refuse(line, "NO TRANSACTION comes after the first statement", "Put it at the head of the file.");
            return;
        }
        askForNoTransaction();
        if (part() != Part.DOWN) {
            share(line);
        }
    }

    private void refuseOpenStatement(SourceLine line) {
        if (inStatement) {
            inStatement = false;
            refuse(line, "A StatementBegin above has no StatementEnd", "Put StatementEnd after the statement.");
        }
    }

    @Override
    void end() {
        if (inStatement) {
            refuseFile("The last StatementBegin has no StatementEnd", "Put StatementEnd after the statement.");
        }
        if (!up && !down && !complained) {
            refuseFile("The file has no Up marker", "Put -- " + prefix + " Up above its SQL.");
        }
    }

    @Override
    boolean hasDown() {
        return down;
    }
}
