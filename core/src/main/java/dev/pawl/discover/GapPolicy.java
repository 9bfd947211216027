package dev.pawl.discover;

/** What a missing number means: the config's {@code [migrations] gaps} (spec F2). */
public enum GapPolicy {
    /** Nothing. */
    ALLOW,
    /** An error. */
    DENY
}
