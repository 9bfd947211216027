package dev.pawl.embedded.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/** A database of one test's own, on {@link TestServer}. Closing it drops it, whoever is still connected. */
public final class TestDatabase implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String name;

    private TestDatabase(String name) {
        this.name = name;
    }

    /** An empty database. */
    public static TestDatabase create() {
        return from("template1");
    }

    /** A copy of a database that nobody is connected to, such as a {@link TestServer#template template}. */
    public static TestDatabase from(String template) {
        TestDatabase database = new TestDatabase("test_" + COUNT.incrementAndGet());
        TestServer.get().createDatabase(database.name, template);
        return database;
    }

    public String name() {
        return name;
    }

    /** Its URL for JDBC. */
    public String jdbcUrl() {
        return TestServer.get().jdbcUrl(name);
    }

    /** Its URL in PostgreSQL's own form. */
    public String url() {
        return TestServer.get().url(name);
    }

    /** A connection as the superuser. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl());
    }

    /** Runs statements, in one simple query. */
    public void execute(String sql) throws SQLException {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() {
        TestServer.get().dropDatabase(name);
    }
}
