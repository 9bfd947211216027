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
            case SqlState.IDLE_IN_TRANSACTION_TIMEOUT, SqlState.IDLE_SESSION_TIMEOUT, SqlState.TRANSACTION_TIMEOUT ->
                endedByLimit(error, target);
            case SqlState.RAISED -> raised(error, target);
            case SqlState.CHARACTER_NOT_IN_REPERTOIRE, SqlState.UNTRANSLATABLE_CHARACTER -> encoding(error, target);
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

    /** A limit that somebody set for the role, the database or the server. */
    private static Problem endedByLimit(SQLException error, Target target) {
        return Problem.of(
                ErrorCode.CONNECTION_LOST,
                target + " ended the session: " + said(error) + ".",
                limitThatEnded(error)
                        .map(limit -> "Raise " + limit + " for " + target.user() + ", " + AGAIN)
                        .orElseThrow());
    }

    /** The setting by which the server ended the session; empty where it was something else. */
    public static Optional<String> limitThatEnded(SQLException error) {
        return switch (stateOf(error)) {
            case SqlState.IDLE_IN_TRANSACTION_TIMEOUT -> Optional.of("idle_in_transaction_session_timeout");
            case SqlState.IDLE_SESSION_TIMEOUT -> Optional.of("idle_session_timeout");
            case SqlState.TRANSACTION_TIMEOUT -> Optional.of("transaction_timeout");
            default -> Optional.empty();
        };
    }

    private static Problem raised(SQLException error, Target target) {
        return Problem.of(
                ErrorCode.DATABASE_ERROR,
                "A trigger or event trigger in database " + target.database() + " refused a statement of pawl: "
                        + said(error) + where(error) + ".",
                "Let it pass what pawl does as " + target.user() + ", or disable it for the time of the run"
                        + " (`ALTER EVENT TRIGGER … DISABLE`, `ALTER TABLE … DISABLE TRIGGER …`), " + AGAIN);
    }

    /** The innermost function, in the server's words. */
    private static String where(SQLException error) {
        return serverMessage(error)
                .flatMap(ServerMessage::where)
                .flatMap(context -> context.lines().findFirst())
                .map(line -> " (" + line + ")")
                .orElse("");
    }

    private static Problem encoding(SQLException error, Target target) {
        return Problem.of(
                ErrorCode.DATABASE_ERROR,
                "A text does not fit the encoding of database " + target.database() + ": " + said(error) + ".",
                "If a row of the history is meant, convert its text to the database's encoding (`convert_from`); if a"
                        + " file's name is, rename the file. A database of encoding UTF8 holds them all.");
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
