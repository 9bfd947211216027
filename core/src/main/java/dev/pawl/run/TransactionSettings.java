package dev.pawl.run;

import dev.pawl.migration.Directives;
import dev.pawl.migration.Migration;
import java.time.Duration;

/** The settings of a migration's transaction, as statements: its timeouts, and how its quotes are read. They end with it. */
final class TransactionSettings {

    /** How long a runner waits at a claim before it lets go of its snapshot and asks again (design, decision 1). */
    private static final Duration CLAIM_PATIENCE = Duration.ofMillis(200);

    /** A client that vanished without a word must not hold its claim for ever: it is given this many lease times. */
    private static final int IDLE_LEASES = 2;

    /** A role's own limit may be shorter than our patience. */
    private static final Duration CLAIM_LIMIT = Duration.ofSeconds(10);

    private TransactionSettings() {}

    /** For the claim. */
    static String claim(RunSettings settings) {
        return idleLimit(settings) + set("lock_timeout", CLAIM_PATIENCE) + set("statement_timeout", CLAIM_LIMIT);
    }

    /** For every transaction in which the server waits for this process. */
    static String idleLimit(RunSettings settings) {
        return set("idle_in_transaction_session_timeout", settings.leaseTime().multipliedBy(IDLE_LEASES));
    }

    /** For the script. */
    static String of(Migration migration, RunSettings settings) {
        Directives directives = migration.directives();
        // The script was split by the standard's rule; a role or database may have the old one as its default.
        return "SET LOCAL standard_conforming_strings = on;\n"
                + set("lock_timeout", settings.lockTimeoutOf(migration).value())
                + directives
                        .statementTimeout()
                        .or(settings::statementTimeout)
                        .map(limit -> set("statement_timeout", limit.value()))
                        .orElse("SET LOCAL statement_timeout TO DEFAULT;\n");
    }

    private static String set(String setting, Duration value) {
        return "SET LOCAL " + setting + " = '" + value.toMillis() + "ms';\n";
    }
}
