package dev.pawl.embedded;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A running PostgreSQL server on a port of this machine's loopback address.
 *
 * <p>Whoever started it ends it, with {@link #stop()} or {@link #close()}. If the program ends otherwise, by an exception,
 * by {@code System.exit} or by {@code kill -9}, the server ends too, and its data, if temporary, is deleted.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    /** The role that owns everything. */
    public static final String SUPERUSER = "postgres";

    private static final String HOST = "127.0.0.1";

    private final int port;
    private final int version;
    private final Authentication authentication;
    private final Path log;
    private final Ownership ownership;

    EmbeddedPostgres(int port, int version, Authentication authentication, Path log, Ownership ownership) {
        this.port = port;
        this.version = version;
        this.authentication = authentication;
        this.log = log;
        this.ownership = ownership;
    }

    /** Who ends the server. */
    sealed interface Ownership {
        /** We do, and then give up the folder. */
        record Ours(ServerProcess process, Runnable afterwards) implements Ownership {}

        /** Another program, or another part of this one, that runs it on the same folder. */
        record Theirs() implements Ownership {}
    }

    /**
     * Starts a server, and returns when it accepts connections. With a persistent folder that already has a running
     * server, returns that one.
     *
     * @throws EmbeddedPostgresException if that is not possible
     */
    public static EmbeddedPostgres start(Options options) {
        return new Launch(options).start();
    }

    /** The port it listens on, at 127.0.0.1. */
    public int port() {
        return port;
    }

    /** PostgreSQL's major version. */
    public int version() {
        return version;
    }

    /** What the server has to say. */
    public Path log() {
        return log;
    }

    /** A URL for JDBC that names the superuser. */
    public String jdbcUrl(String database) {
        String url = "jdbc:postgresql://" + HOST + ":" + port + "/" + encoded(database) + "?user=" + SUPERUSER;
        return authentication instanceof Authentication.Password secret
                ? url + "&password=" + encoded(secret.password())
                : url;
    }

    /** A URL in PostgreSQL's own form, {@code postgres://}, that names the superuser. */
    public String url(String database) {
        String user = authentication instanceof Authentication.Password secret
                ? SUPERUSER + ":" + encoded(secret.password())
                : SUPERUSER;
        return "postgres://" + user + "@" + HOST + ":" + port + "/" + encoded(database);
    }

    /** Creates an empty database. */
    public void createDatabase(String name) {
        createDatabase(name, "template1");
    }

    /** Creates a copy of a database that nobody is connected to. */
    public void createDatabase(String name, String template) {
        execute("create the database " + name + " from " + template, statement -> {
            String create = "CREATE DATABASE " + quoted(name) + " TEMPLATE " + quoted(template);
            // Without fsync, copying files is quicker than logging every page, which is the default since 15.
            statement.execute(version >= 15 && isVolatile(statement) ? create + " STRATEGY file_copy" : create);
        });
    }

    private static boolean isVolatile(Statement statement) throws SQLException {
        try (ResultSet fsync = statement.executeQuery("SHOW fsync")) {
            return fsync.next() && fsync.getString(1).equals("off");
        }
    }

    /** Drops a database and cuts its sessions. Does nothing if there is none of this name. */
    public void dropDatabase(String name) {
        execute(
                "drop the database " + name,
                statement -> statement.execute("DROP DATABASE IF EXISTS " + quoted(name) + " WITH (FORCE)"));
    }

    /** Ends the server in good order. Does nothing if it is another program's, or has ended. */
    public void stop() {
        if (ownership instanceof Ownership.Ours ours) {
            ours.process().stop(ServerProcess.Ending.ORDERLY);
            ours.afterwards().run();
        }
    }

    /**
     * Ends the server as a power failure would: what was not committed is lost, and the next start on the same folder
     * recovers. Temporary data is deleted.
     *
     * @throws IllegalStateException if the server is another program's
     */
    public void crash() {
        if (ownership instanceof Ownership.Ours ours) {
            ours.process().stop(ServerProcess.Ending.IMMEDIATE);
            ours.afterwards().run();
        } else {
            throw new IllegalStateException("this server was started by another program");
        }
    }

    /** The same as {@link #stop()}. */
    @Override
    public void close() {
        stop();
    }

    private interface Work {
        void on(Statement statement) throws SQLException;
    }

    private void execute(String doing, Work work) {
        try (var connection = DriverManager.getConnection(jdbcUrl(SUPERUSER));
                Statement statement = connection.createStatement()) {
            work.on(statement);
        } catch (SQLException e) {
            throw new EmbeddedPostgresException(
                    "Could not " + doing + ": " + e.getMessage() + ".", "See the server's log, " + log + ".", e);
        }
    }

    private static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
