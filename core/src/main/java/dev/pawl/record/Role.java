package dev.pawl.record;

/** What a column of a history table is for, whatever its name. */
public enum Role {
    /** A number that rows are counted by; filled by its default. */
    ID,
    /** What a migration is told by: its version, stem or file name. */
    KEY,
    /** Its description; in pawl's own shape a part of the key. */
    NAME,
    /** Its file, where the key is something else. */
    FILENAME,
    /** The fingerprint of its script. */
    CHECKSUM,
    /** When it was applied. */
    APPLIED_AT,
    /** How long it took, in milliseconds. */
    EXECUTION_TIME,
    /** How it ended. */
    STATUS,
    /** Why it failed. */
    ERROR,
    /** Who ran it. */
    APPLIED_BY
}
