package dev.pawl.postgres;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.error.ServerMessage;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What an error of the driver or the server in an open session means to the one who has to mend it. For pawl's own
 * statements; the errors of a migration's statements are put into words where it runs, those of connecting in {@link
 * ConnectProblems}.
 */
public final class DatabaseProblems {

    private static final String AGAIN = "then run the command again: it continues where it was.";

    private DatabaseProblems() {}

    /** As {@link #of}, ready to throw, with the error as its untouched cause. */
    public static PawlException exception(SQLException error, @Nullable ConnectionSpec spec) {
        return PawlException.of(of(error, spec), error);
    }

    /**
     * The problem behind an error in an open session.
     *
     * @param spec what the session was opened from, or null where pawl did not open it
     */
    public static Problem of(SQLException error, @Nullable ConnectionSpec spec) {
        Problem problem = describe(error, new Target(spec));
        return serverMessage(error).map(problem::withServer).orElse(problem);
    }

    /** What the server said, if the error came from there. */
    public static Optional<ServerMessage> serverMessage(SQLException error) {
        if (!(error instanceof PSQLException driverError)) {
            return Optional.empty();
        }
        ServerErrorMessage said = driverError.getServerErrorMessage();
        if (said == null || said.getMessage() == null) {
            return Optional.empty();
        }
        return Optional.of(new ServerMessage(
                Optional.ofNullable(said.getSQLState()).orElse(SqlState.INTERNAL_ERROR),
                said.getMessage(),
                Optional.ofNullable(said.getDetail()),
                Optional.ofNullable(said.getHint()),
                Optional.ofNullable(said.getWhere())));
    }

    private static Problem describe(SQLException error, Target target) {
        String state = stateOf(error);
        return switch (state) {
            case SqlState.READ_ONLY_TRANSACTION -> readOnly(target.database(), target.user());
            case SqlState.INSUFFICIENT_PRIVILEGE -> Permissions.missing(error, target);
            case SqlState.SCHEMA_MISSING -> schemaMissing(error, target);
            case SqlState.DISK_FULL -> diskFull(error, target);
            case SqlState.LOCK_NOT_AVAILABLE -> lockNotAvailable(error, target);
            case SqlState.QUERY_CANCELED -> canceled(error, target);
            case SqlState.IDLE_IN_TRANSACTION_TIMEOUT -> idleTooLong(target);
            default -> SqlState.endsSession(state) ? lost(error, target) : other(error, target);
        };
    }

    /** A write on a hot standby (spec N5). */
    static Problem standby(String database) {
        return Problem.of(
                ErrorCode.DATABASE_READ_ONLY,
                "The server of database " + database + " is a hot standby: it can only be read.",
                "Point pawl at the primary, or give several hosts with target_session_attrs=read-write.");
    }

    /** A read-only session; pawl respects the default and never overrides it (spec N5). */
    static Problem readOnly(String database, String user) {
        return Problem.of(
                ErrorCode.DATABASE_READ_ONLY,
                "Sessions of " + user + " in database " + database + " are read-only.",
                "Find out who set default_transaction_read_only and why. `ALTER ROLE … SET default_transaction_read_only"
                        + " = off;` for the role that migrates lifts it, unless the server is a standby.");
    }

    private static Problem schemaMissing(SQLException error, Target target) {
        return Problem.of(
                ErrorCode.SCHEMA_MISSING,
                "A schema is missing in database " + target.database() + ": " + said(error) + ".",
                "Create it with `CREATE SCHEMA …;`, or correct its name in the config.");
    }

    private static Problem diskFull(SQLException error, Target target) {
        return Problem.of(
                ErrorCode.DATABASE_ERROR,
                "The disk of " + target + " is full: " + said(error) + ".",
                "Free disk space on the server, " + AGAIN);
    }

    private static Problem lockNotAvailable(SQLException error, Target target) {
        return Problem.of(
                ErrorCode.LOCK_TIMEOUT,
                "A lock in database " + target.database() + " was not obtained in time: " + said(error) + ".",
                "See who holds it in pg_locks and pg_stat_activity, then run the command again.");
    }

    private static Problem canceled(SQLException error, Target target) {
        return Problem.of(
                ErrorCode.DATABASE_ERROR,
                "A statement of pawl was cancelled on " + target + ": " + said(error) + ".",
                "Raise statement_timeout for " + target.user() + " if it is short, then run the command again.");
    }

    private static Problem idleTooLong(Target target) {
        return Problem.of(
                ErrorCode.CONNECTION_LOST,
                target + " ended the session, because its transaction was idle for too long.",
                "Raise idle_in_transaction_session_timeout for " + target.user() + ", " + AGAIN);
    }

    private static Problem lost(SQLException error, Target target) {
        if (isTimeout(error)) {
            return Problem.of(
                    ErrorCode.DATABASE_SILENT,
                    target + " stopped answering.",
                    "Check that the server and the network are healthy, " + AGAIN);
        }
        String ended = serverMessage(error)
                .map(said -> " ended the session: " + said.message())
                .orElse(" was lost");
        return Problem.of(
                ErrorCode.CONNECTION_LOST,
                (ended.startsWith(" was") ? "The connection to " : "") + target + ended + ".",
                "Check that the server is up, " + AGAIN);
    }

    private static Problem other(SQLException error, Target target) {
        return Problem.of(
                ErrorCode.DATABASE_ERROR,
                "A statement of pawl failed on " + target + ": " + said(error) + state(error) + ".",
                "The server's log has the statement. If it names an object of yours, mend that; otherwise report it.");
    }

    private static String state(SQLException error) {
        return error.getSQLState() == null ? "" : " (" + error.getSQLState() + ")";
    }

    static String stateOf(SQLException error) {
        return Optional.ofNullable(error.getSQLState()).orElse("");
    }

    /** The server's primary message, else the driver's; without a full stop, as it becomes part of a sentence. */
    static String said(SQLException error) {
        String text = serverMessage(error)
                .map(ServerMessage::message)
                .orElseGet(() -> Optional.ofNullable(error.getMessage()).orElse("no message"));
        String line = text.strip().replaceAll("\\s+", " ");
        return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    }

    static boolean isTimeout(Throwable error) {
        for (Throwable next = error; next != null; next = next.getCause()) {
            if (next instanceof SocketTimeoutException) {
                return true;
            }
        }
        return false;
    }
}
