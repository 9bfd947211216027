package dev.pawl.acceptance.torture;

import dev.pawl.embedded.EmbeddedPostgres;
import dev.pawl.embedded.Options;
import dev.pawl.embedded.testing.TestServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** A server that crashes and comes back, on data of its own. */
final class CrashingServer implements AutoCloseable {
    private final Options options;
    private volatile EmbeddedPostgres server;

    CrashingServer(Path folder) {
        options = Options.persistent(folder).withBinaries(TestServer.binaries()).withSetting("max_connections", "200");
        server = EmbeddedPostgres.start(options);
    }

    /** Where it listens now. */
    int port() {
        return server.port();
    }

    /** {@code pg_ctl stop -m immediate}, and a start that recovers. */
    synchronized void crash() {
        server.crash();
        server = EmbeddedPostgres.start(options);
    }

    void createDatabase(String name) {
        server.createDatabase(name);
    }

    void dropDatabase(String name) {
        server.dropDatabase(name);
    }

    /** The rows of a query, past everything that can break; columns are separated by {@code |}. */
    List<String> rows(String database, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(database));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> all = new ArrayList<>();
            while (rows.next()) {
                StringJoiner row = new StringJoiner("|");
                for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                    row.add(rows.getString(column));
                }
                all.add(row.toString());
            }
            return all;
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
