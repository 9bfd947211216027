package dev.pawl.error;

/** The stable name of a kind of problem. Persisted in scripts and dashboards: never renamed. */
public enum ErrorCode {
    // usage and configuration
    /** An option, command or argument that pawl does not know. */
    USAGE_INVALID(ExitCode.USAGE),
    /** No connection was named anywhere. */
    URL_MISSING(ExitCode.USAGE),
    /** A connection string that cannot be understood. */
    URL_INVALID(ExitCode.USAGE),
    /** The config is not TOML. */
    CONFIG_SYNTAX(ExitCode.USAGE),
    /** A key that the config does not have. */
    CONFIG_UNKNOWN_KEY(ExitCode.USAGE),
    /** A value of the wrong type or outside its range. */
    CONFIG_INVALID_VALUE(ExitCode.USAGE),
    /** The config file that was named is not there or cannot be read. */
    CONFIG_NOT_FOUND(ExitCode.USAGE),
    /** A file or folder that pawl has to write cannot be written. */
    FILE_NOT_WRITABLE(ExitCode.USAGE),
    /** The embedded PostgreSQL cannot be used on this machine. */
    EMBEDDED_UNAVAILABLE(ExitCode.USAGE),
    /** What names the tenants is no list of schemas. */
    TENANTS_INVALID(ExitCode.USAGE),
    /** The query for the tenants' schemas gives none. */
    TENANTS_NONE(ExitCode.USAGE),

    // files
    /** A location of migrations does not exist. */
    LOCATION_MISSING(ExitCode.VALIDATION),
    /** A location holds no migration. */
    LOCATION_EMPTY(ExitCode.VALIDATION),
    /** A file cannot be read. */
    FILE_UNREADABLE(ExitCode.VALIDATION),
    /** A {@code .sql} file that no layout explains. */
    FILE_UNEXPLAINED(ExitCode.VALIDATION),
    /** The folder fits several layouts, or none. */
    LAYOUT_UNCLEAR(ExitCode.VALIDATION),
    /** Two files have one version. */
    VERSION_DUPLICATE(ExitCode.VALIDATION),
    /** A version, name or file name that the history cannot hold. */
    NAME_TOO_LONG(ExitCode.VALIDATION),
    /** A file name with characters that the database's encoding does not have. */
    NAME_UNSTORABLE(ExitCode.VALIDATION),
    /** A gap between versions, where gaps are denied. */
    VERSION_GAP(ExitCode.VALIDATION),
    /** A version that was asked for does not exist. */
    VERSION_UNKNOWN(ExitCode.VALIDATION),
    /** Bytes that are not UTF-8. */
    ENCODING_INVALID(ExitCode.VALIDATION),
    /** A NUL byte. */
    NUL_BYTE(ExitCode.VALIDATION),
    /** A quote, comment or dollar quote that is never closed. */
    SQL_UNTERMINATED(ExitCode.VALIDATION),
    /** A statement longer than PostgreSQL takes. */
    STATEMENT_TOO_LONG(ExitCode.VALIDATION),
    /** SQL where the data of a {@code COPY … FROM STDIN} should begin. */
    COPY_DATA_INVALID(ExitCode.VALIDATION),
    /** A file changed while pawl was reading it. */
    FILE_CHANGED(ExitCode.VALIDATION),
    /** A psql meta-command. */
    META_COMMAND(ExitCode.VALIDATION),
    /** A directive that pawl does not know, or with a value that it does not understand. */
    DIRECTIVE_UNKNOWN(ExitCode.VALIDATION),
    /** A marker of the layout that is missing, repeated or out of place. */
    MARKER_INVALID(ExitCode.VALIDATION),
    /** A script that controls the transaction it runs in. */
    TRANSACTION_CONTROL(ExitCode.VALIDATION),
    /** A setting that would cut the connection. */
    SETTING_REFUSED(ExitCode.VALIDATION),
    /** A script outside a transaction that needs its session kept, behind a pooler that does not keep it. */
    SESSION_NOT_KEPT(ExitCode.VALIDATION),
    /** A script without a statement. */
    SCRIPT_EMPTY(ExitCode.VALIDATION),
    /** A migration that is not SQL, in a folder whose order it is part of. */
    CODE_MIGRATION(ExitCode.VALIDATION),
    /** There is no script to revert a migration. */
    DOWN_SCRIPT_MISSING(ExitCode.VALIDATION),

