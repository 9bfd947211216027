package dev.pawl.record;

import dev.pawl.history.AuditAction;
import dev.pawl.postgres.Literal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The SQL that appends to the audit trail. */
final class AuditSql {

    private final Names names;
    private final Repertoire repertoire;

    AuditSql(Names names, Repertoire repertoire) {
        this.names = names;
        this.repertoire = repertoire;
    }

    /** The condition that a migration has failed since a moment. */
    String hasFailedSince(String version, Instant moment) {
        return "EXISTS (SELECT 1 FROM " + names.audit().sql() + " WHERE version = " + Literal.text(version)
                + " AND action = '" + AuditAction.APPLY.word() + "' AND status = 'failed' AND executed_at > "
                + Literal.timestamp(moment) + ")";
    }

    /** The condition that a connection was noted as lost in a time that has just passed. */
    String wasLostWithin(String version, Duration past) {
        return "EXISTS (SELECT 1 FROM " + names.audit().sql() + " WHERE version = " + Literal.text(version)
                + " AND action = '" + AuditAction.LOST.word() + "' AND executed_at >= pg_catalog.clock_timestamp()"
                + " - CAST('" + past.toMillis() + " milliseconds' AS pg_catalog.interval))";
    }

    /**
     * One attempt that succeeded.
     *
     * @param milliseconds an SQL expression
     */
    String success(AuditAction action, String version, String milliseconds, Attribution by) {
        return insert(action, version, milliseconds, "success", Optional.empty(), by);
    }

    /** One attempt that failed. */
    String failure(AuditAction action, String version, String milliseconds, String error, Attribution by) {
        return insert(action, version, milliseconds, "failed", Optional.of(StoredText.error(error)), by);
    }

    /** The moment is the statement's own, not the transaction's: who waits compares it with a moment of its own. */
    private String insert(
            AuditAction action,
            String version,
            String milliseconds,
            String status,
            Optional<String> error,
            Attribution by) {
        return "INSERT INTO " + names.audit().sql()
                + " (id, version, action, executed_at, execution_time_ms, status, error_message, executed_by,"
                + " environment, reason) VALUES (pg_catalog.gen_random_uuid(), " + Literal.text(version) + ", '"
                + action.word() + "', pg_catalog.clock_timestamp(), " + milliseconds + ", '" + status + "', "
                + text(error) + ", "
                + text(Optional.of(by.actor().executedBy())) + ", "
                + text(by.environment().map(Object::toString)) + ", "
                + text(new Remark(by.detail(), by.reason()).column()) + ")";
    }

    private String text(Optional<String> value) {
        return Literal.text(value.map(repertoire::fitting).orElse(null));
    }
}
