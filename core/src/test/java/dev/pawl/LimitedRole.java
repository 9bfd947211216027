package dev.pawl;

import dev.pawl.embedded.testing.TestServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** The ordinary role that migrates a project's database, and what its administrator does to it. */
final class LimitedRole implements AutoCloseable {

    private final Project project;
    private final String name;

    /** Makes a role that may do everything in the database. */
    LimitedRole(Project project) {
        this.project = project;
        this.name = project.database().name() + "_app";
        project.sql("CREATE ROLE " + name + " LOGIN; GRANT ALL ON DATABASE "
                + project.database().name() + " TO " + name + "; GRANT ALL ON SCHEMA public TO " + name);
    }

    String name() {
        return name;
    }

    /** Runs as the role. */
    PawlBuilder builder() {
        return project.builder().url(project.database().url().replace("postgres@", name + "@"));
    }

    /** It waits a little for a connection: the server may not have ended the one of the run before yet. */
    Pawl pawl() {
        return builder().connectWait(Duration.ofSeconds(10)).build();
    }

    /** {@code ALTER ROLE … SET setting = value}, or {@code CONNECTION LIMIT 1}. */
    LimitedRole alter(String what) {
        project.sql("ALTER ROLE " + name + " " + what);
        return this;
    }

    /** {@code ALTER DATABASE …}, from another database. */
    void alterDatabase(String what) {
        onServer("ALTER DATABASE " + project.database().name() + " " + what);
    }

    static void onServer(String sql) {
        try (Connection connection =
                        DriverManager.getConnection(TestServer.get().jdbcUrl("postgres"));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        project.sql("REASSIGN OWNED BY " + name + " TO postgres; DROP OWNED BY " + name + "; DROP ROLE " + name);
    }
}
