package dev.pawl.run;

import dev.pawl.migration.Directives;
import dev.pawl.migration.Migration;
import dev.pawl.postgres.Literal;
import java.time.Duration;

/** The settings of a migration's transaction, as statements: its timeouts, and how its quotes are read. They end with it. */
final class TransactionSettings {

    /** How long a runner waits at a claim before it lets go of its snapshot and asks again (design, decision 1). */
    private static final Duration CLAIM_PATIENCE = Duration.ofMillis(200);

    /** A client that vanished without a word must not hold its claim for ever: it is given this many lease times. */
    private static final int IDLE_LEASES = 2;

    /** A role's own limit may be shorter than our patience. */
    private static final Duration CLAIM_LIMIT = Duration.ofSeconds(10);

    /**
     * Lets the server look, while a statement runs, whether its client is still there: PostgreSQL 14 can, on systems whose
     * kernel tells it. What such a statement does could not be committed any more. It gives no row.
     */
    private static final String WATCH_CLIENT = "SELECT 1 WHERE CASE WHEN"
            + " pg_catalog.current_setting('server_version_num')::pg_catalog.int4 >= 140000"
            + " AND pg_catalog.strpos(pg_catalog.version(), 'linux') > 0"
            + " THEN pg_catalog.set_config('client_connection_check_interval', '%d', true) END = '';\n";

    private TransactionSettings() {}

    /**
     * For the claim. The run's schema comes first: until a message names search_path, the driver looks for it in the first
     * thousand characters, after every SET that is answered.
     */
    static String claim(RunSettings settings) {
        return schemaOf(settings) + silence(settings) + patience();
    }

    /** How long a claim may take, and what comes before one. */
    static String patience() {
        return set("lock_timeout", CLAIM_PATIENCE) + set("statement_timeout", CLAIM_LIMIT);
    }

    /**
     * For every transaction in which the server waits for this process, or works for it: it notices when nobody is there
     * any more.
     */
    static String silence(RunSettings settings) {
        return WATCH_CLIENT.formatted(settings.leaseTime().dividedBy(3).toMillis())
                + set(
                        "idle_in_transaction_session_timeout",
                        settings.leaseTime().multipliedBy(IDLE_LEASES))
                + settings.keepalive()
                        .map(probes -> probes.settings("SET LOCAL"))
                        .orElse("");
    }

    /** For the script. */
    static String of(Migration migration, RunSettings settings) {
        Directives directives = migration.directives();
        // The script was split by the standard's rule; a role or database may have the old one as its default.
        return nameOf(migration, settings) + schemaOf(settings)
                + "SET LOCAL standard_conforming_strings = on;\n"
                + set("lock_timeout", settings.lockTimeoutOf(migration).value())
                + directives
                        .statementTimeout()
                        .or(settings::statementTimeout)
                        .map(limit -> set("statement_timeout", limit.value()))
                        .orElse("SET LOCAL statement_timeout TO DEFAULT;\n");
    }

    /**
     * Has names without a schema mean the run's own, for the rest of the transaction. The name is a value, as it would be
     * another name for a SET that somebody turns into one. It gives no row.
     */
    static String schemaOf(RunSettings settings) {
        return settings.schema()
                .map(schema -> "SELECT 1 WHERE pg_catalog.set_config('search_path', " + Literal.text(schema.sql())
                        + ", true) = '';\n")
                .orElse("");
    }

    /** Whoever looks at the sessions of the server sees which migration is at work; it ends with the transaction. */
    private static String nameOf(Migration migration, RunSettings settings) {
        return settings.name()
                .map(name -> "SET LOCAL application_name = "
                        + Literal.text(name.at(migration.filename()).toString()) + ";\n")
                .orElse("");
    }

    private static String set(String setting, Duration value) {
        return "SET LOCAL " + setting + " = '" + value.toMillis() + "ms';\n";
    }
}
