package dev.pawl.migration;

/** How a script runs. */
public enum TransactionMode {
    /** In one transaction, together with its history rows. */
    TRANSACTIONAL,
    /** Statement by statement outside a transaction, under a lease, resumable. */
    NON_TRANSACTIONAL
}
