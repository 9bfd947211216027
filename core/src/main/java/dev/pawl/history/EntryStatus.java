package dev.pawl.history;

/** What a row of the history says of its migration. */
public enum EntryStatus {
    /** It is applied. */
    APPLIED,
    /** It was tried and failed; nothing of it is in the database. */
    FAILED,
    /** Another runner's mark ({@code running}, {@code pending} in seed E): counts as not applied. */
    UNFINISHED
}
