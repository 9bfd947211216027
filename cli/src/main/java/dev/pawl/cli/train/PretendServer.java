package dev.pawl.cli.train;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Lets the driver in as PostgreSQL does and then answers everything with an error: enough for the driver to load its
 * classes, on a machine that has no server (PostgreSQL manual, 55.7, message formats).
 */
public final class PretendServer implements AutoCloseable {

    private static final int SSL_REQUEST = 80877103;
    private static final int GSS_REQUEST = 80877104;
    private static final int READ_TIMEOUT_MILLIS = 2000;

    private final ServerSocket socket;

    private PretendServer(ServerSocket socket) {
        this.socket = socket;
    }

    /** Starts to listen on a free port of this machine. */
    public static PretendServer start() throws IOException {
        PretendServer server = new PretendServer(new ServerSocket(0, 10, InetAddress.getLoopbackAddress()));
        Thread thread = new Thread(server::serve, "pawl-pretend-server");
        thread.setDaemon(true);
        thread.start();
        return server;
    }

    /** How to connect. */
    public String url() {
        return "postgresql://pawl@127.0.0.1:" + socket.getLocalPort() + "/pawl";
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket client = socket.accept()) {
                client.setSoTimeout(READ_TIMEOUT_MILLIS);
                talk(new DataInputStream(client.getInputStream()), new DataOutputStream(client.getOutputStream()));
            } catch (IOException e) {
                // the client went away, or we were closed: the loop tells which
            }
        }
    }

    private static void talk(DataInputStream in, DataOutputStream out) throws IOException {
        int request = startUp(in);
        while (request == SSL_REQUEST || request == GSS_REQUEST) {
            out.write('N');
            out.flush();
            request = startUp(in);
        }
        letIn(out);
        while (true) {
            int type = in.read();
            if (type < 0 || type == 'X') {
                return;
            }
            skip(in, in.readInt() - Integer.BYTES);
            if (type == 'Q' || type == 'S') {
                send(out, 'E', "SERROR\0VERROR\0C0A000\0Mthis is not a server\0\0");
                send(out, 'Z', "I");
                out.flush();
            }
        }
    }

    private static int startUp(DataInputStream in) throws IOException {
        int length = in.readInt();
        int request = in.readInt();
        skip(in, length - 2 * Integer.BYTES);
        return request;
    }

    private static void letIn(DataOutputStream out) throws IOException {
        send(out, 'R', "\0\0\0\0");
        String[] parameters = {
            "server_version\00018.0\0",
            "server_encoding\0UTF8\0",
            "client_encoding\0UTF8\0",
            "DateStyle\0ISO, MDY\0",
            "TimeZone\0UTC\0",
            "integer_datetimes\0on\0",
            "standard_conforming_strings\0on\0"
        };
        for (String parameter : parameters) {
            send(out, 'S', parameter);
        }
        send(out, 'K', "\0\0\0\1\0\0\0\1");
        send(out, 'Z', "I");
        out.flush();
    }

    private static void send(DataOutputStream out, char type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
        out.write(type);
        out.writeInt(Integer.BYTES + bytes.length);
        out.write(bytes);
    }

    private static void skip(DataInputStream in, int length) throws IOException {
        if (in.skipBytes(length) < length) {
            throw new EOFException();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
