package dev.pawl.parse;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.migration.Content;
import dev.pawl.migration.Script;
import dev.pawl.migration.SourcePosition;
import dev.pawl.migration.Statement;
import dev.pawl.migration.StatementKind;
import dev.pawl.migration.StatementSequence;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Splits a script into statements (spec F5), by PostgreSQL's own lexical rules and as a stream: it holds one statement at
 * a time, and the data of a {@code COPY} not at all.
 */
public final class StatementReader implements StatementSequence {
    /** How much of a long statement is enough to tell what it is. */
    static final int HEAD_SIZE = 1 << 16;

    private static final int BUFFER_SIZE = 1 << 16;
    /** PostgreSQL takes no longer message (MaxAllocSize). */
    private static final long LONGEST_STATEMENT = (1L << 30) - 1;

    private final Content content;
    private final ScriptBytes bytes;
    private final ByteWindow in;
    private final Lexer lexer;
    private final Comments comments;
    private final ProblemSink problems;
    private @Nullable CopyDataStream copying;
    private @Nullable Unterminated brokenHead;
    private boolean inSlice;

    private StatementReader(Script script, Reading reading) {
        this.content = script.content();
        this.problems = reading.problems();
        this.bytes = new ScriptBytes(script, reading.tap());
        this.in = new ByteWindow(bytes, reading.bufferSize(), reading.longestText());
        this.comments = new Comments(content.location(), problems);
        this.lexer = new Lexer(in, comments, new MetaCommands(problems));
    }

    /** Opens a script. The first problem in it is thrown by {@link #next()}. */
    public static StatementReader open(Script script) {
        return open(script, ScriptBytes.Tap.NONE);
    }

    static StatementReader open(Script script, ScriptBytes.Tap tap) {
        return open(script, new Reading(bufferSize(script), Integer.MAX_VALUE, tap, throwing(script.content())));
    }

    /** Opens a script to look at it: of a long statement only the beginning is given. */
    static StatementReader scan(Script script, ScriptBytes.Tap tap, ProblemSink problems) {
        return open(script, new Reading(bufferSize(script), HEAD_SIZE, tap, problems));
    }

    private static int bufferSize(Script script) {
        return script.content() instanceof MemoryContent memory
                ? Math.min(BUFFER_SIZE, 2 * (ByteWindow.LOOK_BACK + memory.size()))
                : BUFFER_SIZE;
    }

    static StatementReader open(Script script, Reading reading) {
        return new StatementReader(script, reading);
    }

    private static ProblemSink throwing(Content content) {
        return (offset, code, message, fix) -> {
            throw PawlException.of(SourceLines.problemAt(content, offset, code, message, fix));
        };
    }

    /**
     * How a script is read.
     *
     * @param bufferSize in bytes
     * @param longestText the length, in bytes, beyond which only the beginning of a statement is given
     * @param tap sees all bytes
     * @param problems takes the problems after which reading can go on
     */
    record Reading(int bufferSize, int longestText, ScriptBytes.Tap tap, ProblemSink problems) {}

    @Override
    public @Nullable Statement next() {
        try {
            return readNext();
        } catch (Unterminated e) {
            throw PawlException.of(e.in(content));
        }
    }

    /**
     * The comments at the head of the script that may be directives. Asked before the first {@link #next()}, which is
     * where a head that never ends is reported.
     */
    List<HeadComment> head() {
        try {
            moveToStatement();
        } catch (Unterminated e) {
            brokenHead = e;
        }
        return comments.head();
    }

    private @Nullable Statement readNext() {
        if (brokenHead != null) {
            throw brokenHead;
        }
        finishCopying();
        if (!moveToStatement()) {
            return null;
        }
        comments.endHead();
        long start = in.offset();
        SourcePosition position = new SourcePosition(content.location(), in.lineAt(start), in.column());
        lexer.scanStatement();
        refuseTooLong(start);
        String sql = in.textTo(lexer.textEnd());
        StatementKind kind = StatementClassifier.classify(sql, lexer.hasReturning());
        if (kind == StatementKind.COPY_FROM_STDIN) {
            return copyData(sql, position, start);
        }
        followStringSyntax(sql, kind);
        return new Statement.Sql(sql, position, kind);
    }

    private boolean moveToStatement() {
        while (true) {
            if (inSlice && lexer.skipToStatement()) {
                return true;
            }
            inSlice = in.nextSlice();
            if (!inSlice) {
                return false;
            }
        }
    }

    private void refuseTooLong(long start) {
        if (lexer.textEnd() - start > LONGEST_STATEMENT) {
            problems.report(
                    start,
                    ErrorCode.STATEMENT_TOO_LONG,
                    "This statement is longer than 1 GB, the most that PostgreSQL takes",
                    "Split it, or load the data with COPY … FROM STDIN.");
        }
    }

    /** From a change of {@code standard_conforming_strings} on, plain quotes are read by the new rule. */
    private void followStringSyntax(String sql, StatementKind kind) {
        if (kind != StatementKind.SESSION_SETTING && kind != StatementKind.RETURNS_ROWS && !isDiscardAll(sql, kind)) {
            return;
        }
        if (isDiscardAll(sql, kind)) {
            lexer.backslashEscapes(false);
            return;
        }
        SettingChange.of(sql).ifPresent(this::followStringSyntax);
    }

    private static boolean isDiscardAll(String sql, StatementKind kind) {
        return kind == StatementKind.OUTSIDE_TRANSACTION
                && new Words(sql).next().is("DISCARD");
    }

    private void followStringSyntax(SettingChange change) {
        if (change.name().equals("all")) {
            lexer.backslashEscapes(false);
        }
        if (change.name().equals("standard_conforming_strings")) {
            String value =
                    change.values().isEmpty() ? "on" : change.values().get(0).toLowerCase(Locale.ROOT);
            lexer.backslashEscapes(Options.isFalse(value));
        }
    }

    // COPY … FROM STDIN

    private Statement copyData(String sql, SourcePosition position, long start) {
        moveToData(start);
        CopyDataStream stream = new CopyDataStream(content, in, start);
        copying = stream;
        return new Statement.CopyData(sql, position, stream);
    }

    /** The data begins on the line after the statement. */
    private void moveToData(long start) {
        in.keepFrom(in.offset());
        int b = in.peek(0);
        while (b >= 0 && b != '\n' && (Bytes.isSpace(b) || b == ';')) {
            in.pos++;
            b = in.peek(0);
        }
        if (b == '-' && in.peek(1) == '-') {
            comments.line(in, Comments.Where.BETWEEN_STATEMENTS);
        } else if (b >= 0 && b != '\n') {
            problems.report(
                    in.offset(),
                    ErrorCode.COPY_DATA_INVALID,
                    "SQL follows a COPY … FROM STDIN on the same line",
                    "Begin the data on the next line, and the next statement after the line with \\. alone.");
        }
        skipLine(start);
    }

    private void skipLine(long start) {
        int b = in.peek(0);
        while (b != '\n') {
            if (b < 0) {
                throw Unterminated.copyData(start);
            }
            in.pos++;
            b = in.peek(0);
        }
        in.pos++;
    }

    private void finishCopying() {
        if (copying != null) {
            copying.drain();
            copying = null;
        }
    }

    @Override
    public void close() {
        bytes.close();
    }
}
