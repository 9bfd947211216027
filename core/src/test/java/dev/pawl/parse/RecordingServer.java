package dev.pawl.parse;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Speaks just enough of PostgreSQL's protocol (manual, chapter 55) for psql to send it a script: every query succeeds, and
 * is remembered. So psql itself says where it splits. One connection after the other.
 */
final class RecordingServer implements Closeable {
    private static final Pattern COPY =
            Pattern.compile("(?is)copy\\s+(binary\\s+)?[^\\s(]+\\s*(\\([^)]*\\))?\\s*from\\s+(stdin|stdout)\\b.*");
    private static final Pattern STRINGS =
            Pattern.compile("(?is)set\\s+((session|local)\\s+)?standard_conforming_strings\\s*(=|to)\\s*'?(\\w+).*");
    private static final Pattern RESET =
            Pattern.compile("(?is)reset\\s+(standard_conforming_strings|all)\\s*;?|discard\\s+all\\s*;?");

    private final ServerSocket socket;
    private final List<String> queries = new ArrayList<>();

    RecordingServer() throws IOException {
        socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    int port() {
        return socket.getLocalPort();
    }

    /** Serves one connection until its end, and gives what was sent: queries, each with its COPY data after it. */
    List<String> serve() {
        queries.clear();
        try (Socket client = socket.accept();
                DataInputStream in = new DataInputStream(client.getInputStream());
                DataOutputStream out = new DataOutputStream(new BufferedOutputStream(client.getOutputStream()))) {
            greet(in, out);
            while (message(in, out)) {
                out.flush();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.copyOf(queries);
    }

    private static void greet(DataInputStream in, DataOutputStream out) throws IOException {
        in.readFully(new byte[in.readInt() - 4]);
        out.writeByte('R');
        out.writeInt(8);
        out.writeInt(0);
        parameter(out, "client_encoding", "UTF8");
        parameter(out, "server_version", "15.0");
        parameter(out, "standard_conforming_strings", "on");
        ready(out);
        out.flush();
    }

    private boolean message(DataInputStream in, DataOutputStream out) throws IOException {
        int type = in.read();
        if (type < 0 || type == 'X') {
            return false;
        }
        byte[] body = new byte[in.readInt() - 4];
        in.readFully(body);
        if (type != 'Q') {
            throw new IOException("Unexpected message " + (char) type);
        }
        query(new String(body, 0, body.length - 1, StandardCharsets.UTF_8), in, out);
        return true;
    }

    private void query(String sql, DataInputStream in, DataOutputStream out) throws IOException {
        String normal = NormalSql.of(sql);
        String stripped = NormalSql.withoutComments(sql).strip();
        if (COPY.matcher(stripped).matches()) {
            queries.add(normal + copyData(in, out));
        } else if (!normal.isEmpty()) {
            queries.add(normal);
        }
        Matcher strings = STRINGS.matcher(stripped);
        if (strings.matches()) {
            parameter(out, "standard_conforming_strings", isOff(strings.group(4)) ? "off" : "on");
        } else if (RESET.matcher(stripped).matches()) {
            parameter(out, "standard_conforming_strings", "on");
        }
        message(out, 'C', "OK\0");
        ready(out);
    }

    private static boolean isOff(String value) {
        return List.of("off", "false", "no", "0", "f", "n", "of").contains(value.toLowerCase(Locale.ROOT));
    }

    private static String copyData(DataInputStream in, DataOutputStream out) throws IOException {
        out.writeByte('G');
        out.writeInt(7);
        out.writeByte(0);
        out.writeShort(0);
        out.flush();
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        for (int type = in.read(); type == 'd'; type = in.read()) {
            data.write(in.readNBytes(in.readInt() - 4));
        }
        in.readNBytes(in.readInt() - 4); // CopyDone or CopyFail
        String lines = data.toString(StandardCharsets.UTF_8); // psql sends the end mark as well
        return "\n" + lines.replaceFirst("(?m)^\\\\\\.\r?\n?\\z", "");
    }

    private static void parameter(DataOutputStream out, String name, String value) throws IOException {
        message(out, 'S', name + "\0" + value + "\0");
    }

    private static void ready(DataOutputStream out) throws IOException {
        message(out, 'Z', "I");
    }

    private static void message(DataOutputStream out, char type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        out.writeByte(type);
        out.writeInt(bytes.length + 4);
        out.write(bytes);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
