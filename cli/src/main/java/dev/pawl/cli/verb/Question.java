package dev.pawl.cli.verb;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Asks the person at the terminal. */
final class Question {

    private Question() {}

    /** The line that was typed, without white space around it; empty where nobody can be asked. */
    static Optional<String> ask(Call call, String text) {
        if (!call.shell().canAsk()) {
            return Optional.empty();
        }
        call.output().prompt(text);
        return Optional.of(line(call.shell().in()));
    }

    /** Whether the person at the terminal answers a question with yes; nobody there is no yes. */
    static boolean isAgreed(Call call, String text) {
        return ask(call, text)
                .filter(answer -> answer.equalsIgnoreCase("y") || answer.equalsIgnoreCase("yes"))
                .isPresent();
    }

    // Byte by byte: what follows the line belongs to whoever runs after us.
    private static String line(InputStream in) {
        byte[] line = new byte[200];
        int length = 0;
        try {
            int next = in.read();
            while (next >= 0 && next != '\n') {
                if (length < line.length) {
                    line[length++] = (byte) next;
                }
                next = in.read();
            }
        } catch (IOException e) {
            return ""; // the terminal is gone: that is no answer
        }
        return new String(line, 0, length, StandardCharsets.UTF_8).strip();
    }
}
