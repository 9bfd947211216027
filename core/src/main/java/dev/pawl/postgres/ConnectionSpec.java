package dev.pawl.postgres;

import dev.pawl.error.PawlException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A server, a database on it and how to get in; complete, whatever form it was written in (spec N1). It prints without
 * the password (spec N3).
 *
 * @param hosts one or more, tried in this order; a unix socket is alone
 * @param database its name
 * @param user the role to log in as
 * @param password where one is known
 * @param keyPassword of the client's own TLS key ({@code sslpassword}), where it has one
 * @param parameters everything else, by libpq's names ({@code sslmode}, {@code connect_timeout}, {@code options} …) or,
 *     where libpq has none, the driver's; sorted
 * @param warnings what was said in the connection string and has no effect, in the words of a message
 */
public record ConnectionSpec(
        List<HostAddress> hosts,
        String database,
        String user,
        Optional<Secret> password,
        Optional<Secret> keyPassword,
        Map<String, String> parameters,
        List<String> warnings) {

    private static final Set<String> TARGET = Set.of(
            ConnectionParameters.HOST,
            "hostaddr",
            ConnectionParameters.PORT,
            ConnectionParameters.DBNAME,
            ConnectionParameters.USER,
            ConnectionParameters.PASSWORD,
            ConnectionParameters.SERVICE,
            ConnectionParameters.PASSFILE,
            "servicefile",
            "sslpassword");

    private static final Set<String> SSL_MODES =
            Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");

    /** Debian's folder first, then PostgreSQL's own default. */
    private static final List<String> SOCKET_FOLDERS = List.of("/var/run/postgresql", "/tmp");

    /** Checks what the driver would only find out later, and copies the collections. */
    public ConnectionSpec {
        hosts = List.copyOf(hosts);
        parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
        warnings = List.copyOf(warnings);
        requireUsableHosts(hosts);
        requireSslMode(parameters);
        requireTimeout(parameters);
        Keepalive.requireUsable(parameters);
    }

    /**
     * Reads any form of a connection string to a server. What it leaves out gets libpq's defaults: the unix socket where
     * there is one, else localhost; port 5432; the operating system's user; a database of the user's name. To have
     * environment variables and password files fill the gaps first, use {@link ConnectionResolver}.
     *
     * @throws PawlException with URL_INVALID; it never shows the password
     */
    public static ConnectionSpec parse(String text) {
        return of(readParameters(text));
    }

    static ConnectionParameters readParameters(String text) {
        String stripped = text.strip();
        if (stripped.isEmpty()) {
            throw UrlProblems.invalid("it is empty", "Write it as postgresql://user:password@host:5432/database.");
        }
        return ConnectionStringForm.of(stripped).read(stripped);
    }

    /** Completes parameters with libpq's defaults. */
    static ConnectionSpec of(ConnectionParameters given) {
        String user = given.find(ConnectionParameters.USER).orElseGet(() -> System.getProperty("user.name"));
        Map<String, String> rest = new TreeMap<>(given.values());
        rest.keySet().removeAll(TARGET);
        return new ConnectionSpec(
                hosts(given),
                given.find(ConnectionParameters.DBNAME).orElse(user),
                user,
                given.find(ConnectionParameters.PASSWORD).map(Secret::of),
                given.find("sslpassword").map(Secret::of),
                rest,
                given.warnings());
    }

    /** Whether it is reached over a unix socket. */
    public boolean isUnixSocket() {
        return hosts.get(0).isSocketFolder();
    }

    /** The same with a password, for a file or prompt that knows it. */
    public ConnectionSpec withPassword(Secret known) {
        return new ConnectionSpec(hosts, database, user, Optional.of(known), keyPassword, parameters, warnings);
    }

    /** The same server, as the same user, with another database. */
    public ConnectionSpec withDatabase(String other) {
        return new ConnectionSpec(hosts, other, user, password, keyPassword, parameters, warnings);
    }

    /** As people and logs see it: {@code postgresql://user:***@host:5432/database} (promise A16). */
    public String display() {
        String login = user + password.map(secret -> ":" + secret).orElse("") + "@";
        if (isUnixSocket()) {
            HostAddress socket = hosts.get(0);
            return "postgresql://" + login + "/" + database + "?host=" + socket.host() + "&port=" + socket.port();
        }
        String addresses = hosts.stream().map(HostAddress::toString).collect(Collectors.joining(","));
        return "postgresql://" + login + addresses + "/" + database;
    }

    /** As {@link #display}. */
    @Override
    public String toString() {
        return display();
    }

    private static List<HostAddress> hosts(ConnectionParameters given) {
        List<String> names = split(given.find("hostaddr")
                .or(() -> given.find(ConnectionParameters.HOST))
                .orElse(""));
        List<String> ports = split(given.find(ConnectionParameters.PORT).orElse(""));
        if (ports.size() != 1 && ports.size() != names.size()) {
            throw UrlProblems.invalid(
                    "it has " + names.size() + " hosts and " + ports.size() + " ports",
                    "Give one port for all hosts, or one for each.");
        }
        List<HostAddress> addresses = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            int port = port(ports.get(ports.size() == 1 ? 0 : i));
            addresses.add(address(names.get(i), port, given.noHost()));
        }
        return addresses;
    }

    private static List<String> split(String list) {
        return List.of(list.split(",", -1));
    }

    /** The text is never shown: an unencoded password looks like a port (`postgresql://user:pa/ss@host`). */
    private static int port(String text) {
        if (text.isBlank()) {
            return HostAddress.DEFAULT_PORT;
        }
        try {
            int port = Integer.parseInt(text.strip());
            if (port >= 1 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // said below, for both cases
        }
        throw UrlProblems.invalid(
                "the port is no number from 1 to 65535",
                "Correct the port. If it is a piece of the password, percent-encode the password: `/` as %2F, `@` as"
                        + " %40, `?` as %3F.");
    }

    private static HostAddress address(String name, int port, ConnectionParameters.NoHost noHost) {
        String host = name.strip();
        if (!host.startsWith("/") && !host.matches("[^\\s/@=;'\"]*")) {
            throw UrlProblems.invalid(
                    "the host holds a character that no host has",
                    "Correct the host. If it is a piece of the password, percent-encode or quote the password.");
        }
        if (!host.isEmpty()) {
            return new HostAddress(host, port);
        }
        return noHost == ConnectionParameters.NoHost.LOCALHOST ? new HostAddress("localhost", port) : local(port);
    }

    private static HostAddress local(int port) {
        return SOCKET_FOLDERS.stream()
                .filter(folder -> Files.exists(Path.of(folder, ".s.PGSQL." + port)))
                .findFirst()
                .map(folder -> new HostAddress(folder, port))
                .orElseGet(() -> new HostAddress("localhost", port));
    }

    private static void requireUsableHosts(List<HostAddress> hosts) {
        if (hosts.isEmpty()) {
            throw new IllegalArgumentException("A connection has at least one host");
        }
        if (hosts.size() > 1 && hosts.stream().anyMatch(HostAddress::isSocketFolder)) {
            throw UrlProblems.invalid(
                    "a unix socket is one of several hosts", "Name the unix socket alone, or only hosts with a port.");
        }
    }

    private static void requireSslMode(Map<String, String> parameters) {
        String mode = parameters.getOrDefault("sslmode", "prefer");
        if (!SSL_MODES.contains(mode)) {
            throw UrlProblems.invalid(
                    "`sslmode` has an unknown value",
                    "Use one of disable, allow, prefer, require, verify-ca, verify-full.");
        }
    }

    private static void requireTimeout(Map<String, String> parameters) {
        if (!parameters.getOrDefault("connect_timeout", "0").strip().matches("-?\\d{1,6}")) {
            throw UrlProblems.invalid("`connect_timeout` is no number of seconds", "Write connect_timeout=10.");
        }
    }
}
