package dev.pawl;

import dev.pawl.embedded.testing.PgBouncer;
import dev.pawl.embedded.testing.TestDatabase;
import dev.pawl.event.RunEvent;
import dev.pawl.event.RunListener;
import dev.pawl.report.MigrateReport;
import dev.pawl.report.RunMigration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** A folder of migrations and a database of its own, for one test. */
final class Project implements AutoCloseable {

    private final Path folder;
    private final TestDatabase database = TestDatabase.create();
    private final List<RunEvent> events = Collections.synchronizedList(new ArrayList<>());
    private String url = database.url();

    Project(Path folder) {
        this.folder = folder;
    }

    /** Writes a file; the lines are joined. */
    Project file(String name, String... lines) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, String.join("\n", lines) + "\n");
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Project delete(String name) {
        try {
            Files.delete(folder.resolve(name));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets all that is built from now on come to the database through a pooler. Tests themselves go straight to it. */
    Project through(PgBouncer pooler) {
        url = pooler.url(database.name());
        return this;
    }

    /** Where the database is reached. */
    String url() {
        return url;
    }

    PawlBuilder builder() {
        return Pawl.builder()
                .url(url)
                .locations(List.of(folder.toString()))
                .actor("tester")
                .listener(keeping());
    }

    Pawl pawl() {
        return builder().build();
    }

    MigrateReport migrate() {
        return pawl().migrate();
    }

    TestDatabase database() {
        return database;
    }

    /** What {@link #builder} listens with: it keeps all events. */
    RunListener keeping() {
        return events::add;
    }

    List<RunEvent> events() {
        return List.copyOf(events);
    }

    <E extends RunEvent> List<E> events(Class<E> type) {
        return events().stream().filter(type::isInstance).map(type::cast).toList();
    }

    void sql(String sql) {
        try {
            database.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All rows of a query, columns joined by {@code |}. */
    List<String> rows(String sql) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> read = new ArrayList<>();
            while (rows.next()) {
                StringBuilder row = new StringBuilder();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    row.append(i == 1 ? "" : "|").append(rows.getString(i));
                }
                read.add(row.toString());
            }
            return read;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The one value of a query. */
    String value(String sql) {
        return rows(sql).get(0);
    }

    /** The user's own relations, without pawl's. */
    List<String> tables() {
        return rows("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
                + " AND relname NOT IN ('schema_migrations', 'migration_history') AND relname NOT LIKE 'pawl%'"
                + " ORDER BY relname");
    }

    static List<String> versions(MigrateReport report) {
        return report.applied().stream().map(RunMigration::version).toList();
    }

    static Stream<String> lines(String text) {
        return text.lines();
    }

    @Override
    public void close() {
        database.close();
    }
}
