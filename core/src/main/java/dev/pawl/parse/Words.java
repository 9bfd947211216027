package dev.pawl.parse;

import java.util.Locale;

/**
 * Reads the words of a statement, one after the other: identifiers, quoted names, literals and single characters, without
 * white space and comments. For the beginnings of statements; it does not know dollar quotes.
 */
final class Words {
    private static final int END = -1;

    /** What a word is. */
    enum Kind {
        IDENTIFIER,
        QUOTED_NAME,
        LITERAL,
        NUMBER,
        SYMBOL,
        END
    }

    private final String sql;
    private int pos;
    private int start;
    private Kind kind = Kind.END;

    /** Begins before the first word: {@link #next()} moves to it. */
    Words(String sql) {
        this.sql = sql;
    }

    /** Moves to the next word. */
    Words next() {
        skipSpace();
        start = pos;
        int c = at(pos);
        if (c == END) {
            kind = Kind.END;
        } else if (isLetter(c)) {
            identifier(c);
        } else if (c == '"') {
            quoted('"', Kind.QUOTED_NAME);
        } else if (c == '\'') {
            quoted('\'', Kind.LITERAL);
        } else if (c >= '0' && c <= '9') {
            kind = Kind.NUMBER;
            skipWhilePart();
        } else {
            kind = Kind.SYMBOL;
            pos++;
        }
        return this;
    }

    private void identifier(int first) {
        boolean prefix = "eEbBxXnN".indexOf(first) >= 0 && at(pos + 1) == '\'';
        if (prefix) {
            pos++;
            quoted('\'', Kind.LITERAL);
            return;
        }
        kind = Kind.IDENTIFIER;
        skipWhilePart();
    }

    private void skipWhilePart() {
        while (isPart(at(pos))) {
            pos++;
        }
    }

    private void quoted(char quote, Kind quotedKind) {
        kind = quotedKind;
        int end = sql.indexOf(quote, pos + 1);
        while (end >= 0 && at(end + 1) == quote) {
            end = sql.indexOf(quote, end + 2);
        }
        pos = end < 0 ? sql.length() : end + 1;
    }

    private void skipSpace() {
        while (true) {
            int c = at(pos);
            if (Bytes.isSpace(c < 128 ? c : END)) {
                pos++;
            } else if (c == '-' && at(pos + 1) == '-') {
                while (at(pos) != END && !Bytes.isNewLine(at(pos))) {
                    pos++;
                }
            } else if (c == '/' && at(pos + 1) == '*') {
                skipBlockComment();
            } else {
                return;
            }
        }
    }

    private void skipBlockComment() {
        int depth = 0;
        do {
            if (at(pos) == '/' && at(pos + 1) == '*') {
                depth++;
                pos += 2;
            } else if (at(pos) == '*' && at(pos + 1) == '/') {
                depth--;
                pos += 2;
            } else {
                pos++;
            }
        } while (depth > 0 && pos < sql.length());
    }

    /** Whether the word is a keyword, which is given in upper case. */
    boolean is(String keyword) {
        return kind == Kind.IDENTIFIER
                && pos - start == keyword.length()
                && sql.regionMatches(true, start, keyword, 0, keyword.length());
    }

    /** Whether the word is one of some keywords. */
    boolean isAny(String first, String second) {
        return is(first) || is(second);
    }

    /** Whether the word is a character. */
    boolean is(char symbol) {
        return kind == Kind.SYMBOL && sql.charAt(start) == symbol;
    }

    /** Moves on if the word is a keyword; whether it was. */
    boolean skip(String keyword) {
        if (!is(keyword)) {
            return false;
        }
        next();
        return true;
    }

    /** Moves on if the word is a character; whether it was. */
    boolean skip(char symbol) {
        if (!is(symbol)) {
            return false;
        }
        next();
        return true;
    }

    /** At an opening parenthesis: moves behind the closing one. */
    void skipParentheses() {
        int depth = 0;
        do {
            if (is('(')) {
                depth++;
            } else if (is(')')) {
                depth--;
            }
            next();
        } while (depth > 0 && !atEnd());
    }

    /** Whether there are no more words. */
    boolean atEnd() {
        return kind == Kind.END;
    }

    /** What the word is. */
    Kind kind() {
        return kind;
    }

    /** Whether the word can name something. */
    boolean isName() {
        return kind == Kind.IDENTIFIER || kind == Kind.QUOTED_NAME;
    }

    /** A keyword in upper case; empty for anything else. */
    String keyword() {
        return kind == Kind.IDENTIFIER ? sql.substring(start, pos).toUpperCase(Locale.ROOT) : "";
    }

    /** The word as it is written. */
    String text() {
        return sql.substring(start, pos);
    }

    /**
     * What the word means: a name as PostgreSQL folds it, a literal without its quotes (an escape of {@code E''} stays as
     * it is), anything else as written.
     */
    String value() {
        return switch (kind) {
            case IDENTIFIER -> text().toLowerCase(Locale.ROOT);
            case QUOTED_NAME -> unquoted(start, '"');
            case LITERAL -> unquoted(sql.indexOf('\'', start), '\'');
            default -> text();
        };
    }

    private String unquoted(int opening, char quote) {
        int end = pos > opening + 1 && sql.charAt(pos - 1) == quote ? pos - 1 : pos;
        String doubled = String.valueOf(quote) + quote;
        return sql.substring(opening + 1, end).replace(doubled, String.valueOf(quote));
    }

    private int at(int index) {
        return index < sql.length() ? sql.charAt(index) : END;
    }

    private static boolean isLetter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
    }

    private static boolean isPart(int c) {
        return isLetter(c) || (c >= '0' && c <= '9') || c == '$';
    }
}
