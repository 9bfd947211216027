package dev.pawl.error;

/** What a process that met a problem ends with (spec T3). Persisted in scripts: never renumbered. */
public enum ExitCode {
    /** Done. */
    DONE(0),
    /** A migration failed. */
    MIGRATION_FAILED(1),
    /** Wrong usage or configuration. */
    USAGE(2),
    /** Files and history disagree, or a file cannot be understood. */
    VALIDATION(3),
    /** A check failed, the schema drifted, or a generated file is out of date. */
    CHECK(4),
    /** Something is pending, and the caller asked to be told. */
    PENDING(5),
    /** The database cannot be reached or used. */
    DATABASE(6),
    /** A lock was not obtained in time. */
    LOCK(7),
    /** Refused by a safety rule. */
    REFUSED(8),
    /** Interrupted from outside. */
    INTERRUPTED(130);

    private final int value;

    ExitCode(int value) {
        this.value = value;
    }

    /** The number. */
    public int value() {
        return value;
    }
}
