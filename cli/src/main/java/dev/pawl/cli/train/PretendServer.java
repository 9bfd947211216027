package dev.pawl.cli.train;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;

/**
 * Answers as a real server once did, whatever it is asked: enough for pawl and the driver to load their classes on a machine
 * that has no server. When it has nothing more to say, everything is an error.
 */
public final class PretendServer implements AutoCloseable {

    private static final int SSL_REQUEST = 80877103;
    private static final int GSS_REQUEST = 80877104;
    private static final int READ_TIMEOUT_MILLIS = 2000;
    private static final Conversation.Message REFUSAL = new Conversation.Message(
            'E', "SERROR\0VERROR\0C0A000\0Mthis is not a server\0\0".getBytes(StandardCharsets.US_ASCII));
    private static final Conversation.Message READY = new Conversation.Message('Z', new byte[] {'I'});

    private final ServerSocket socket;
    private final Iterator<List<Conversation.Message>> connections;

    private PretendServer(ServerSocket socket, Conversation conversation) {
        this.socket = socket;
        this.connections = conversation.connections().iterator();
    }

    /** Starts to listen on a free port of this machine. */
    public static PretendServer start() throws IOException {
        Conversation conversation = Conversation.recorded();
        PretendServer server =
                new PretendServer(new ServerSocket(0, 10, InetAddress.getLoopbackAddress()), conversation);
        Thread thread = new Thread(server::serve, "pawl-pretend-server");
        thread.setDaemon(true);
        thread.start();
        return server;
    }

    /** How to connect. */
    public String url() {
        return "postgresql://pawl:" + PretendLogin.PASSWORD + "@127.0.0.1:" + socket.getLocalPort()
                + "/pawl?sslmode=prefer";
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket client = socket.accept()) {
                client.setSoTimeout(READ_TIMEOUT_MILLIS);
                client.setTcpNoDelay(true);
                Iterator<Conversation.Message> answers =
                        (connections.hasNext() ? connections.next() : List.<Conversation.Message>of()).iterator();
                talk(new DataInputStream(client.getInputStream()), client, answers);
            } catch (IOException e) {
                // the client went away, or we were closed: the loop tells which
            }
        }
    }

    private static void talk(DataInputStream in, Socket client, Iterator<Conversation.Message> answers)
            throws IOException {
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(client.getOutputStream()));
        int request = startUp(in);
        while (request == SSL_REQUEST || request == GSS_REQUEST) {
            out.write('N');
            out.flush();
            request = startUp(in);
        }
        PretendLogin.ask(in, out);
        answer(out, answers);
        while (true) {
            int type = in.read();
            if (type < 0 || type == 'X') {
                return;
            }
            skip(in, in.readInt() - Integer.BYTES);
            if (type == 'Q' || type == 'S' || type == 'c') {
                answer(out, answers);
            }
        }
    }

    private static int startUp(DataInputStream in) throws IOException {
        int length = in.readInt();
        int request = in.readInt();
        skip(in, length - 2 * Integer.BYTES);
        return request;
    }

    private static void answer(DataOutputStream out, Iterator<Conversation.Message> answers) throws IOException {
        if (!answers.hasNext()) {
            REFUSAL.writeTo(out);
            READY.writeTo(out);
        }
        while (answers.hasNext()) {
            Conversation.Message message = answers.next();
            message.writeTo(out);
            if (message.endsAnswer()) {
                break;
            }
        }
        out.flush();
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
