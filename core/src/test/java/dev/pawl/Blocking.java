package dev.pawl;

import dev.pawl.embedded.testing.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Somebody else's transaction, which holds what its statements locked until it ends. */
final class Blocking implements AutoCloseable {

    private final Connection connection;

    /** Opens a transaction as the service {@code reporting} and runs statements in it. */
    Blocking(TestDatabase database, String... statements) throws SQLException {
        connection = DriverManager.getConnection(database.jdbcUrl() + "&ApplicationName=reporting");
        connection.setAutoCommit(false);
        for (String sql : statements) {
            run(sql);
        }
    }

    void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Ends the transaction after a while, in the background. */
    CompletableFuture<Void> endAfter(Duration time) {
        return CompletableFuture.runAsync(
                this::endNow, CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** As {@link #end}, for those who may not throw. */
    void endNow() {
        try {
            end();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void end() throws SQLException {
        connection.commit();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
