package dev.pawl.parse;

import dev.pawl.error.ErrorCode;
import dev.pawl.migration.SourcePosition;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Looks at the {@code --} comments that the lexer meets: those at the head of the script may be directives, and
 * {@code --> statement-breakpoint} (drizzle) ends a statement.
 */
final class Comments {
    private static final byte[] DIRECTIVE = Bytes.word("pawl:");
    private static final byte[] BREAKPOINT = Bytes.word("statement-breakpoint");
    private static final int LONGEST_DIRECTIVE = 2000;
    private static final int MOST_BLANKS = 100;

    /** Where a comment stands. */
    enum Where {
        BETWEEN_STATEMENTS,
        WITHIN_STATEMENT
    }

    /** What a comment means to the lexer. */
    enum Meaning {
        NOTHING,
        ENDS_STATEMENT
    }

    private final String file;
    private final ProblemSink problems;
    private final List<HeadComment> head = new ArrayList<>();
    private boolean inHead = true;

    Comments(String file, ProblemSink problems) {
        this.file = file;
        this.problems = problems;
    }

    /** The first statement begins: directives are no longer understood. */
    void endHead() {
        inHead = false;
    }

    /** The comments of the head that may be directives, pawl's or another tool's. */
    List<HeadComment> head() {
        return List.copyOf(head);
    }

    /** At {@code --}; skips to the end of the line. */
    Meaning line(ByteWindow in, Where where) {
        if (inHead) {
            readHeadComment(in);
            return Meaning.NOTHING;
        }
        long start = in.offset();
        boolean breaks = in.peek(2) == '>' && startsWith(in, 3, BREAKPOINT);
        if (!breaks && startsWith(in, 2, DIRECTIVE)) {
            problems.report(
                    start,
                    ErrorCode.DIRECTIVE_UNKNOWN,
                    "This directive comes after the first statement, where it has no effect",
                    "Move it to the head of the script, before the first statement.");
        }
        skipToEndOfLine(in);
        return breaks && where == Where.WITHIN_STATEMENT ? Meaning.ENDS_STATEMENT : Meaning.NOTHING;
    }

    private static boolean startsWith(ByteWindow in, int from, byte[] word) {
        int ahead = from;
        while (ahead < from + MOST_BLANKS && (in.peek(ahead) == ' ' || in.peek(ahead) == '\t')) {
            ahead++;
        }
        int first = in.peek(ahead);
        if (first < 0 || (first | 0x20) != word[0]) {
            return false;
        }
        return in.peek(ahead + word.length - 1) >= 0 && Bytes.equal(in.bytes, in.pos + ahead, word.length, word);
    }

    private void readHeadComment(ByteWindow in) {
        long start = in.offset();
        in.keepFrom(start);
        int line = in.lineAt(start);
        int column = in.column();
        skipToEndOfLine(in);
        if (in.offset() - start > LONGEST_DIRECTIVE) {
            return;
        }
        int from = in.index(start) + 2;
        String text = new String(in.bytes, from, in.pos - from, StandardCharsets.UTF_8);
        if (HeadComment.mayMatter(text.strip().toLowerCase(Locale.ROOT))) {
            head.add(new HeadComment(text, new SourcePosition(file, line, column), start));
        }
    }

    private static void skipToEndOfLine(ByteWindow in) {
        do {
            byte[] bytes = in.bytes;
            int limit = in.limit;
            int pos = in.pos;
            while (pos < limit && !Bytes.isNewLine(bytes[pos])) {
                pos++;
            }
            in.pos = pos;
            if (pos < limit) {
                return;
            }
        } while (in.fill());
    }
}
