package dev.pawl.cli.train;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a server answered when commands were run against it: for each connection the answers, in order. As text, a line is
 * one message: its type, and its body with everything but printable ASCII in hex. {@code Z} ends an answer (PostgreSQL
 * manual, 55.7, message formats).
 *
 * @param connections in the order in which they were opened; each with its messages
 */
public record Conversation(List<List<Message>> connections) {

    /** Where the recorded one is, beside this class. */
    public static final String RESOURCE = "conversation.txt";

    private static final String CONNECTION = "connection";
    private static final char ESCAPE = '\\';

    /** Copies the lists. */
    public Conversation {
        connections = connections.stream().map(List::copyOf).toList();
    }

    /** One message of the server. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares messages
    public record Message(char type, byte[] body) {

        /** Whether the server now waits for the client. */
        boolean endsAnswer() {
            return type == 'Z' || type == 'G';
        }

        void writeTo(DataOutputStream out) throws IOException {
            out.write(type);
            out.writeInt(Integer.BYTES + body.length);
            out.write(body);
        }

        private String line() {
            StringBuilder line = new StringBuilder().append(type).append(' ');
            for (byte b : body) {
                if (b >= ' ' && b < 0x7f && b != ESCAPE) {
                    line.append((char) b);
                } else {
                    line.append(ESCAPE)
                            .append(Character.forDigit((b >> 4) & 0xf, 16))
                            .append(Character.forDigit(b & 0xf, 16));
                }
            }
            return line.toString();
        }

        private static Message of(String line) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            for (int i = 2; i < line.length(); i++) {
                char c = line.charAt(i);
                if (c == ESCAPE) {
                    body.write(Integer.parseInt(line, i + 1, i + 3, 16));
                    i += 2;
                } else {
                    body.write(c);
                }
            }
            return new Message(line.charAt(0), body.toByteArray());
        }
    }

    /** The one that was recorded against a real server. */
    static Conversation recorded() throws IOException {
        try (InputStream stream = Conversation.class.getResourceAsStream(RESOURCE)) {
            if (stream == null) {
                throw new FileNotFoundException(RESOURCE);
            }
            return read(new BufferedReader(new InputStreamReader(stream, StandardCharsets.US_ASCII)));
        }
    }

    private static Conversation read(BufferedReader lines) throws IOException {
        List<List<Message>> connections = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.equals(CONNECTION)) {
                connections.add(new ArrayList<>());
            } else {
                connections.get(connections.size() - 1).add(Message.of(line));
            }
        }
        return new Conversation(connections);
    }

    /** As text. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (List<Message> messages : connections) {
            text.append(CONNECTION).append('\n');
            messages.forEach(message -> text.append(message.line()).append('\n'));
        }
        return text.toString();
    }
}
