package dev.pawl.parse;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What each byte means to the lexer outside quotes. Bytes beyond ASCII are letters, as they are to PostgreSQL. */
final class Bytes {
    /** A byte that stands for itself: operators, commas, brackets. */
    static final byte OTHER = 0;
    /** Blank, tab, line feed, carriage return, form feed, vertical tab. */
    static final byte SPACE = 1;
    /** Begins an identifier. */
    static final byte LETTER = 2;
    /** Begins an identifier, or a literal with a prefix: {@code b e n u x}. */
    static final byte PREFIX = 3;

    static final byte DIGIT = 4;
    static final byte QUOTE = 5;
    static final byte DOUBLE_QUOTE = 6;
    static final byte DOLLAR = 7;
    static final byte DASH = 8;
    static final byte SLASH = 9;
    static final byte OPEN = 10;
    static final byte CLOSE = 11;
    static final byte SEMICOLON = 12;
    static final byte BACKSLASH = 13;

    private static final byte[] CLASSES = classes();
    private static final boolean[] IDENTIFIER_PART = identifierPart();

    private Bytes() {}

    /** The class of a byte. */
    static byte classOf(byte b) {
        return CLASSES[b & 0xFF];
    }

    /** Whether a byte continues an identifier: letters, digits, {@code _}, {@code $}. */
    static boolean isIdentifierPart(byte b) {
        return IDENTIFIER_PART[b & 0xFF];
    }

    /** Whether a byte may stand in the tag of a dollar quote, which has no {@code $}. */
    static boolean isTagPart(int b) {
        return b >= 0 && b != '$' && IDENTIFIER_PART[b];
    }

    /** Whether a byte begins the tag of a dollar quote. */
    static boolean isTagStart(int b) {
        return isTagPart(b) && CLASSES[b] != DIGIT;
    }

    static boolean isSpace(int b) {
        return b >= 0 && CLASSES[b] == SPACE;
    }

    static boolean isNewLine(int b) {
        return b == '\n' || b == '\r';
    }

    /** Whether bytes are a keyword, in any case. */
    static boolean equal(byte[] bytes, int from, int length, byte[] lowerCaseWord) {
        if (length != lowerCaseWord.length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            byte b = bytes[from + i];
            if ((b >= 'A' && b <= 'Z' ? b | 0x20 : b) != lowerCaseWord[i]) {
                return false;
            }
        }
        return true;
    }

    /** A keyword for {@link #equal}. */
    static byte[] word(String lowerCase) {
        return lowerCase.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] classes() {
        byte[] classes = new byte[256];
        for (char c : " \t\n\r\f\u000B".toCharArray()) {
            classes[c] = SPACE;
        }
        Arrays.fill(classes, 'a', 'z' + 1, LETTER);
        Arrays.fill(classes, 'A', 'Z' + 1, LETTER);
        Arrays.fill(classes, 0x80, 0x100, LETTER);
        classes['_'] = LETTER;
        for (char c : "bBeEnNuUxX".toCharArray()) {
            classes[c] = PREFIX;
        }
        Arrays.fill(classes, '0', '9' + 1, DIGIT);
        classes['\''] = QUOTE;
        classes['"'] = DOUBLE_QUOTE;
        classes['$'] = DOLLAR;
        classes['-'] = DASH;
        classes['/'] = SLASH;
        classes['('] = OPEN;
        classes[')'] = CLOSE;
        classes[';'] = SEMICOLON;
        classes['\\'] = BACKSLASH;
        return classes;
    }

    private static boolean[] identifierPart() {
        boolean[] part = new boolean[256];
        for (int b = 0; b < 256; b++) {
            byte c = CLASSES[b];
            part[b] = c == LETTER || c == PREFIX || c == DIGIT || c == DOLLAR;
        }
        return part;
    }
}
