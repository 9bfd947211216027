package dev.pawl.record;

import dev.pawl.embedded.testing.TestDatabase;
import dev.pawl.migration.Environment;
import dev.pawl.postgres.QualifiedName;
import dev.pawl.postgres.Session;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A database of one test's own, with a session on it. */
final class Database implements AutoCloseable {

    static final QualifiedName TABLE = QualifiedName.parse("schema_migrations");
    static final Actor ACTOR = new Actor("ada@host");
    static final Attribution BY = Attribution.of(ACTOR, Optional.of(new Environment("staging")));
    static final Elapsed SINCE_START = new Elapsed.SinceTransactionStart();

    private final TestDatabase database = TestDatabase.create();
    private final List<Session> sessions = new ArrayList<>();
    private final Session session = open();

    Session session() {
        return session;
    }

    String name() {
        return database.name();
    }

    /** A connection as the driver makes it without being told otherwise. */
    Connection connect() throws SQLException {
        return database.connect();
    }

    /** Another session, of the superuser. */
    Session open() {
        return open("");
    }

    /** Another session, of a role that logs in without a password. */
    Session openAs(String role) {
        return open("&user=" + role);
    }

    private Session open(String more) {
        try {
            String url = database.jdbcUrl() + "&preferQueryMode=simple" + more;
            Session opened = new Session(DriverManager.getConnection(url), null);
            sessions.add(opened);
            return opened;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    void execute(String sql) {
        session.execute(sql);
    }

    /** The rows as text, columns joined by a bar; NULL is empty. */
    List<String> rows(String sql) {
        return session.query(sql, row -> {
            List<String> values = new ArrayList<>();
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                values.add(Optional.ofNullable(row.getString(i)).orElse(""));
            }
            return String.join("|", values);
        });
    }

    /** The only value of the only row. */
    String value(String sql) {
        List<String> rows = rows(sql);
        if (rows.size() != 1) {
            throw new AssertionError("One row was expected: " + rows);
        }
        return rows.get(0);
    }

    HistoryTable create(Shape shape) {
        return create(TABLE, shape);
    }

    HistoryTable create(QualifiedName table, Shape shape) {
        return new HistoryStore(table, Optional.of(shape)).create(session);
    }

    DatabaseState read() {
        return read(TABLE);
    }

    DatabaseState read(QualifiedName table) {
        return new HistoryStore(table, Optional.empty()).read(session);
    }

    /** Runs a script the way the runner does, in one message. */
    void apply(HistoryTable table, Scripted scripted) {
        session.execute(transaction(table, scripted));
    }

    static String transaction(HistoryTable table, Scripted scripted) {
        return "BEGIN; SET LOCAL lock_timeout = '300ms';\n"
                + table.claim(scripted.migration(), ACTOR)
                + ";\n" + scripted.sql() + ";\n"
                + table.complete(scripted.migration(), BY, SINCE_START, Optional.of(scripted.sql()))
                + ";\nCOMMIT";
    }

    @Override
    public void close() {
        sessions.forEach(Session::close);
        database.close();
    }
}
