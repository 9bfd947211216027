package dev.pawl.guard;

/** Whether a run on a production database needs a confirmation: {@code [production] confirm} (spec R7). */
public enum ProductionPolicy {
    /** It does. */
    CONFIRM,
    /** It does not: automatic deploys (seeds A to D). */
    TRUST
}
