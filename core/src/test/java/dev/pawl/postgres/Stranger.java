package dev.pawl.postgres;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/** A real socket behind which something else than a healthy PostgreSQL sits. */
final class Stranger implements AutoCloseable {

    /** What it does with a connection. */
    interface Manner {
        void meet(Socket client) throws Exception;
    }

    static final Manner SILENT = client -> new CountDownLatch(1).await();

    static final Manner HANGS_UP = Socket::close;

    static final Manner SSH = client -> {
        client.getOutputStream().write("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n".getBytes(StandardCharsets.US_ASCII));
        client.getInputStream().transferTo(OutputStream.nullOutputStream());
    };

    /** The greeting of a MySQL 8 server: length, sequence 0, protocol 10, version … */
    static final Manner MYSQL = client -> {
        byte[] version = "8.0.36".getBytes(StandardCharsets.US_ASCII);
        OutputStream out = client.getOutputStream();
        out.write(new byte[] {74, 0, 0, 0, 10});
        out.write(version);
        out.write(new byte[69 - version.length]);
        client.getInputStream().transferTo(OutputStream.nullOutputStream());
    };

    /** What nginx does with a request that it does not understand. */
    static final Manner HTTP = client -> {
        client.getInputStream().read(new byte[1024]);
        client.getOutputStream()
                .write("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n<html>"
                        .getBytes(StandardCharsets.US_ASCII));
        client.close();
    };

    static final Manner ECHO = client -> client.getInputStream().transferTo(client.getOutputStream());

    /** A server or pooler that refuses encryption, and then answers the start-up packet with an error. */
    static Manner refusing(String sqlState, String message, String routine) {
        return client -> {
            byte[] request = new byte[1024];
            client.getInputStream().read(request);
            if (request[3] == 8) { // a request for encryption
                client.getOutputStream().write('N');
                client.getInputStream().read(request);
            }
            byte[] fields = ("SFATAL\0VFATAL\0C" + sqlState + "\0M" + message + "\0R" + routine + "\0\0")
                    .getBytes(StandardCharsets.UTF_8);
            OutputStream out = client.getOutputStream();
            out.write('E');
            out.write(new byte[] {0, 0, (byte) ((fields.length + 4) >> 8), (byte) (fields.length + 4)});
            out.write(fields);
            out.flush();
            client.close();
        };
    }

    private final ServerSocket entrance;

    Stranger(Manner manner) throws IOException {
        this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), manner);
    }

    Stranger(ServerSocket entrance, Manner manner) {
        this.entrance = entrance;
        start(() -> {
            while (true) {
                Socket client = entrance.accept();
                start(() -> {
                    try (client) {
                        manner.meet(client);
                    }
                });
            }
        });
    }

    int port() {
        return entrance.getLocalPort();
    }

    private interface Work {
        void run() throws Exception;
    }

    private static void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (Exception e) {
                        // the other side went away, or the test is over
                    }
                },
                "stranger");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        entrance.close();
    }
}