    // files against history
    /** An applied file was edited. */
    CHECKSUM_CHANGED(ExitCode.VALIDATION),
    /** An applied file is gone. */
    FILE_MISSING(ExitCode.VALIDATION),
    /** An applied file was renamed. */
    FILE_RENAMED(ExitCode.VALIDATION),
    /** A pending migration is older than the newest applied one. */
    OUT_OF_ORDER(ExitCode.VALIDATION),
    /** A migration that another one depends on is not applied. */
    DEPENDENCY_MISSING(ExitCode.VALIDATION),
    /** Earlier pending migrations are left out by request. */
    EARLIER_PENDING(ExitCode.VALIDATION),
    /** Order by number differs from order by name. */
    ORDER_NOT_ALPHABETICAL(ExitCode.VALIDATION),
    /** The history table has columns that pawl does not know. */
    HISTORY_FOREIGN(ExitCode.VALIDATION),
    /** The history was written by a newer pawl. */
    HISTORY_TOO_NEW(ExitCode.VALIDATION),
    /** The history already has entries where none may be. */
    HISTORY_NOT_EMPTY(ExitCode.VALIDATION),
    /** The same row of the history stands for several files. */
    HISTORY_AMBIGUOUS(ExitCode.VALIDATION),
    /** The plan is not the one that was reviewed. */
    PLAN_CHANGED(ExitCode.REFUSED),
    /** A service is to start, and migrations are pending. */
    MIGRATIONS_PENDING(ExitCode.PENDING),

    // running
    /** A statement of a migration failed. */
    STATEMENT_FAILED(ExitCode.MIGRATION_FAILED),
    /** The commit of a migration failed. */
    COMMIT_FAILED(ExitCode.MIGRATION_FAILED),
    /** The runner that this one waited for failed. */
    OTHER_RUNNER_FAILED(ExitCode.MIGRATION_FAILED),
    /** A migration left something that pawl cannot finish on its own. */
    MIGRATION_IN_DOUBT(ExitCode.MIGRATION_FAILED),
    /** A migration took longer than the warning time. */
    MIGRATION_SLOW(ExitCode.MIGRATION_FAILED),
    /** The lease of a migration that runs outside a transaction could not be renewed for a while. */
    LEASE_UNRENEWED(ExitCode.LOCK),
    /** A script turns the lock timeout off. */
    LOCK_TIMEOUT_OFF(ExitCode.LOCK),
    /** A lock of a migration was not obtained within the budget. */
    LOCK_TIMEOUT(ExitCode.LOCK),
    /** Another runner did not finish in time. */
    RUNNER_BUSY(ExitCode.LOCK),

    // the database
    /** No server answers at that address. */
    DATABASE_UNREACHABLE(ExitCode.DATABASE),
    /** The server answers, but does not let us in. */
    AUTHENTICATION_FAILED(ExitCode.DATABASE),
    /** One side demands encryption that the other does not offer, or a certificate is not trusted. */
    TLS_FAILED(ExitCode.DATABASE),
    /** The database does not exist. */
    DATABASE_MISSING(ExitCode.DATABASE),
    /** What answers there is not PostgreSQL. */
    NOT_POSTGRESQL(ExitCode.DATABASE),
    /** The server stopped answering. */
    DATABASE_SILENT(ExitCode.DATABASE),
    /** The connection broke during a run. */
    CONNECTION_LOST(ExitCode.DATABASE),
    /** The server or the session is read-only. */
    DATABASE_READ_ONLY(ExitCode.DATABASE),
    /** The role lacks a privilege. */
    PERMISSION_MISSING(ExitCode.DATABASE),
    /** The schema for the history does not exist and cannot be made. */
    SCHEMA_MISSING(ExitCode.DATABASE),
    /** The schema of a tenant does not exist. */
    TENANT_MISSING(ExitCode.DATABASE),
    /** A server version that pawl does not support. */
    SERVER_UNSUPPORTED(ExitCode.DATABASE),
    /** The server has no free connection. */
    TOO_MANY_CONNECTIONS(ExitCode.DATABASE),
    /** The database takes no connections. */
    DATABASE_CLOSED(ExitCode.DATABASE),
    /** The server is starting or stopping. */
    SERVER_STARTING(ExitCode.DATABASE),
    /** A session was told to end, and did not. */
    SESSION_NOT_ENDED(ExitCode.DATABASE),
    /** Any other error of the server outside a migration's own statements. */
    DATABASE_ERROR(ExitCode.DATABASE),

    // safety rules
    /** A production database, and nobody confirmed. */
    PRODUCTION_UNCONFIRMED(ExitCode.REFUSED),
    /** The database belongs to another environment. */
    ENVIRONMENT_MISMATCH(ExitCode.REFUSED),
    /** A session that neither runs migrations nor keeps anybody from it. */
    SESSION_UNRELATED(ExitCode.REFUSED),
    /** The action needs a confirmation that was not given. */
    CONFIRMATION_MISSING(ExitCode.REFUSED),

    /** Migrations are switched off by SKIP_MIGRATIONS. */
    MIGRATIONS_SKIPPED(ExitCode.REFUSED),

    // from outside
    /** The run was interrupted. */
    INTERRUPTED(ExitCode.INTERRUPTED),
    /** A defect of pawl. */
    BUG(ExitCode.MIGRATION_FAILED);

    private final ExitCode exitCode;

    ErrorCode(ExitCode exitCode) {
        this.exitCode = exitCode;
    }

    /** What a process that met it ends with. */
    public ExitCode exitCode() {
        return exitCode;
    }
}
