package dev.pawl.parse;

import java.util.Arrays;

/**
 * Finds where statements begin and end, by the lexical rules of PostgreSQL as psql applies them
 * ({@code src/fe_utils/psqlscan.l}). Every byte is looked at once or twice, whatever the input.
 *
 * <p>It differs from psql on purpose where the server does: a continued {@code E''} literal keeps its escapes on the next
 * line; only {@code BEGIN ATOMIC} opens a body, so that a function may be called {@code begin}; and {@code AS end} or
 * {@code t.end} inside a body does not close it.
 */
final class Lexer {
    private static final byte[] RETURNING = Bytes.word("returning");

    private final ByteWindow in;
    private final Comments comments;
    private final MetaCommands metaCommands;
    private final RoutineBody body = new RoutineBody();

    private boolean backslashEscapes;
    private int parentheses;
    private long parenthesisAt;
    private boolean returning;
    private boolean broken;
    private long textEnd;

    Lexer(ByteWindow in, Comments comments, MetaCommands metaCommands) {
        this.in = in;
        this.comments = comments;
        this.metaCommands = metaCommands;
    }

    /** Whether a backslash escapes in plain quotes: {@code standard_conforming_strings} is off. */
    void backslashEscapes(boolean inPlainQuotes) {
        this.backslashEscapes = inPlainQuotes;
    }

    /** The offset after the last token of the statement that was scanned last. */
    long textEnd() {
        return textEnd;
    }

    /** Whether the statement that was scanned last has {@code RETURNING} outside parentheses. */
    boolean hasReturning() {
        return returning;
    }

    /** Skips white space, comments and empty statements; false at the end of the slice. */
    boolean skipToStatement() {
        while (true) {
            int b = in.peek(0);
            if (b < 0) {
                return false;
            }
            in.keepFrom(in.offset());
            if (Bytes.isSpace(b) || b == ';') {
                in.pos++;
            } else if (b == '-' && in.peek(1) == '-') {
                comments.line(in, Comments.Where.BETWEEN_STATEMENTS);
            } else if (b == '/' && in.peek(1) == '*') {
                blockComment();
            } else if (b == '\\') {
                metaCommands.betweenStatements(in);
            } else {
                return true;
            }
        }
    }

    /** Scans the statement that begins at the position, and what ends it. */
    void scanStatement() {
        begin();
        while (in.pos < in.limit || in.fill()) {
            byte[] bytes = in.bytes;
            int pos = in.pos;
            switch (Bytes.classOf(bytes[pos])) {
                case Bytes.SPACE -> in.pos = afterSpace(bytes, pos + 1, in.limit);
                case Bytes.OTHER -> {
                    in.pos = pos + 1;
                    textEnd = in.offset();
                }
                case Bytes.LETTER -> identifier();
                case Bytes.QUOTE -> {
                    plainQuote();
                    if (broken && endsHere()) {
                        return;
                    }
                }
                case Bytes.SEMICOLON -> {
                    in.pos = pos + 1;
                    if (parentheses == 0 && !body.isOpen()) {
                        return;
                    }
                    textEnd = in.offset();
                }
                default -> {
                    if (rare(bytes[pos])) {
                        return;
                    }
                }
            }
        }
        refuseUnclosed();
    }

    private void begin() {
        in.keepFrom(in.offset());
        parentheses = 0;
        returning = false;
        broken = false;
        body.reset();
        textEnd = in.offset();
    }

    private static int afterSpace(byte[] bytes, int from, int limit) {
        int pos = from;
        while (pos < limit && Bytes.classOf(bytes[pos]) == Bytes.SPACE) {
            pos++;
        }
        return pos;
    }

