package dev.pawl.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A unix socket behind the interface of a {@link Socket}, which the JDK does not offer. The channel does not block, so
 * that a read can end at its timeout; reading and writing may happen in two threads, as with any socket.
 */
final class UnixSocket extends Socket {

    /** What the driver bases the size of its own buffers on. */
    private static final int BUFFER_BYTES = 64 * 1024;

    private final SocketChannel channel;
    private final Selector readable;
    private final Selector writable;
    private volatile int readTimeoutMillis;

    private UnixSocket(SocketChannel channel, Selector readable, Selector writable) {
        super();
        this.channel = channel;
        this.readable = readable;
        this.writable = writable;
    }

    /**
     * Connects.
     *
     * @throws ConnectException if there is no such socket or nobody listens on it, as for a TCP port
     */
    static UnixSocket connect(Path file) throws IOException {
        SocketChannel channel = open(file);
        try {
            channel.configureBlocking(false);
            Selector readable = Selector.open();
            channel.register(readable, SelectionKey.OP_READ);
            Selector writable = Selector.open();
            channel.register(writable, SelectionKey.OP_WRITE);
            return new UnixSocket(channel, readable, writable);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static SocketChannel open(Path file) throws IOException {
        try {
            return SocketChannel.open(UnixDomainSocketAddress.of(file));
        } catch (SocketException e) {
            ConnectException refused = new ConnectException(file + ": " + e.getMessage());
            refused.initCause(e);
            throw refused;
        }
    }

    @Override
    public InputStream getInputStream() {
        return new Input();
    }

    @Override
    public OutputStream getOutputStream() {
        return new Output();
    }

    private final class Input extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(target, offset, length);
            long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(readTimeoutMillis);
            int count = channel.read(buffer);
            while (count == 0 && length > 0) {
                await(readable, readTimeoutMillis == 0 ? 0 : remaining(deadline));
                count = channel.read(buffer);
            }
            return count;
        }

        private long remaining(long deadline) throws SocketTimeoutException {
            long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (millis <= 0) {
                throw new SocketTimeoutException("Read timed out");
            }
            return millis;
        }
    }

    private final class Output extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(source, offset, length);
            while (buffer.hasRemaining()) {
                if (channel.write(buffer) == 0) {
                    await(writable, 0);
                }
            }
        }
    }

    /** Waits for the channel; 0 means without a limit. */
    private void await(Selector selector, long millis) throws IOException {
        if (!selector.isOpen()) {
            throw new SocketException("Socket closed");
        }
        selector.select(millis);
        if (!selector.isOpen()) {
            throw new SocketException("Socket closed");
        }
        selector.selectedKeys().clear();
    }

    @Override
    public synchronized void close() throws IOException {
        channel.close();
        readable.close(); // wakes up whoever waits
        writable.close();
    }

    @Override
    public boolean isClosed() {
        return !channel.isOpen();
    }

    @Override
    public boolean isConnected() {
        return channel.isConnected();
    }

    @Override
    public synchronized void setSoTimeout(int millis) {
        readTimeoutMillis = millis;
    }

    @Override
    public synchronized int getSoTimeout() {
        return readTimeoutMillis;
    }

    @Override
    public void shutdownInput() throws IOException {
        channel.shutdownInput();
    }

    @Override
    public void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    // What follows exists for TCP only. The driver sets it on every socket, so it is taken and does nothing.

    @Override
    public void setTcpNoDelay(boolean on) {}

    @Override
    public boolean getTcpNoDelay() {
        return true;
    }

    @Override
    public void setKeepAlive(boolean on) {}

    @Override
    public boolean getKeepAlive() {
        return false;
    }

    @Override
    public void setSendBufferSize(int size) {}

    @Override
    public int getSendBufferSize() {
        return BUFFER_BYTES;
    }

    @Override
    public void setReceiveBufferSize(int size) {}

    @Override
    public int getReceiveBufferSize() {
        return BUFFER_BYTES;
    }

    @Override
    public String toString() {
        return "unix socket";
    }
}
