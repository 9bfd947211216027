package dev.pawl.event;

/** What was in the way of a migration, and may well be gone a moment later (spec R6). */
public enum Obstacle {
    /** A lock was not obtained in time. */
    LOCK,
    /** Two transactions waited for each other, and the server ended this one. */
    DEADLOCK,
    /** Two transactions could not both be serialised. */
    CONFLICT
}
