package dev.pawl.error;

import dev.pawl.migration.SourcePosition;
import java.util.Optional;

/**
 * One thing that is wrong: what, where, why, and what to do. A problem without a fix cannot be made (design, decision
 * 10).
 *
 * @param code its stable name
 * @param message what is wrong, one sentence; never holds a password
 * @param fix what to do, naming the command to type where there is one
 * @param position where in a file
 * @param excerpt the line there
 * @param server what the server said
 */
public record Problem(
        ErrorCode code,
        String message,
        String fix,
        Optional<SourcePosition> position,
        Optional<Excerpt> excerpt,
        Optional<ServerMessage> server) {

    /** Refuses a blank message or fix; both end as sentences do. */
    public Problem {
        if (message.isBlank() || fix.isBlank()) {
            throw new IllegalArgumentException("A problem has a message and a fix: " + code);
        }
        message = sentence(message);
        fix = sentence(fix);
    }

    /** A command or an address at the end is left as it is to be typed. */
    private static String sentence(String text) {
        char last = text.charAt(text.length() - 1);
        return ".:;?`…".indexOf(last) >= 0 ? text : text + ".";
    }

    /** A problem without a place. */
    public static Problem of(ErrorCode code, String message, String fix) {
        return new Problem(code, message, fix, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** A problem at a place in a file. */
    public static Problem at(SourcePosition position, ErrorCode code, String message, String fix) {
        return new Problem(code, message, fix, Optional.of(position), Optional.empty(), Optional.empty());
    }

    /** This problem with the line it is about. */
    public Problem withExcerpt(Excerpt line) {
        return new Problem(code, message, fix, position, Optional.of(line), server);
    }

    /** This problem with what the server said. */
    public Problem withServer(ServerMessage said) {
        return new Problem(code, message, fix, position, excerpt, Optional.of(said));
    }

    /** This problem with another fix. */
    public Problem withFix(String other) {
        return new Problem(code, message, other, position, excerpt, server);
    }

    @Override
    public String toString() {
        return position.map(place -> place + ": ").orElse("") + message + " (" + code + ") " + fix;
    }
}
