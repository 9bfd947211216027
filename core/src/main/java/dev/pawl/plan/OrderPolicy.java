package dev.pawl.plan;

/** What to do about a pending migration that is older than the newest applied one (spec F3). */
public enum OrderPolicy {
    /** Run it without a word. */
    ALLOW,
    /** Run it and say so. */
    WARN,
    /** Refuse to run. */
    DENY
}
