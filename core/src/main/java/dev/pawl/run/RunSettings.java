package dev.pawl.run;

import dev.pawl.migration.LockTimeout;
import dev.pawl.migration.Migration;
import dev.pawl.migration.StatementTimeout;
import dev.pawl.postgres.Identifier;
import dev.pawl.postgres.Keepalive;
import dev.pawl.postgres.RunName;
import java.time.Duration;
import java.util.Optional;

/**
 * How a run behaves.
 *
 * @param lockTimeout how long a statement waits for a lock
 * @param statementTimeout how long a statement may run; empty leaves what the role or database has
 * @param lockBudget how long a migration is retried after lock timeouts
 * @param runnerWait how long to wait for another runner
 * @param leaseTime how long a lease holds without a heartbeat
 * @param slowAfter from when on a migration is called slow
 * @param keepalive how the server's end of the connection probes a silent one while a migration runs; empty leaves it alone
 * @param name what the sessions of the run are called; empty where the run does not name them
 * @param schema where names without a schema are looked up, and made; empty leaves that to the role and the database
 */
public record RunSettings(
        LockTimeout lockTimeout,
        Optional<StatementTimeout> statementTimeout,
        Duration lockBudget,
        Duration runnerWait,
        Duration leaseTime,
        Duration slowAfter,
        Optional<Keepalive> keepalive,
        Optional<RunName> name,
        Optional<Identifier> schema) {

    /** Nobody is given up for a server that is slow to accept connections: TCP notices a dead path sooner. */
    private static final int PATIENCES = 5;

    /** The defaults of spec R4 to R6. */
    public static final RunSettings DEFAULT = new RunSettings(
            LockTimeout.DEFAULT,
            Optional.empty(),
            Duration.ofSeconds(60),
            Duration.ofMinutes(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Optional.of(Keepalive.DEFAULT),
            Optional.empty(),
            Optional.empty());

    /**
     * The same for a run whose scripts work in a schema.
     *
     * @param called what its sessions are called
     */
    public RunSettings in(Identifier workingSchema, RunName called) {
        return new RunSettings(
                lockTimeout,
                statementTimeout,
                lockBudget,
                runnerWait,
                leaseTime,
                slowAfter,
                keepalive,
                Optional.of(called),
                Optional.of(workingSchema));
    }

    /** How long the statements of a migration wait for a lock: what its script asks for counts. */
    LockTimeout lockTimeoutOf(Migration migration) {
        return migration.directives().lockTimeout().orElse(lockTimeout);
    }

    /** How long nothing at all may be heard from the server before the connection counts as lost. */
    public Duration longestSilence() {
        Keepalive probes = keepalive.orElse(Keepalive.DEFAULT);
        return probes.userTimeout().isZero()
                ? Duration.ofMillis(probes.patience().toMillis() * PATIENCES)
                : probes.userTimeout();
    }
}
