package dev.pawl.postgres;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;

/**
 * Whether anything at all answers where the server should be: for a run that has heard nothing from it for long. It asks for
 * encryption, which a server answers before anybody logs in, and a pooler before it has a connection to give.
 */
public enum Reachability {
    /** Something does, be it with a refusal. */
    ANSWERED,
    /** Nothing does: packets vanish, or are taken and lead to nothing. */
    SILENT;

    private static final byte[] SSL_REQUEST = {0, 0, 0, 8, 0x04, (byte) 0xd2, 0x16, 0x2f};

    /**
     * Asks each of the hosts; one answer is enough.
     *
     * @param timeout for a connection, and for an answer
     */
    public static Reachability of(ConnectionSpec spec, Duration timeout) {
        boolean isAnswered = spec.isUnixSocket() || answers(spec.hosts(), (int) timeout.toMillis());
        return isAnswered ? ANSWERED : SILENT;
    }

    private static boolean answers(List<HostAddress> hosts, int timeoutMillis) {
        return hosts.stream().anyMatch(host -> answers(host, timeoutMillis));
    }

    private static boolean answers(HostAddress host, int timeoutMillis) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host.host(), host.port()), timeoutMillis);
            socket.setSoTimeout(timeoutMillis);
            socket.getOutputStream().write(SSL_REQUEST);
            return socket.getInputStream().read() >= 0;
        } catch (ConnectException e) {
            return String.valueOf(e.getMessage()).contains("refused");
        } catch (IOException e) {
            return false;
        }
    }
}
