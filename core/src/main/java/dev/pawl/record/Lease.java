package dev.pawl.record;

import dev.pawl.migration.Migration;
import java.time.Duration;
import java.util.UUID;

/**
 * The right to run one migration outside a transaction, or to take it back so, as long as it is renewed.
 *
 * @param migration which
 * @param owner whose it is; every text that is written under the lease checks it
 * @param timeToLive until it expires, unless it is renewed
 * @param checksum of the script that runs under it
 */
public record Lease(Migration migration, Owner owner, Duration timeToLive, String checksum) {

    /** For the migration's own script. */
    public Lease(Migration migration, Owner owner, Duration timeToLive) {
        this(migration, owner, timeToLive, migration.checksums().normalised().value());
    }

    /**
     * A runner.
     *
     * @param id made anew for every run
     * @param process in words for people: actor, host and process number
     * @param applicationName what its sessions are called in {@code pg_stat_activity}
     * @param line how they reach the server
     */
    public record Owner(UUID id, String process, String applicationName, Line line) {}

    /** How a runner's sessions reach the server. */
    public enum Line {
        /** Each is the server's own, and nobody else's. */
        DIRECT,
        /**
         * Through a pooler, which may have no second connection for the heartbeat, and lets the runner wait its turn. What
         * works under the runner's name now may work for another client in a moment.
         */
        POOLED
    }
}
