package dev.pawl.migration;

import java.io.InputStream;

/** One statement of a script, with its place in the file. */
public sealed interface Statement {

    /** The text to send: without the terminating semicolon, leading white space and comments. */
    String sql();

    /** Where its first character is. */
    SourcePosition position();

    /** What it means to the one who runs it. */
    StatementKind kind();

    /** An ordinary statement. */
    record Sql(String sql, SourcePosition position, StatementKind kind) implements Statement {}

    /**
     * {@code COPY … FROM STDIN} with the data that follows it in the script.
     *
     * @param data the lines up to and without {@code \.}, in UTF-8: valid until the next statement is asked for, and
     *     skipped by then where it was not read
     */
    record CopyData(String sql, SourcePosition position, InputStream data) implements Statement {
        @Override
        public StatementKind kind() {
            return StatementKind.COPY_FROM_STDIN;
        }
    }
}
