package dev.pawl.acceptance.torture;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;

/** A network between two ports of this machine, in which connections can be cut, held up, and forgotten. */
final class Crossing implements AutoCloseable {
    private static final int BUFFER = 16 * 1024;

    private final ServerSocket entrance;
    private final IntSupplier exit;
    private final Set<Line> lines = ConcurrentHashMap.newKeySet();

    /**
     * Leads from a free port to another.
     *
     * @param exit asked for each connection
     */
    Crossing(IntSupplier exit) {
        this.exit = exit;
        try {
            entrance = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    int port() {
        return entrance.getLocalPort();
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
                        // One side hung up, or nobody is there at the moment: the other side notices.
                    }
                },
                "crossing");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = entrance.accept();
            start(() -> open(client));
        }
    }

    private void open(Socket client) throws IOException {
        try (client;
                Socket server = new Socket(InetAddress.getLoopbackAddress(), exit.getAsInt())) {
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            Line line = new Line(client, server);
            lines.add(line);
            start(line::back);
            line.forth();
        }
    }

    /** Ends all connections that are open. */
    int cut() {
        int count = lines.size();
        lines.forEach(Line::cut);
        return count;
    }

    /** Lets nothing through in either direction, and closes nothing, until {@link #flow} or {@link #cut}. */
    int stall() {
        lines.forEach(line -> line.flows = false);
        return lines.size();
    }

    /** Ends a stall; what was held up goes through. */
    void flow() {
        lines.forEach(line -> line.flows = true);
    }

    /** Takes back what has not come about yet. */
    void calm() {
        flow();
        lines.forEach(line -> line.losesAnswer = false);
    }

    /** Cuts each connection when the answer to what is under way comes back: it is done, and nobody is told. */
    int loseAnswers() {
        lines.forEach(line -> line.losesAnswer = true);
        return lines.size();
    }

    @Override
    public void close() {
        cut();
        try {
            entrance.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One connection. */
    private final class Line {
        private final Socket client;
        private final Socket server;
        private volatile boolean flows = true;
        private volatile boolean losesAnswer;

        Line(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void forth() throws IOException {
            pass(client.getInputStream(), server.getOutputStream());
        }

        void back() throws IOException {
            pass(server.getInputStream(), client.getOutputStream());
        }

        private void pass(InputStream from, OutputStream to) throws IOException {
            boolean isAnswer = from == server.getInputStream();
            byte[] buffer = new byte[BUFFER];
            try {
                for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
                    awaitFlow();
                    if (isAnswer && losesAnswer) {
                        return;
                    }
                    to.write(buffer, 0, count);
                    to.flush();
                }
            } finally {
                cut();
            }
        }

        private void awaitFlow() throws IOException {
            while (!flows && !client.isClosed()) {
                try {
                    Thread.sleep(5);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IOException(e);
                }
            }
        }

        void cut() {
            lines.remove(this);
            try (client;
                    server) {
                client.setSoLinger(true, 0);
            } catch (IOException e) {
                // It was closed already.
            }
        }
    }
}
