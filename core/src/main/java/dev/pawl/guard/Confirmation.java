package dev.pawl.guard;

/** Whether the caller confirmed a correction of a production database. */
public enum Confirmation {
    /** Nobody did. */
    MISSING,
    /** Somebody did: a flag, a variable, or a typed word. */
    GIVEN
}
