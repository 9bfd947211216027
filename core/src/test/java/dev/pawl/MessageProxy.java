package dev.pawl;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Stands between driver and server: counts the simple queries, each of which is one round trip, and can cut the connection
 * around one of them (PostgreSQL manual, "Message Formats").
 */
final class MessageProxy implements Closeable {

    private static final int SSL_REQUEST = 80_877_103;
    private static final int GSS_REQUEST = 80_877_104;
    private static final int READY_FOR_QUERY = 'Z';
    private static final int STALL_MILLIS = 700;

    private final ServerSocket listening;
    private final int serverPort;
    private final List<String> queries = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger cuts = new AtomicInteger();
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean isDeaf;
    private volatile Cut cut = Cut.NONE;
    private volatile Predicate<String> victim = query -> false;

    /** What happens to the connection when the victim comes. */
    enum Cut {
        NONE,
        /** It ends before the server has seen the message. */
        BEFORE_SERVER,
        /** The server does all of it, and its answer is lost. */
        BEFORE_ANSWER,
        /** The answer takes its time. */
        STALL,
        /** Nothing comes through any more, in either direction, and nobody is told. */
        BLACK_HOLE,
        /** The server does all of it; neither its answer nor anything later comes through, and nobody is told. */
        BLACK_HOLE_BEFORE_ANSWER;

        boolean isSilent() {
            return this == BLACK_HOLE || this == BLACK_HOLE_BEFORE_ANSWER;
        }
    }

    MessageProxy(int serverPort) {
        this.serverPort = serverPort;
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** The texts of all queries since the beginning. */
    List<String> queries() {
        return List.copyOf(queries);
    }

    void forget() {
        queries.clear();
    }

    /** From now on every connection, old or new, is a black hole. */
    void fallSilent() {
        isDeaf = true;
        connections.forEach(connection -> connection.ending = Cut.BLACK_HOLE);
    }

    /** Cuts the connection once, at the first query that fits. */
    void cutOnce(Cut how, Predicate<String> query) {
        cuts.set(1);
        cut = how;
        victim = query;
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // One side hung up: the other one notices.
                    }
                },
                "message-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listening.accept();
            client.setTcpNoDelay(true);
            Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
            server.setTcpNoDelay(true);
            Connection connection = new Connection(client, server);
            connection.ending = isDeaf ? Cut.BLACK_HOLE : Cut.NONE;
            connections.add(connection);
            start(connection::toServer);
            start(connection::toClient);
        }
    }

    /** Whoever is in a black hole is not told that the other side has hung up. */
    private void awaitClose() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends all connections. */
    void cutAll() throws IOException {
        for (Connection connection : connections) {
            connection.client.close();
            connection.server.close();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Connection {
        private final Socket client;
        private final Socket server;
        private volatile Cut ending = Cut.NONE;

        Connection(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void toServer() throws IOException {
            DataInputStream in = new DataInputStream(client.getInputStream());
            OutputStream out = server.getOutputStream();
            try (client;
                    server) {
                if (ending == Cut.BLACK_HOLE) {
                    awaitClose();
                    return;
                }
                startUp(in, out);
                while (true) {
                    int type = in.read();
                    if (type < 0) {
                        return;
                    }
                    byte[] body = new byte[in.readInt() - 4];
                    in.readFully(body);
                    if (type == 'Q' && isCut(new String(body, 0, body.length - 1, StandardCharsets.UTF_8))) {
                        return;
                    }
                    if (ending == Cut.BLACK_HOLE) {
                        awaitClose();
                        return;
                    }
                    out.write(ByteBuffer.allocate(5 + body.length)
                            .put((byte) type)
                            .putInt(body.length + 4)
                            .put(body)
                            .array());
                    out.flush();
                }
            }
        }

        private void startUp(DataInputStream in, OutputStream out) throws IOException {
            int code;
            do {
                int length = in.readInt();
                byte[] body = new byte[length - 4];
                in.readFully(body);
                code = ByteBuffer.wrap(body).getInt();
                out.write(ByteBuffer.allocate(length).putInt(length).put(body).array());
                out.flush();
            } while (code == SSL_REQUEST || code == GSS_REQUEST);
        }

        private void pause() throws IOException {
            ending = Cut.NONE;
            try {
                Thread.sleep(STALL_MILLIS);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        /** Notes a query; whether the connection ends here. */
        private boolean isCut(String query) {
            queries.add(query);
            if (cut == Cut.NONE || !victim.test(query) || cuts.getAndDecrement() <= 0) {
                return false;
            }
            ending = cut;
            return cut == Cut.BEFORE_SERVER;
        }

        void toClient() throws IOException {
            InputStream in = server.getInputStream();
            OutputStream out = client.getOutputStream();
            byte[] buffer = new byte[64 * 1024];
            try (client;
                    server) {
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    if (ending == Cut.BEFORE_ANSWER && count >= 6 && buffer[count - 6] == READY_FOR_QUERY) {
                        return; // all of it is done, and nobody is told
                    }
                    if (ending == Cut.STALL) {
                        pause();
                    }
                    if (ending == Cut.NONE) {
                        out.write(buffer, 0, count);
                        out.flush();
                    }
                }
                if (ending.isSilent()) {
                    awaitClose();
                }
            }
        }
    }
}
