package dev.pawl.embedded.testing;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** One command to PgBouncer's own console, by the wire's rules: the driver does not get past its greeting there. */
final class PgBouncerConsole {

    private static final int PROTOCOL_VERSION = 196_608;

    private final List<String> columns = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();

    private PgBouncerConsole() {}

    static List<String> answers(int port, String user, String command) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                DataInputStream in = new DataInputStream(socket.getInputStream());
                DataOutputStream out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()))) {
            socket.setSoTimeout(30_000);
            PgBouncerConsole console = new PgBouncerConsole();
            byte[] startup = bytes("user\0" + user + "\0database\0pgbouncer\0\0");
            out.writeInt(startup.length + 8);
            out.writeInt(PROTOCOL_VERSION);
            out.write(startup);
            out.flush(); // in one piece, which it insists on
            console.readUntilReady(in, command);
            byte[] query = bytes(command + "\0");
            out.writeByte('Q');
            out.writeInt(query.length + 4);
            out.write(query);
            out.flush();
            console.readUntilReady(in, command);
            return console.lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void readUntilReady(DataInputStream in, String command) throws IOException {
        while (true) {
            char type = (char) in.readByte();
            ByteBuffer body = ByteBuffer.wrap(in.readNBytes(in.readInt() - 4));
            switch (type) {
                case 'T' -> readColumns(body);
                case 'D' -> readRow(body);
                case 'E' ->
                    throw new IllegalStateException(
                            command + ": " + new String(body.array(), StandardCharsets.UTF_8).replace('\0', ' '));
                case 'Z' -> {
                    return;
                }
                default -> {} // nothing that a caller asks for
            }
        }
    }

    private void readColumns(ByteBuffer body) {
        columns.clear();
        int count = body.getShort();
        for (int i = 0; i < count; i++) {
            ByteArrayOutputStream name = new ByteArrayOutputStream();
            for (byte next = body.get(); next != 0; next = body.get()) {
                name.write(next);
            }
            columns.add(name.toString(StandardCharsets.UTF_8));
            body.position(body.position() + 18); // of the type, which is text
        }
    }

    private void readRow(ByteBuffer body) {
        StringJoiner line = new StringJoiner(" ");
        int count = body.getShort();
        for (int i = 0; i < count; i++) {
            byte[] value = new byte[Math.max(0, body.getInt())];
            body.get(value);
            line.add(columns.get(i) + "=" + new String(value, StandardCharsets.UTF_8));
        }
        lines.add(line.toString());
    }
}
