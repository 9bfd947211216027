package dev.pawl.postgres;

import java.nio.file.Path;

/**
 * Where a server listens.
 *
 * @param host a name, an IPv4 or IPv6 address without brackets, or the folder of a unix socket (it begins with {@code
 *     /})
 * @param port from 1 to 65535; for a unix socket it is part of the file's name
 */
public record HostAddress(String host, int port) {

    /** PostgreSQL's own port. */
    public static final int DEFAULT_PORT = 5432;

    /** Rejects what can be no address. */
    public HostAddress {
        if (host.isBlank()) {
            throw new IllegalArgumentException("A host cannot be blank");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("A port is a number from 1 to 65535, not " + port);
        }
    }

    /** Whether it is the folder of a unix socket. */
    public boolean isSocketFolder() {
        return host.startsWith("/");
    }

    /** The file of the unix socket in that folder (PostgreSQL manual, {@code unix_socket_directories}). */
    public Path socketFile() {
        return Path.of(host, ".s.PGSQL." + port);
    }

    /** Renders {@code host:port}, {@code [::1]:port}, or the path of the socket. */
    @Override
    public String toString() {
        if (isSocketFolder()) {
            return socketFile().toString();
        }
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
