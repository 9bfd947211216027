package dev.pawl.run;

import dev.pawl.migration.Migration;
import dev.pawl.migration.Statement;
import dev.pawl.migration.StatementKind;
import dev.pawl.migration.StatementTimeout;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The timeouts and the role for a script outside a transaction (spec R6), and the rule for its quotes. What the script sets
 * itself counts.
 */
final class SessionLimits {

    /** The script was split by the standard's rule; a role or database may have the old one as its default. */
    private static final String STANDARD_STRINGS = "standard_conforming_strings = on;\n";

    /** The changes by the script that the splitter follows, too. */
    private static final Pattern OWN_STRINGS = Pattern.compile(
            "(?:set\\s+(?:session\\s+|local\\s+)?|select\\s+(?:pg_catalog\\s*\\.\\s*)?set_config\\s*\\(\\s*')"
                    + "standard_conforming_strings\\b",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern DEFAULT_STRINGS = Pattern.compile(
            "(?:reset\\s+(?:standard_conforming_strings|all)|discard\\s+all"
                    + "|set\\s+(?:session\\s+|local\\s+)?standard_conforming_strings\\s*(?:=|to)\\s*default)\\b",
            Pattern.CASE_INSENSITIVE);

    /** For the rest of a transaction, or of a message that is none. */
    static final String OWN_ROLE = "SET LOCAL SESSION AUTHORIZATION DEFAULT;\nSET LOCAL ROLE NONE;\n";

    private final RunSettings settings;
    private final Migration migration;
    private Choice lockTimeout = Choice.OURS;
    private Choice statementTimeout = Choice.OURS;
    private Choice strings = Choice.OURS;
    private String ownRole = "";

    /** Who says what a setting is. */
    private enum Choice {
        OURS,
        THE_SCRIPTS
    }

    SessionLimits(Migration migration, RunSettings settings) {
        this.settings = settings;
        this.migration = migration;
    }

    /** Has the session read quotes by the standard, look up names in the run's schema, and look for a silent client. */
    String lasting() {
        return "SET " + STANDARD_STRINGS
                + settings.schema()
                        .map(schema -> "SET search_path = " + schema.sql() + ";\n")
                        .orElse("")
                + settings.keepalive().map(probes -> probes.settings("SET")).orElse("");
    }

    /** Takes note of a statement of the script that may have changed the session. */
    void after(Statement statement) {
        afterStrings(statement.sql());
        if (statement.kind() != StatementKind.SESSION_SETTING) {
            return;
        }
        String sql = statement.sql().toLowerCase(Locale.ROOT);
        if (sql.contains("lock_timeout")) {
            lockTimeout = Choice.THE_SCRIPTS;
        }
        if (sql.contains("statement_timeout")) {
            statementTimeout = Choice.THE_SCRIPTS;
        }
        if (sql.contains("role") || sql.contains("authorization")) {
            ownRole = OWN_ROLE;
        }
    }

    private void afterStrings(String sql) {
        if (DEFAULT_STRINGS.matcher(sql).lookingAt()) {
            strings = Choice.OURS;
        } else if (OWN_STRINGS.matcher(sql).lookingAt()) {
            strings = Choice.THE_SCRIPTS;
        }
    }

    /** As {@link #inTransaction}, in a session that keeps nothing of {@link #lasting}. */
    String inTransactionOfPooled() {
        return inTransaction() + TransactionSettings.schemaOf(settings);
    }

    /** For the beginning of the transaction of one statement, or of the script's own. */
    String inTransaction() {
        return TransactionSettings.silence(settings)
                + strings("SET LOCAL ")
                + lockTimeout("SET LOCAL", configuredLockTimeout())
                + statementTimeout("SET LOCAL");
    }

    /**
     * For the message before a statement that has no transaction. What works concurrently waits for others as long as it
     * takes: it holds nobody up meanwhile, and a timeout would only leave something half-built.
     */
    String alone(Statement statement) {
        if (statement.kind() == StatementKind.SESSION_SETTING) {
            return "";
        }
        Duration limit = switch (statement.kind()) {
            case CREATE_INDEX_CONCURRENTLY, DROP_INDEX_CONCURRENTLY, REINDEX_CONCURRENTLY, DETACH_CONCURRENTLY ->
                Duration.ZERO;
            default -> configuredLockTimeout();
        };
        return strings("SET ") + lockTimeout("SET", limit) + statementTimeout("SET");
    }

    private String strings(String set) {
        return strings == Choice.THE_SCRIPTS ? "" : set + STANDARD_STRINGS;
    }

    private Duration configuredLockTimeout() {
        return settings.lockTimeoutOf(migration).value();
    }

    private String lockTimeout(String set, Duration limit) {
        return lockTimeout == Choice.THE_SCRIPTS ? "" : set + " lock_timeout = '" + limit.toMillis() + "ms';\n";
    }

    private String statementTimeout(String set) {
        Optional<StatementTimeout> limit =
                migration.directives().statementTimeout().or(settings::statementTimeout);
        return limit.isEmpty() || statementTimeout == Choice.THE_SCRIPTS
                ? ""
                : set + " statement_timeout = '" + limit.get().value().toMillis() + "ms';\n";
    }

    /** Whether the role is still the one that the lease was taken with. */
    boolean isOwnRole() {
        return ownRole.isEmpty();
    }

    /** Takes the runner's own role for the rest of the transaction; nothing where the script has not changed it. */
    String ownRole() {
        return ownRole;
    }
}
