package dev.pawl.postgres;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGConnection;

/** Opens sessions on one target; nothing is open until {@link #open} is called. */
public final class Connector {

    private final Function<String, Session> source;
    private final String applicationName;
    private final @Nullable ConnectionSpec spec;

    /**
     * Connects on its own, without a pool.
     *
     * @param applicationName what {@code pg_stat_activity} shows, for example {@code pawl/} and the id of the run; it
     *     takes the place of an {@code application_name} in the connection string
     */
    public Connector(ConnectionSpec spec, String applicationName) {
        this(spec, name -> connect(spec, name), applicationName);
    }

    /**
     * Borrows connections from a library user's own source. What pawl changes in them, their autocommit mode and
     * application name, is put back before they are returned.
     *
     * @param dataSource of the PostgreSQL driver, pooled or not
     */
    public Connector(DataSource dataSource, String applicationName) {
        this(null, name -> borrow(dataSource, name), applicationName);
    }

    private Connector(@Nullable ConnectionSpec spec, Function<String, Session> source, String applicationName) {
        this.spec = spec;
        this.source = source;
        this.applicationName = applicationName;
    }

    /** To the same target, under another application name. */
    public Connector as(String name) {
        return new Connector(spec, source, name);
    }

    /** To the same target and under the same name, by another way. */
    Connector through(Function<String, Session> way) {
        return new Connector(spec, way, applicationName);
    }

    /** What it connects to; empty with a data source. */
    public Optional<ConnectionSpec> spec() {
        return Optional.ofNullable(spec);
    }

    /**
     * Opens a session. The caller closes it.
     *
     * @throws PawlException of the database family
     */
    public Session open() {
        return source.apply(applicationName);
    }

    private static Session connect(ConnectionSpec spec, String applicationName) {
        long start = System.nanoTime();
        try {
            Connection jdbc =
                    new Driver().connect(DriverProperties.url(spec), DriverProperties.of(spec, applicationName));
            if (jdbc == null) {
                throw new IllegalStateException("The driver does not take its own URL");
            }
            return new Session(jdbc, spec);
        } catch (SQLException e) {
            throw ConnectProblems.exception(e, spec, Duration.ofNanos(System.nanoTime() - start));
        } catch (RuntimeException e) {
            throw Thread.currentThread().isInterrupted() ? interrupted(spec, e) : e;
        }
    }

    /** The driver has no SQLException for it. */
    private static PawlException interrupted(ConnectionSpec spec, RuntimeException cause) {
        return PawlException.of(
                Problem.of(
                        ErrorCode.INTERRUPTED,
                        "Interrupted while connecting to " + new Target(spec) + ".",
                        "Run the command again."),
                cause);
    }

    private static Session borrow(DataSource dataSource, String applicationName) {
        try {
            Connection jdbc = dataSource.getConnection();
            try {
                return new Session(jdbc, null, Loan.begin(requirePostgresql(jdbc), applicationName));
            } catch (SQLException | RuntimeException e) {
                jdbc.close();
                throw e;
            }
        } catch (SQLException e) {
            throw ConnectProblems.ofDataSource(e);
        }
    }

    private static Connection requirePostgresql(Connection jdbc) throws SQLException {
        if (jdbc.isWrapperFor(PGConnection.class)) {
            return jdbc;
        }
        throw PawlException.of(Problem.of(
                ErrorCode.NOT_POSTGRESQL,
                "The data source gives connections of another driver than PostgreSQL's.",
                "Pass a data source of org.postgresql's driver, or a pool of them."));
    }
}
