package dev.pawl.parse;

/**
 * Knows whether the lexer is inside {@code BEGIN ATOMIC … END} of a {@code CREATE FUNCTION} or {@code PROCEDURE}, where
 * semicolons do not end the statement. Fed with the words of a statement that stand outside parentheses.
 */
final class RoutineBody {
    private static final byte[] CREATE = Bytes.word("create");
    private static final byte[] OR = Bytes.word("or");
    private static final byte[] REPLACE = Bytes.word("replace");
    private static final byte[] FUNCTION = Bytes.word("function");
    private static final byte[] PROCEDURE = Bytes.word("procedure");
    private static final byte[] BEGIN = Bytes.word("begin");
    private static final byte[] ATOMIC = Bytes.word("atomic");
    private static final byte[] CASE = Bytes.word("case");
    private static final byte[] END = Bytes.word("end");
    private static final byte[] AS = Bytes.word("as");

    /** What the words so far may be the beginning of. */
    private enum Head {
        NOTHING_YET,
        CREATE,
        CREATE_OR,
        CREATE_OR_REPLACE,
        ROUTINE,
        OTHER
    }

    /** The word before the current one, where it matters. */
    private enum Previous {
        BEGIN,
        AS,
        OTHER
    }

    private Head head = Head.NOTHING_YET;
    private Previous previous = Previous.OTHER;
    private int depth;
    private long beginAt;

    /** Begins a statement. */
    void reset() {
        head = Head.NOTHING_YET;
        previous = Previous.OTHER;
        depth = 0;
    }

    /** Whether a body is open. */
    boolean isOpen() {
        return depth > 0;
    }

    /** The offset of the {@code BEGIN} of the body that is open. */
    long openedAt() {
        return beginAt;
    }

    /** A word that is longer than any keyword here, or stands in parentheses. */
    void otherWord() {
        if (head != Head.ROUTINE) {
            head = Head.OTHER;
        }
        previous = Previous.OTHER;
    }

    /**
     * The next word.
     *
     * @param offset of its first byte
     * @param before the byte before it; after a dot the word is a name
     */
    void word(byte[] bytes, int from, int length, long offset, int before) {
        if (head == Head.OTHER) {
            return;
        }
        if (head != Head.ROUTINE) {
            head = next(bytes, from, length);
            return;
        }
        previous = inRoutine(bytes, from, length, offset, before);
    }

    private Head next(byte[] bytes, int from, int length) {
        return switch (head) {
            case NOTHING_YET -> Bytes.equal(bytes, from, length, CREATE) ? Head.CREATE : Head.OTHER;
            case CREATE -> Bytes.equal(bytes, from, length, OR) ? Head.CREATE_OR : routine(bytes, from, length);
            case CREATE_OR -> Bytes.equal(bytes, from, length, REPLACE) ? Head.CREATE_OR_REPLACE : Head.OTHER;
            case CREATE_OR_REPLACE -> routine(bytes, from, length);
            case ROUTINE, OTHER -> head;
        };
    }

    private static Head routine(byte[] bytes, int from, int length) {
        return Bytes.equal(bytes, from, length, FUNCTION) || Bytes.equal(bytes, from, length, PROCEDURE)
                ? Head.ROUTINE
                : Head.OTHER;
    }

    private Previous inRoutine(byte[] bytes, int from, int length, long offset, int before) {
        if (before == '.' || previous == Previous.AS) {
            return Previous.OTHER;
        }
        if (depth == 0) {
            return beforeBody(bytes, from, length, offset);
        }
        if (Bytes.equal(bytes, from, length, CASE)) {
            depth++;
        } else if (Bytes.equal(bytes, from, length, END)) {
            depth--;
        }
        return Bytes.equal(bytes, from, length, AS) ? Previous.AS : Previous.OTHER;
    }

    private Previous beforeBody(byte[] bytes, int from, int length, long offset) {
        if (Bytes.equal(bytes, from, length, BEGIN)) {
            beginAt = offset;
            return Previous.BEGIN;
        }
        if (previous == Previous.BEGIN && Bytes.equal(bytes, from, length, ATOMIC)) {
            depth = 1;
        }
        return Previous.OTHER;
    }
}