    /** The bytes that need a second look; true where the statement ends. */
    private boolean rare(byte first) {
        switch (Bytes.classOf(first)) {
            case Bytes.OPEN -> {
                if (parentheses++ == 0) {
                    parenthesisAt = in.offset();
                }
                token(1);
            }
            case Bytes.CLOSE -> {
                parentheses = Math.max(0, parentheses - 1);
                token(1);
            }
            case Bytes.PREFIX -> prefixed(first);
            case Bytes.DIGIT -> number();
            case Bytes.DOUBLE_QUOTE -> doubleQuote();
            case Bytes.DOLLAR -> dollar();
            case Bytes.DASH -> {
                return dash();
            }
            case Bytes.SLASH -> slash();
            case Bytes.BACKSLASH -> metaCommands.withinStatement(in);
            default -> throw new IllegalStateException("No such byte: " + first);
        }
        return broken && endsHere();
    }

    private boolean endsHere() {
        broken = false;
        return parentheses == 0 && !body.isOpen();
    }

    private void token(int length) {
        in.pos += length;
        textEnd = in.offset();
    }

    // identifiers and numbers

    private void identifier() {
        long start = in.offset();
        skipIdentifierParts();
        long end = in.offset();
        textEnd = end;
        int length = (int) Math.min(end - start, ByteWindow.LOOK_BACK);
        if (length > RETURNING.length || parentheses > 0) {
            body.otherWord();
            return;
        }
        int from = in.index(start);
        if (length == RETURNING.length) {
            returning |= Bytes.equal(in.bytes, from, length, RETURNING);
        }
        body.word(in.bytes, from, length, start, in.before(start));
    }

    private void skipIdentifierParts() {
        do {
            byte[] bytes = in.bytes;
            int limit = in.limit;
            int pos = in.pos;
            while (pos < limit && Bytes.isIdentifierPart(bytes[pos])) {
                pos++;
            }
            in.pos = pos;
        } while (in.pos == in.limit && in.fill());
    }

    private void prefixed(byte first) {
        int second = in.peek(1);
        int lower = first | 0x20;
        if (second == '\'' && lower != 'u') {
            token(1);
            prefixedQuote(lower);
        } else if (second == '&' && lower == 'u' && in.peek(2) == '\'') {
            token(2);
            quote(false, "U&'");
        } else if (second == '&' && lower == 'u' && in.peek(2) == '"') {
            token(2);
            doubleQuote();
        } else {
            identifier();
        }
    }

    private void prefixedQuote(int prefix) {
        if (prefix == 'e') {
            escapeQuote();
        } else {
            quote(prefix == 'n' && backslashEscapes, "'");
        }
    }

    /** A number with what is stuck to it: an exponent, or the junk that newer servers refuse. */
    private void number() {
        token(1);
        int b = in.peek(0);
        while ((b >= '0' && b <= '9') || b == '.') {
            token(1);
            b = in.peek(0);
        }
        if (Bytes.isTagStart(b)) {
            skipIdentifierParts();
            textEnd = in.offset();
        }
    }

    // quotes

    private void plainQuote() {
        if (backslashEscapes) {
            escapeQuote();
        } else {
            quote(false, "'");
        }
    }

    /** At an opening quote. */
    private void quote(boolean escapes, String opener) {
        long start = in.offset();
        do {
            in.pos++;
            if (!(escapes ? skipEscaped() : skipPast((byte) '\''))) {
                throw Unterminated.quote(start, opener);
            }
        } while (in.peek(0) == '\''); // a doubled quote is one of the literal's own
        textEnd = in.offset();
    }

    /** A literal with escapes, with its continuations on the following lines. */
    private void escapeQuote() {
        quote(true, "'");
        while (!broken && continuesOnNextLine()) {
            quote(true, "'");
        }
    }

    private boolean continuesOnNextLine() {
        boolean newLine = false;
        while (true) {
            int b = in.peek(0);
            if (Bytes.isSpace(b)) {
                newLine |= Bytes.isNewLine(b);
                in.pos++;
            } else if (b == '-' && in.peek(1) == '-') {
                lineComment();
                if (broken) {
                    return false;
                }
            } else {
                return newLine && b == '\'';
            }
        }
    }

