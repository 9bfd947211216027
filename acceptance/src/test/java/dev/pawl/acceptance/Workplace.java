package dev.pawl.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.embedded.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** A terminal in a folder of its own, whose {@code DATABASE_URL} names a fresh database. */
public final class Workplace implements AutoCloseable {
    private final TestDatabase database = TestDatabase.create();
    private final Terminal terminal;
    private final Golden golden = new Golden();

    /** Begins in an empty folder with an empty database. */
    public Workplace(Path folder) {
        this.terminal = Terminal.in(folder).with("DATABASE_URL", database.url());
        golden.mask(folder.toString(), "FOLDER")
                .mask(database.url(), "DATABASE_URL")
                .mask(":" + port(database.url()), ":PORT")
                .mask(database.name(), "DATABASE");
    }

    private static String port(String url) {
        return url.replaceFirst(".*:(\\d+)/.*", "$1");
    }

    /** Where commands are typed. */
    public Terminal terminal() {
        return terminal;
    }

    /** The database. */
    public TestDatabase database() {
        return database;
    }

    /** Expected outputs, with this place's names masked. */
    public Golden golden() {
        return golden;
    }

    /** Writes a migration. */
    public Workplace migration(String name, String sql) {
        terminal.write("migrations/" + name, sql);
        return this;
    }

    /** Runs pawl here. */
    public Outcome pawl(String... arguments) {
        return terminal.pawl(arguments);
    }

    /** The rows of a query; columns are separated by {@code |} and NULL is empty. */
    public List<String> rows(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> all = new ArrayList<>();
            while (rows.next()) {
                StringJoiner row = new StringJoiner("|");
                for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                    String value = rows.getString(column);
                    row.add(value == null ? "" : value);
                }
                all.add(row.toString());
            }
            return all;
        }
    }

    /** The one value that a query gives. */
    public String value(String sql) throws SQLException {
        return String.join("\n", rows(sql));
    }

    /** Waits until a query gives a row. */
    public void awaitRow(String query) throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
        while (rows(query).isEmpty()) {
            assertThat(System.nanoTime()).as("no row from %s", query).isLessThan(deadline);
            Thread.sleep(50);
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
