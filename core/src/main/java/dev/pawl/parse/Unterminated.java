package dev.pawl.parse;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.Problem;
import dev.pawl.migration.Content;
import java.nio.charset.StandardCharsets;

/**
 * Thrown within the lexer when something is opened and never closed; it knows where that began. It becomes a
 * {@link Problem} before it leaves the package.
 */
final class Unterminated extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST_TAG = 40;

    private final long openedAt;
    private final String fix;

    private Unterminated(long openedAt, String message, String fix) {
        super(message, null, false, false);
        this.openedAt = openedAt;
        this.fix = fix;
    }

    static Unterminated quote(long at, String opener) {
        return new Unterminated(
                at,
                "The string that begins here with " + opener + " is never closed",
                "Close it with ', and write a quote inside it as ''.");
    }

    static Unterminated identifier(long at) {
        return new Unterminated(at, "The quoted name that begins here is never closed", "Close it with \".");
    }

    static Unterminated dollarQuote(long at, byte[] tag) {
        String text = new String(tag, StandardCharsets.UTF_8);
        String shown = text.length() <= LONGEST_TAG ? text : text.substring(0, LONGEST_TAG) + "…";
        return new Unterminated(
                at, "The dollar quote " + shown + " that begins here is never closed", "Close it with " + shown + ".");
    }

    static Unterminated comment(long at) {
        return new Unterminated(
                at,
                "The comment that begins here is never closed",
                "Close it with */ ; comments nest, so each /* needs its own.");
    }

    static Unterminated parenthesis(long at) {
        return new Unterminated(at, "The parenthesis that opens here is never closed", "Close it with ).");
    }

    static Unterminated body(long at) {
        return new Unterminated(at, "The BEGIN ATOMIC that begins here has no END", "Close the body with END;.");
    }

    static Unterminated copyData(long at) {
        return new Unterminated(
                at,
                "The data of this COPY … FROM STDIN has no end",
                "Put a line with \\. alone after the last line of data.");
    }

    /** As a problem of a file. */
    Problem in(Content content) {
        return SourceLines.problemAt(content, openedAt, ErrorCode.SQL_UNTERMINATED, String.valueOf(getMessage()), fix);
    }
}
