package dev.pawl.discover;

/** What equal versions mean: the config's {@code [migrations] duplicates} (spec F2). */
public enum DuplicatePolicy {
    /** An error, except on a day that two files share. */
    DENY,
    /** Both run, ordered by file name. */
    BY_NAME
}
