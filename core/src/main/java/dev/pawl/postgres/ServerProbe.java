package dev.pawl.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/**
 * Finds out what listens on a port, after the driver failed there in a way that does not tell. Asks for encryption first,
 * as every client of PostgreSQL may (manual, 55.2.10): only PostgreSQL answers that with one letter.
 */
final class ServerProbe {

    private static final byte[] SSL_REQUEST = {0, 0, 0, 8, 0x04, (byte) 0xd2, 0x16, 0x2f};
    private static final byte[] HTTP_REQUEST = "GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final Duration GREETING = Duration.ofMillis(300);
    private static final int TLS_ALERT = 0x15;
    private static final int ENOUGH = 64;
    private static final int FOLLOWING_MILLIS = 30;

    /** What was found. */
    enum Finding {
        POSTGRESQL_WITH_TLS("a PostgreSQL server"),
        POSTGRESQL_WITHOUT_TLS("a PostgreSQL server"),
        SSH("an SSH server"),
        HTTP("an HTTP server"),
        MYSQL("a MySQL or MariaDB server"),
        TLS("a server that speaks TLS from the start"),
        OTHER("a server of another kind"),
        SILENT("a server that does not answer"),
        UNREACHABLE("nothing");

        private final String words;

        Finding(String words) {
            this.words = words;
        }

        boolean isForeign() {
            return switch (this) {
                case SSH, HTTP, MYSQL, TLS, OTHER -> true;
                default -> false;
            };
        }

        @Override
        public String toString() {
            return words;
        }
    }

    private final InetSocketAddress address;
    private final int timeoutMillis;

    private ServerProbe(HostAddress host, Duration timeout) {
        this.address = new InetSocketAddress(host.host(), host.port());
        this.timeoutMillis = (int) timeout.toMillis();
    }

    /**
     * Asks.
     *
     * @param timeout for each of at most three short questions
     */
    static Finding ask(HostAddress host, Duration timeout) {
        if (host.isSocketFolder()) {
            return Finding.POSTGRESQL_WITHOUT_TLS; // nothing else makes a file of that name
        }
        return new ServerProbe(host, timeout).ask();
    }

    private Finding ask() {
        try {
            byte[] greeting = exchange(new byte[0], (int) GREETING.toMillis());
            if (greeting.length > 0) {
                return ofGreeting(greeting);
            }
            byte[] answer = exchange(SSL_REQUEST, timeoutMillis);
            return answer.length > 0 ? ofAnswer(answer) : ofHttp(exchange(HTTP_REQUEST, timeoutMillis));
        } catch (IOException e) {
            return Finding.UNREACHABLE;
        }
    }

    /** PostgreSQL never speaks first. */
    private static Finding ofGreeting(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        if (text.startsWith("SSH-")) {
            return Finding.SSH;
        }
        boolean isMysql = bytes.length > 5 && bytes[3] == 0 && (bytes[4] == 10 || bytes[4] == (byte) 0xff);
        return isMysql ? Finding.MYSQL : Finding.OTHER;
    }

    private static Finding ofAnswer(byte[] bytes) {
        return switch (bytes[0]) {
            case 'S' -> Finding.POSTGRESQL_WITH_TLS;
            case 'N', 'E' -> Finding.POSTGRESQL_WITHOUT_TLS;
            case TLS_ALERT -> Finding.TLS;
            default -> ofHttp(bytes) == Finding.HTTP ? Finding.HTTP : Finding.OTHER;
        };
    }

    private static Finding ofHttp(byte[] bytes) {
        if (bytes.length == 0) {
            return Finding.SILENT;
        }
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        return text.startsWith("HTTP/") || text.startsWith("<") ? Finding.HTTP : Finding.OTHER;
    }

    /** The first bytes of the answer; none if there was none in time, or the other side hung up. */
    private byte[] exchange(byte[] question, int millis) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(address, timeoutMillis);
            socket.setSoTimeout(millis);
            return answer(socket, question);
        }
    }

    private static byte[] answer(Socket socket, byte[] question) {
        try {
            socket.getOutputStream().write(question);
            return firstBytes(socket);
        } catch (IOException e) {
            return new byte[0]; // silence and a hang-up both say: no answer to that question
        }
    }

    /** What comes first, and what follows it closely: a greeting may arrive in pieces. */
    private static byte[] firstBytes(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] buffer = new byte[ENOUGH];
        int count = Math.max(0, in.read(buffer));
        try {
            socket.setSoTimeout(FOLLOWING_MILLIS);
            while (count > 0 && count < ENOUGH) {
                int more = in.read(buffer, count, ENOUGH - count);
                if (more < 0) {
                    break;
                }
                count += more;
            }
        } catch (IOException e) {
            // that was all
        }
        return Arrays.copyOf(buffer, count);
    }
}