    private boolean skipPast(byte end) {
        do {
            byte[] bytes = in.bytes;
            int limit = in.limit;
            int pos = in.pos;
            while (pos < limit && bytes[pos] != end) {
                pos++;
            }
            in.pos = pos;
            if (pos < limit) {
                in.pos++;
                return true;
            }
        } while (in.fill());
        return false;
    }

    private boolean skipEscaped() {
        while (in.pos < in.limit || in.fill()) {
            byte b = in.bytes[in.pos++];
            if (b == '\'') {
                return true;
            }
            if (b == '\\' && in.peek(0) >= 0) {
                in.pos++;
            }
        }
        return false;
    }

    private void doubleQuote() {
        long start = in.offset();
        do {
            in.pos++;
            if (!skipPast((byte) '"')) {
                throw Unterminated.identifier(start);
            }
        } while (in.peek(0) == '"');
        textEnd = in.offset();
    }

    private void dollar() {
        int length = dollarTagLength();
        if (length == 0) {
            number(); // of a parameter, or nothing
            return;
        }
        long start = in.offset();
        byte[] tag = Arrays.copyOfRange(in.bytes, in.pos, in.pos + length);
        in.pos += length;
        if (!skipPastTag(tag)) {
            throw Unterminated.dollarQuote(start, tag);
        }
        textEnd = in.offset();
    }

    /** The length of {@code $tag$} at the position; 0 where there is none. */
    private int dollarTagLength() {
        int ahead = 1;
        if (Bytes.isTagStart(in.peek(1))) {
            while (Bytes.isTagPart(in.peek(ahead))) {
                ahead++;
            }
        }
        return in.peek(ahead) == '$' ? ahead + 1 : 0;
    }

    /** A tag has dollars at its ends only, so a failed comparison never has to go back. */
    private boolean skipPastTag(byte[] tag) {
        int matched = 0;
        while (matched < tag.length) {
            if (matched == 0) {
                if (!skipPast((byte) '$')) {
                    return false;
                }
                matched = 1;
                continue;
            }
            int b = in.peek(0);
            if (b < 0) {
                return false;
            }
            if (b == (tag[matched] & 0xFF)) {
                matched++;
                in.pos++;
            } else {
                matched = 0;
            }
        }
        return true;
    }

    // comments

    private boolean dash() {
        if (in.peek(1) != '-') {
            token(1);
            return false;
        }
        lineComment();
        return broken && endsHere();
    }

    private void lineComment() {
        broken |= comments.line(in, Comments.Where.WITHIN_STATEMENT) == Comments.Meaning.ENDS_STATEMENT;
    }

    private void slash() {
        if (in.peek(1) == '*') {
            blockComment();
        } else {
            token(1);
        }
    }

    private void blockComment() {
        long start = in.offset();
        in.pos += 2;
        int depth = 1;
        while (depth > 0) {
            int b = skipToStarOrSlash();
            if (b < 0) {
                throw Unterminated.comment(start);
            }
            int next = in.peek(1);
            if (b == '*' && next == '/') {
                depth--;
                in.pos += 2;
            } else if (b == '/' && next == '*') {
                depth++;
                in.pos += 2;
            } else {
                in.pos++;
            }
        }
    }

    private int skipToStarOrSlash() {
        do {
            byte[] bytes = in.bytes;
            int limit = in.limit;
            int pos = in.pos;
            while (pos < limit && bytes[pos] != '*' && bytes[pos] != '/') {
                pos++;
            }
            in.pos = pos;
            if (pos < limit) {
                return bytes[pos];
            }
        } while (in.fill());
        return -1;
    }

    private void refuseUnclosed() {
        if (parentheses > 0) {
            throw Unterminated.parenthesis(parenthesisAt);
        }
        if (body.isOpen()) {
            throw Unterminated.body(body.openedAt());
        }
    }
}
