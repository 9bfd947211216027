package dev.pawl;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server that speaks another language, as {@code lc_messages} makes one: every error and notice keeps its codes, and what
 * it quotes of the user's, and loses all of its words (PostgreSQL manual, "Error and Notice Message Fields").
 */
final class TranslatingProxy implements Closeable {

    /** Message, detail, hint, context; and the severity as it is shown. */
    private static final String WORDS = "MDHWS";

    private final ServerSocket listening;
    private final int serverPort;
    private final AtomicInteger translated = new AtomicInteger();

    TranslatingProxy(int serverPort) {
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

    /** How many errors and notices were translated. */
    int translated() {
        return translated.get();
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
                "translating-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listening.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            start(() -> pass(client, server));
            start(() -> answer(server, client));
        }
    }

    private static void pass(Socket client, Socket server) throws IOException {
        try (client;
                server) {
            client.getInputStream().transferTo(server.getOutputStream());
        }
    }

    /** The driver is told not to ask for encryption, so every answer is a message. */
    private void answer(Socket server, Socket client) throws IOException {
        try (client;
                server) {
            DataInputStream in = new DataInputStream(server.getInputStream());
            OutputStream out = client.getOutputStream();
            for (int type = in.read(); type >= 0; type = in.read()) {
                byte[] body = new byte[in.readInt() - 4];
                in.readFully(body);
                byte[] said = type == 'E' || type == 'N' ? translated(body) : body;
                out.write(ByteBuffer.allocate(5 + said.length)
                        .put((byte) type)
                        .putInt(said.length + 4)
                        .put(said)
                        .array());
                out.flush();
            }
        }
    }

    private byte[] translated(byte[] fields) {
        translated.incrementAndGet();
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int at = 0;
        while (fields[at] != 0) {
            int end = at + 1;
            while (fields[end] != 0) {
                end++;
            }
            String value = new String(fields, at + 1, end - at - 1, StandardCharsets.UTF_8);
            String shown = WORDS.indexOf(fields[at]) < 0 ? value : translated(value);
            said.write(fields[at]);
            said.writeBytes(shown.getBytes(StandardCharsets.UTF_8));
            said.write(0);
            at = end + 1;
        }
        said.write(0);
        return said.toByteArray();
    }

    /** Keeps what is in double quotes. */
    private static String translated(String words) {
        StringBuilder text = new StringBuilder();
        boolean isQuoted = false;
        for (int i = 0; i < words.length(); i++) {
            char c = words.charAt(i);
            isQuoted ^= c == '"';
            text.append(isQuoted || !Character.isLetter(c) ? c : 'ж');
        }
        return text.toString();
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
