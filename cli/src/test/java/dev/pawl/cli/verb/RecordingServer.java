package dev.pawl.cli.verb;

import dev.pawl.cli.train.Conversation;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Stands before a server and notes what it answers. For clients that come without TLS. */
final class RecordingServer implements AutoCloseable {

    private final ServerSocket listening;
    private final int serverPort;
    private final List<List<Conversation.Message>> connections = Collections.synchronizedList(new ArrayList<>());

    RecordingServer(int serverPort) throws IOException {
        this.serverPort = serverPort;
        this.listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    Conversation conversation() {
        return new Conversation(connections);
    }

    private void accept() throws IOException {
        while (!listening.isClosed()) {
            Socket client = listening.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
            List<Conversation.Message> messages = Collections.synchronizedList(new ArrayList<>());
            connections.add(messages);
            start(() -> pass(client, server));
            start(() -> note(server, client, messages));
        }
    }

    private static void pass(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
        }
    }

    private static void note(Socket server, Socket client, List<Conversation.Message> messages) throws IOException {
        DataInputStream in = new DataInputStream(server.getInputStream());
        DataOutputStream out = new DataOutputStream(client.getOutputStream());
        while (true) {
            int type = in.read();
            if (type < 0) {
                return;
            }
            byte[] body = in.readNBytes(in.readInt() - Integer.BYTES);
            messages.add(new Conversation.Message((char) type, body));
            out.write(type);
            out.writeInt(Integer.BYTES + body.length);
            out.write(body);
            out.flush();
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (EOFException e) {
                throw new IllegalStateException("The server ended in the middle of a message", e);
            } catch (IOException e) {
                // one of the two hung up: the conversation is over
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
