package dev.pawl.embedded.testing;

import dev.pawl.embedded.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Debian's PgBouncer in transaction mode, on a free port of this machine's loopback address, in front of a server.
 *
 * <p>It cleans up after nobody ({@code server_reset_query} is unset). All other settings but the pool's size are those of an
 * installation that nobody has touched. A shell holds it, which reads a pipe from this JVM: when the JVM ends, even by {@code kill -9}, the pooler ends too, and its folder goes.
 */
public final class PgBouncer implements AutoCloseable {

    private static final String HOST = "127.0.0.1";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int PORTS_TRIED = 5;

    /** Takes orders, one a line, and says when each is carried out. The end of its input is the last order. */
    private static final String GUARD = """
            set -u
            home=$1
            shift
            trap '' INT HUP
            server=
            while read -r order; do
              case $order in
                start) "$@" </dev/null >>"$home/log" 2>&1 & server=$! ;;
                *) kill -s "$order" "$server"; case $order in TERM|KILL) wait "$server" ;; esac ;;
              esac
              echo done
            done
            [ -z "$server" ] || { kill -s KILL "$server"; wait "$server"; } 2>/dev/null
            rm -rf "$home"
            """;

    private final Setup setup;
    private final int port;
    private final Path home;
    private final Process guard;
    private final BufferedReader answers;

    private PgBouncer(Setup setup, int port, Path home, Process guard) {
        this.setup = setup;
        this.port = port;
        this.home = home;
        this.guard = guard;
        this.answers = guard.inputReader(StandardCharsets.UTF_8);
    }

    /** Whether there is one on this machine; a test that needs it says so where not. */
    public static boolean isInstalled() {
        return program("pgbouncer").isPresent();
    }

    /** A pooler that is to stand in front of {@link TestServer}, with a pool of 3. */
    public static Setup inFrontOfTestServer() {
        return inFrontOf(TestServer.get());
    }

    /** A pooler that is to stand in front of a server, with a pool of 3. */
    public static Setup inFrontOf(EmbeddedPostgres server) {
        return inFrontOf(server.port());
    }

    /** The same, in front of whatever leads to a server from a port at 127.0.0.1. */
    public static Setup inFrontOf(int serverPort) {
        return new Setup(serverPort, 3, new Authentication.Trust(List.of(EmbeddedPostgres.SUPERUSER)), Map.of());
    }

    /** Whom the pooler lets in, and how it tells. */
    public sealed interface Authentication {
        /** Anybody who gives one of these names. */
        record Trust(List<String> users) implements Authentication {}

        /** By SCRAM, with names and passwords from a file of the pooler's own. */
        record ScramList(Map<String, String> passwords) implements Authentication {}

        /**
         * By SCRAM, with what the server knows of passwords ({@code auth_query}).
         *
         * @param user who may ask the server
         * @param password of that user
         */
        record ScramQuery(String user, String password) implements Authentication {}
    }

    /**
     * What a pooler is started with.
     *
     * @param serverPort where the server listens, at 127.0.0.1
     * @param poolSize how many connections to the server each pair of a user and a database may share
     * @param authentication whom it lets in
     * @param settings further lines of the section {@code [pgbouncer]}
     */
    public record Setup(int serverPort, int poolSize, Authentication authentication, Map<String, String> settings) {

        /** With a pool of this size. */
        public Setup withPoolSize(int connections) {
            return new Setup(serverPort, connections, authentication, settings);
        }

        /** With other clients. */
        public Setup with(Authentication clients) {
            return new Setup(serverPort, poolSize, clients, settings);
        }

        /** With a setting of pgbouncer.ini. */
        public Setup with(String setting, String value) {
            Map<String, String> more = new TreeMap<>(settings);
            more.put(setting, value);
            return new Setup(serverPort, poolSize, authentication, more);
        }

        /** Starts it, and returns when it accepts connections. */
        public PgBouncer start() {
            for (int tried = 0; tried < PORTS_TRIED; tried++) {
                PgBouncer pooler = prepare();
                if (pooler.tryStart()) {
                    return pooler;
                }
                pooler.close(); // somebody else has taken the port meanwhile
            }
            throw new IllegalStateException("found no port for pgbouncer");
        }

