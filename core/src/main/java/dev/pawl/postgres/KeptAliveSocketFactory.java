package dev.pawl.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketOption;
import javax.net.SocketFactory;

/**
 * Makes sockets that probe a silent connection as {@link Keepalive} says; the driver itself only knows how to switch probes
 * on, and the operating systems wait two hours before the first. The driver makes one by name through its {@code
 * socketFactory} property, which is why the class and its constructor are public; nobody else needs it.
 */
public final class KeptAliveSocketFactory extends SocketFactory {

    private final int idleSeconds;
    private final int intervalSeconds;
    private final int count;

    /**
     * A factory for sockets with the same probes.
     *
     * @param probes seconds, seconds and count, from the driver's {@code socketFactoryArg}
     */
    public KeptAliveSocketFactory(String probes) {
        super();
        String[] numbers = probes.split(",", -1);
        this.idleSeconds = Integer.parseInt(numbers[0]);
        this.intervalSeconds = Integer.parseInt(numbers[1]);
        this.count = Integer.parseInt(numbers[2]);
    }

    /** What the constructor takes. */
    static String argument(Keepalive keepalive) {
        return keepalive.idle().toSeconds() + "," + keepalive.interval().toSeconds() + "," + keepalive.count();
    }

    /** A socket that is not connected yet; the driver connects it, and switches the probes on. */
    @Override
    public Socket createSocket() throws IOException {
        Socket socket = new Socket();
        try {
            // By name: a Java without the module jdk.net, or a system without such options, has its own values instead.
            for (SocketOption<?> option : socket.supportedOptions()) {
                set(socket, option);
            }
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private void set(Socket socket, SocketOption<?> option) throws IOException {
        int value = switch (option.name()) {
            case "TCP_KEEPIDLE" -> idleSeconds;
            case "TCP_KEEPINTERVAL" -> intervalSeconds;
            case "TCP_KEEPCOUNT" -> count;
            default -> 0;
        };
        if (value > 0 && option.type() == Integer.class) {
            @SuppressWarnings("unchecked") // its type was looked at
            SocketOption<Integer> number = (SocketOption<Integer>) option;
            socket.setOption(number, value);
        }
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return createSocket(InetAddress.getByName(host), port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(createSocket(), host, port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return createSocket(InetAddress.getByName(host), port, localHost, localPort);
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        Socket socket = createSocket();
        socket.bind(new InetSocketAddress(localAddress, localPort));
        return connected(socket, address, port);
    }

    private static Socket connected(Socket socket, InetAddress address, int port) throws IOException {
        try {
            socket.connect(new InetSocketAddress(address, port));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
