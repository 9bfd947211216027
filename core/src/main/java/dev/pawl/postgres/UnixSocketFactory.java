package dev.pawl.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import javax.net.SocketFactory;

/**
 * Lets the driver, which knows TCP only, talk over a unix socket. The driver makes one by name through its {@code
 * socketFactory} property, which is why the class and its constructor are public; nobody else needs it.
 */
public final class UnixSocketFactory extends SocketFactory {

    private final Path file;

    /**
     * A factory for one socket.
     *
     * @param file the path of the socket's file, from the driver's {@code socketFactoryArg}
     */
    public UnixSocketFactory(String file) {
        super();
        this.file = Path.of(file);
    }

    /** A connected socket; the driver does not connect a connected one again. */
    @Override
    public Socket createSocket() throws IOException {
        return UnixSocket.connect(file);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return createSocket();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return createSocket();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return createSocket();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        return createSocket();
    }
}
