package dev.pawl.run;

import dev.pawl.error.Excerpt;
import dev.pawl.migration.Content;
import dev.pawl.migration.Migration;
import dev.pawl.migration.Script;
import dev.pawl.migration.SourcePosition;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;

/** Shows a line as it stands in its file, with a caret under the place that a problem is about. */
final class SourceLine {

    private static final int LONGEST_READ = 10_000;
    private static final int LONGEST_SHOWN = 120;

    private SourceLine() {}

    /**
     * The line at a position of one of the migration's scripts; empty where the file cannot be read any more, or the line
     * is too long to be read for a message.
     */
    static Optional<Excerpt> at(Migration migration, SourcePosition position) {
        return Stream.concat(Stream.of(migration.up()), migration.down().stream())
                .map(Script::content)
                .filter(content -> content.location().equals(position.file()))
                .findFirst()
                .flatMap(content -> read(content, position.line()))
                .filter(line -> position.column() <= line.length() + 1)
                .map(line -> excerpt(line, position.column()));
    }

    private static Optional<String> read(Content content, int wanted) {
        try (Reader reader = new BufferedReader(new InputStreamReader(content.open(), StandardCharsets.UTF_8))) {
            StringBuilder text = new StringBuilder();
            int line = 1;
            for (int c = reader.read(); c >= 0 && line <= wanted; c = reader.read()) {
                if (c == '\n') {
                    line++;
                } else if (line == wanted && c != '\r' && c != '\uFEFF') {
                    text.append(c == '\t' ? ' ' : (char) c);
                    if (text.length() > LONGEST_READ) {
                        return Optional.empty();
                    }
                }
            }
            return Optional.of(text.toString());
        } catch (IOException e) {
            return Optional.empty(); // the message names the place; its line is a courtesy
        }
    }

    /** Cut so that the caret stays in sight on a terminal. */
    static Excerpt excerpt(String line, int column) {
        int caret = column - 1;
        int cut = caret <= LONGEST_SHOWN * 2 / 3 ? 0 : caret - LONGEST_SHOWN * 2 / 3;
        String shown = line.substring(cut, Math.min(line.length(), cut + LONGEST_SHOWN));
        return new Excerpt(shown, caret - cut + 1);
    }
}