        private PgBouncer prepare() {
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                Path home = Files.createTempDirectory("pawl-pgbouncer");
                int port = free.getLocalPort();
                Files.writeString(home.resolve("users"), users());
                Files.writeString(home.resolve("pgbouncer.ini"), configuration(home, port));
                return new PgBouncer(this, port, home, guard(home));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private String configuration(Path home, int port) {
            Map<String, String> lines = new TreeMap<>(Map.of(
                    "listen_addr",
                    HOST,
                    "listen_port",
                    Integer.toString(port),
                    "unix_socket_dir",
                    "",
                    "auth_type",
                    authentication instanceof Authentication.Trust ? "trust" : "scram-sha-256",
                    "auth_file",
                    home.resolve("users").toString(),
                    "admin_users",
                    EmbeddedPostgres.SUPERUSER,
                    "pool_mode",
                    "transaction",
                    "server_reset_query",
                    "",
                    "default_pool_size",
                    Integer.toString(poolSize)));
            if (authentication instanceof Authentication.ScramQuery query) {
                lines.put("auth_user", query.user());
            }
            lines.putAll(settings);
            StringJoiner text = new StringJoiner(
                    "\n", "[databases]\n* = host=" + HOST + " port=" + serverPort + "\n" + "[pgbouncer]\n", "\n");
            lines.forEach((name, value) -> text.add(name + " = " + value));
            return text.toString();
        }

        private String users() {
            StringBuilder lines = new StringBuilder();
            passwords()
                    .forEach((user, password) -> lines.append(quoted(user))
                            .append(' ')
                            .append(quoted(password))
                            .append('\n'));
            return lines.toString();
        }

        private Map<String, String> passwords() {
            Map<String, String> passwords = new TreeMap<>();
            if (authentication instanceof Authentication.Trust trust) {
                trust.users().forEach(user -> passwords.put(user, ""));
            } else if (authentication instanceof Authentication.ScramList list) {
                passwords.putAll(list.passwords());
            } else if (authentication instanceof Authentication.ScramQuery query) {
                passwords.put(query.user(), query.password());
            }
            return passwords;
        }

        private static String quoted(String text) {
            return '"' + text.replace("\"", "\"\"") + '"';
        }

        private static Process guard(Path home) throws IOException {
            List<String> command = new ArrayList<>();
            program("setsid").ifPresent(setsid -> command.add(setsid.toString()));
            command.addAll(ordinaryUser(home));
            command.addAll(List.of("sh", "-c", GUARD, "guard", home.toString()));
            command.add(program("pgbouncer").orElseThrow().toString());
            command.add(home.resolve("pgbouncer.ini").toString());
            return new ProcessBuilder(command)
                    .directory(home.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        }
    }

    /** It does not run as root. There root becomes nobody in particular, who still owns the files, or else another user. */
    private static List<String> ordinaryUser(Path home) throws IOException {
        if (!"root".equals(System.getProperty("user.name"))) {
            return List.of();
        }
        List<String> namespace = List.of("unshare", "--user");
        if (works(namespace)) {
            return namespace;
        }
        if (!succeeds(List.of("chown", "-R", "nobody", home.toString()))) {
            throw new IllegalStateException("pgbouncer does not run as root, and root cannot become another user here");
        }
        return List.of("runuser", "-u", "nobody", "--");
    }

    private static boolean works(List<String> prefix) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add("true");
        return succeeds(command);
    }

    private static boolean succeeds(List<String> command) throws IOException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static Optional<Path> program(String name) {
        String path = Objects.requireNonNullElse(System.getenv("PATH"), "") + ":/usr/bin:/bin:/usr/sbin:/sbin";
        return Stream.of(path.split(":", 0))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The port it listens on, at 127.0.0.1. */
    public int port() {
        return port;
    }

    /** A URL in PostgreSQL's own form that leads through the pooler as the superuser, with a password where it needs one. */
    public String url(String database) {
        return url(database, EmbeddedPostgres.SUPERUSER);
    }

    /** The same as another user. */
    public String url(String database, String user) {
        String password = passwordOf(user);
        return "postgres://" + encoded(user) + (password.isEmpty() ? "" : ":" + encoded(password)) + "@" + HOST + ":"
                + port + "/" + encoded(database);
    }

    /** The same for JDBC, in the one mode of the driver's that needs no prepared statements. */
    public String jdbcUrl(String database) {
        String password = passwordOf(EmbeddedPostgres.SUPERUSER);
        return "jdbc:postgresql://" + HOST + ":" + port + "/" + encoded(database) + "?user="
                + EmbeddedPostgres.SUPERUSER + (password.isEmpty() ? "" : "&password=" + encoded(password))
                + "&preferQueryMode=simple&assumeMinServerVersion=13";
    }

    private String passwordOf(String user) {
        return setup.passwords().getOrDefault(user, "");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * What PgBouncer's own console answers: one line a row, columns as {@code name=value}. Not with SCRAM, which this
     * does not speak.
     */
    public List<String> console(String command) {
        return PgBouncerConsole.answers(port, EmbeddedPostgres.SUPERUSER, command);
    }

    /** What it has said so far. */
    public String log() {
        try {
            Path log = home.resolve("log");
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it in the middle of whatever it does; clients and server see their connections close. */
    public void stop() {
        order("TERM");
    }

    /** Ends it as {@code kill -9} does. */
    public void kill() {
        order("KILL");
    }

    /** Lets it hang: connections stay open and nothing passes. */
    public void freeze() {
        order("STOP");
    }

    /** Lets it go on. */
    public void thaw() {
        order("CONT");
    }

    /** Starts it again, at the same port, after {@link #stop} or {@link #kill}. */
    public void startAgain() {
        if (!tryStart()) {
            throw new IllegalStateException("pgbouncer did not start again:\n" + log());
        }
    }

    private boolean tryStart() {
        int before = log().length();
        order("start");
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            String said = log().substring(before);
            if (said.contains("process up")) {
                return true;
            }
            if (said.contains("Address already in use")) {
                return false;
            }
            if (said.contains("FATAL")) {
                throw new IllegalStateException("pgbouncer could not start:\n" + said);
            }
            pause();
        }
        throw new IllegalStateException("pgbouncer did not get ready:\n" + log());
    }

    private void order(String order) {
        try {
            guard.getOutputStream().write((order + "\n").getBytes(StandardCharsets.US_ASCII));
            guard.getOutputStream().flush();
            if (answers.readLine() == null) {
                throw new IllegalStateException("the guard of pgbouncer is gone");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(5);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while pgbouncer started", e);
        }
    }

    /** Ends it and deletes its folder. */
    @Override
    public void close() {
        try {
            guard.getOutputStream().close();
            answers.close();
            guard.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
