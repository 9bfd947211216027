package dev.pawl.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A wire between a client and a server that counts round trips, and that can be cut or go silent. */
final class Wire implements AutoCloseable {

    private final ServerSocket entrance;
    private final int target;
    private final List<Socket> sockets = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger roundTrips = new AtomicInteger();
    private final CountDownLatch never = new CountDownLatch(1);
    private volatile boolean silent;
    private volatile boolean inventing;

    private Wire(ServerSocket entrance, int target) {
        this.entrance = entrance;
        this.target = target;
    }

    static Wire to(int port) {
        return from(0, port);
    }

    /** With a port of its own choice. */
    static Wire from(int own, int port) {
        try {
            Wire wire = new Wire(new ServerSocket(own, 50, InetAddress.getLoopbackAddress()), port);
            start(wire::accept);
            return wire;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Answers the start-up as PgBouncer does: with a process number of its own making. */
    static Wire inventingProcessNumbers(int port) {
        Wire wire = from(0, port);
        wire.inventing = true;
        return wire;
    }

    int port() {
        return entrance.getLocalPort();
    }

    /** How often the client sent something and then waited, since the last call. */
    int roundTrips() {
        return roundTrips.getAndSet(0);
    }

    /** From now on nothing arrives any more, on either side. */
    void goSilent() {
        silent = true;
    }

    /** Both sides see the connection end. */
    void cut() throws IOException {
        synchronized (sockets) {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = entrance.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(client);
                sockets.add(server);
                AtomicBoolean asking = new AtomicBoolean();
                start(() -> pump(client, server, () -> {
                    if (asking.compareAndSet(false, true)) {
                        roundTrips.incrementAndGet();
                    }
                }));
                start(() -> pump(server, client, () -> asking.set(false)));
            }
        } catch (IOException e) {
            // closed: the test is over
        }
    }

    private void pump(Socket from, Socket to, Runnable onData) {
        byte[] buffer = new byte[8192];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (silent) {
                    never.await();
                }
                onData.run();
                if (inventing) {
                    changeProcessNumber(buffer, count);
                }
                out.write(buffer, 0, count);
            }
            to.shutdownOutput();
        } catch (IOException | InterruptedException e) {
            // cut
        }
    }

    /** BackendKeyData is K, a length of 12, the process and a key. */
    private static void changeProcessNumber(byte[] bytes, int count) {
        for (int i = 0; i + 12 < count; i++) {
            if (bytes[i] == 'K' && bytes[i + 1] == 0 && bytes[i + 2] == 0 && bytes[i + 3] == 0 && bytes[i + 4] == 12) {
                bytes[i + 5] ^= 0x55;
            }
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "wire");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        never.countDown();
        cut();
    }
}
