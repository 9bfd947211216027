package dev.pawl.postgres;

import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The error codes of PostgreSQL (manual, appendix A) that pawl knows by name. */
public final class SqlState {

    /** Class 08: the connection. */
    public static final String CONNECTION_CLASS = "08";
    /** The driver could not connect. */
    public static final String CONNECTION_UNABLE_TO_CONNECT = "08001";
    /** The connection does not exist any more. */
    public static final String CONNECTION_DOES_NOT_EXIST = "08003";
    /** The server, or the driver on its behalf, refuses the connection. */
    public static final String CONNECTION_REJECTED = "08004";
    /** The connection broke. */
    public static final String CONNECTION_FAILURE = "08006";
    /** What was received is not PostgreSQL's protocol. */
    public static final String PROTOCOL_VIOLATION = "08P01";
    /** A statement that PostgreSQL refuses inside a transaction block. */
    public static final String ACTIVE_TRANSACTION = "25001";
    /** A write in a read-only transaction. */
    public static final String READ_ONLY_TRANSACTION = "25006";
    /** A statement in a transaction that has failed already. */
    public static final String FAILED_TRANSACTION = "25P02";
    /** The transaction was idle for too long, and was ended. */
    public static final String IDLE_IN_TRANSACTION_TIMEOUT = "25P03";
    /** The transaction took longer than {@code transaction_timeout}, and the session was ended (17 and later). */
    public static final String TRANSACTION_TIMEOUT = "25P04";
    /** Bytes that are no character of the encoding. */
    public static final String CHARACTER_NOT_IN_REPERTOIRE = "22021";
    /** A character that the encoding of the database does not have. */
    public static final String UNTRANSLATABLE_CHARACTER = "22P05";
    /** A second row with the same key. */
    public static final String UNIQUE_VIOLATION = "23505";
    /** The session knows no prepared statement of that name. */
    public static final String PREPARED_STATEMENT_MISSING = "26000";
    /** The role may not come in. */
    public static final String INVALID_AUTHORIZATION = "28000";
    /** Wrong password. */
    public static final String INVALID_PASSWORD = "28P01";
    /** The database does not exist. */
    public static final String DATABASE_MISSING = "3D000";
    /** The schema does not exist. */
    public static final String SCHEMA_MISSING = "3F000";
    /** Two transactions cannot both be serialised. */
    public static final String SERIALIZATION_FAILURE = "40001";
    /** Two transactions wait for each other. */
    public static final String DEADLOCK = "40P01";
    /** The role lacks a privilege. */
    public static final String INSUFFICIENT_PRIVILEGE = "42501";
    /** A syntax error. */
    public static final String SYNTAX_ERROR = "42601";
    /** A name that means nothing, a type that does not fit, a right that is missing, and errors of syntax. */
    public static final String SYNTAX_OR_ACCESS_CLASS = "42";
    /** A function that does not exist. */
    public static final String UNDEFINED_FUNCTION = "42883";
    /** A column that does not exist. */
    public static final String UNDEFINED_COLUMN = "42703";
    /** A role, type, extension … that does not exist. */
    public static final String UNDEFINED_OBJECT = "42704";
    /** What this server cannot do. */
    public static final String FEATURE_NOT_SUPPORTED = "0A000";
    /** A file that the server does not have. */
    public static final String UNDEFINED_FILE = "58P01";
    /** A table that does not exist. */
    public static final String UNDEFINED_TABLE = "42P01";
    /** A schema of that name exists. */
    public static final String DUPLICATE_SCHEMA = "42P06";
    /** A table of that name exists. */
    public static final String DUPLICATE_TABLE = "42P07";
    /** An object of that name exists. */
    public static final String DUPLICATE_OBJECT = "42710";
    /** The disk is full. */
    public static final String DISK_FULL = "53100";
    /** The server has no memory left. */
    public static final String OUT_OF_MEMORY = "53200";
    /** A limit of the configuration was reached: {@code temp_file_limit}. */
    public static final String CONFIGURATION_LIMIT = "53400";
    /** The server has no free connection. */
    public static final String TOO_MANY_CONNECTIONS = "53300";
    /** The object is not in the state for it; while connecting: the database takes no connections. */
    public static final String NOT_IN_PREREQUISITE_STATE = "55000";
    /** A lock was not obtained: {@code lock_timeout} or NOWAIT. */
    public static final String LOCK_NOT_AVAILABLE = "55P03";
    /** A new enum value used in its own transaction. */
    public static final String UNSAFE_NEW_ENUM_VALUE = "55P04";
    /** The statement was cancelled, by a user or by {@code statement_timeout}. */
    public static final String QUERY_CANCELED = "57014";
    /** An administrator ended the session. */
    public static final String ADMIN_SHUTDOWN = "57P01";
    /** Another session crashed, and the server ended all. */
    public static final String CRASH_SHUTDOWN = "57P02";
    /** The server is starting or stopping. */
    public static final String CANNOT_CONNECT_NOW = "57P03";
    /** The database was dropped while in use. */
    public static final String DATABASE_DROPPED = "57P04";
    /** The session was idle for too long, and was ended (14 and later). */
    public static final String IDLE_SESSION_TIMEOUT = "57P05";
    /** A function raised it: {@code RAISE EXCEPTION}. */
    public static final String RAISED = "P0001";
    /** An error inside the server; concurrent DDL can raise it too. */
    public static final String INTERNAL_ERROR = "XX000";

    private SqlState() {}

    /** The code of an error, or of the first SQL error among its causes. */
    public static Optional<String> of(Throwable error) {
        return cause(error).map(SQLException::getSQLState);
    }

    /** Whether an error, or the first SQL error among its causes, has this code. */
    public static boolean is(Throwable error, String state) {
        return of(error).filter(state::equals).isPresent();
    }

    /** Whether the session is gone with this error: broken, or ended by the server. */
    public static boolean endsSession(@Nullable String state) {
        if (state == null) {
            return false;
        }
        return switch (state) {
            case ADMIN_SHUTDOWN,
                    CRASH_SHUTDOWN,
                    CANNOT_CONNECT_NOW,
                    DATABASE_DROPPED,
                    IDLE_IN_TRANSACTION_TIMEOUT,
                    IDLE_SESSION_TIMEOUT,
                    TRANSACTION_TIMEOUT -> true;
            default -> state.startsWith(CONNECTION_CLASS);
        };
    }

    private static Optional<SQLException> cause(Throwable error) {
        for (Throwable next = error; next != null; next = next.getCause()) {
            if (next instanceof SQLException sql) {
                return Optional.of(sql);
            }
        }
        return Optional.empty();
    }
}
