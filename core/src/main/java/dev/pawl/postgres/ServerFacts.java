package dev.pawl.postgres;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * What a session needs to know about the server it is on; read with one statement that may share a message with others.
 *
 * @param versionNumber as {@code server_version_num}: 150018 is 15.18
 * @param version in the server's words
 * @param database the database of the session
 * @param user whose privileges count now
 * @param sessionUser who logged in
 * @param superuser whether the user is a superuser
 * @param inRecovery whether the server is a hot standby
 * @param transactionReadOnly whether this transaction can only read
 * @param defaultReadOnly whether transactions of this session begin read-only
 * @param encoding of the database, {@code UTF8} for most
 * @param backendPid the process that serves the session; behind a pooler it can differ from one transaction to the next
 * @param startedAt when the server started
 */
public record ServerFacts(
        int versionNumber,
        String version,
        String database,
        String user,
        String sessionUser,
        boolean superuser,
        boolean inRecovery,
        boolean transactionReadOnly,
        boolean defaultReadOnly,
        String encoding,
        int backendPid,
        Instant startedAt) {

    /** The oldest major version that pawl is tested with. */
    public static final int OLDEST_MAJOR = 13;
    /** The newest one. */
    public static final int NEWEST_MAJOR = 18;

    /** One statement with one row, for {@link #read}. It needs no privilege, takes no lock and works on a standby. */
    public static final String SQL = """
            SELECT pg_catalog.current_setting('server_version_num')::pg_catalog.int4,
                   pg_catalog.current_setting('server_version'),
                   pg_catalog.current_database(),
                   current_user,
                   session_user,
                   pg_catalog.current_setting('is_superuser') = 'on',
                   pg_catalog.pg_is_in_recovery(),
                   pg_catalog.current_setting('transaction_read_only') = 'on',
                   pg_catalog.current_setting('default_transaction_read_only') = 'on',
                   pg_catalog.current_setting('server_encoding'),
                   pg_catalog.pg_backend_pid(),
                   pg_catalog.pg_postmaster_start_time()""";

    private static final int MAJOR = 10_000;

    /** Reads the row of {@link #SQL}. */
    public static ServerFacts read(ResultSet row) throws SQLException {
        return new ServerFacts(
                row.getInt(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getBoolean(6),
                row.getBoolean(7),
                row.getBoolean(8),
                row.getBoolean(9),
                row.getString(10),
                row.getInt(11),
                row.getObject(12, OffsetDateTime.class).toInstant());
    }

    /** Asks the server, in one round trip. */
    public static ServerFacts of(Session session) {
        return session.query(SQL, ServerFacts::read).get(0);
    }

    /** 15 for 15.18. */
    public int majorVersion() {
        return versionNumber / MAJOR;
    }

    /** Whether nothing can be written in this session. */
    public boolean isReadOnly() {
        return inRecovery || transactionReadOnly;
    }

    /**
     * Goes on only on a server that pawl is made for. A version newer than any tested one is let through: see {@link
     * #note}.
     *
     * @throws PawlException with SERVER_UNSUPPORTED
     */
    public ServerFacts requireSupported() {
        if (majorVersion() >= OLDEST_MAJOR) {
            return this;
        }
        throw PawlException.of(Problem.of(
                ErrorCode.SERVER_UNSUPPORTED,
                "The server is PostgreSQL " + version + "; pawl works with " + OLDEST_MAJOR + " to " + NEWEST_MAJOR
                        + ".",
                "Upgrade the server to PostgreSQL " + OLDEST_MAJOR + " or newer, or point pawl at one."));
    }

    /**
     * Goes on only where pawl can write (spec N5). A read-only default is respected, never overridden.
     *
     * @throws PawlException with DATABASE_READ_ONLY
     */
    public ServerFacts requireWritable() {
        if (inRecovery) {
            throw PawlException.of(DatabaseProblems.standby(database));
        }
        if (transactionReadOnly) {
            throw PawlException.of(DatabaseProblems.readOnly(database, user));
        }
        return this;
    }

    /** A remark on a server that is newer than any tested one. */
    public Optional<String> note() {
        return majorVersion() <= NEWEST_MAJOR
                ? Optional.empty()
                : Optional.of("PostgreSQL " + version + " is newer than the versions pawl was tested with ("
                        + OLDEST_MAJOR + " to " + NEWEST_MAJOR + ").");
    }
}
