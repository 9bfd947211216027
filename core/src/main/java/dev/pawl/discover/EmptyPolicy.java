package dev.pawl.discover;

/** What a location without a migration means. */
public enum EmptyPolicy {
    /** An error: more likely a wrong path or a volume that was not mounted than a wish. */
    DENY,
    /** A beginning: {@code pawl new} writes the first one. */
    ALLOW
}
