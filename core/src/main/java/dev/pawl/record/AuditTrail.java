package dev.pawl.record;

import dev.pawl.error.PawlException;
import dev.pawl.history.Attempt;
import dev.pawl.history.AuditAction;
import dev.pawl.history.HistoryEntry;
import dev.pawl.migration.Migration;
import dev.pawl.postgres.Literal;
import dev.pawl.postgres.QualifiedName;
import dev.pawl.postgres.Session;
import dev.pawl.postgres.SqlState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what was tried (table {@code migration_history}, spec H2), and the texts of what was applied. */
public final class AuditTrail {

    /** Columns that an audit trail made by somebody else may lack are read through JSON, which does not mind. */
    private static final String COLUMNS = """
            SELECT h.version, h.action, CAST(h.executed_at AS pg_catalog.timestamptz), j.row OPERATOR(pg_catalog.->>) 'execution_time_ms',
                   h.status, j.row OPERATOR(pg_catalog.->>) 'error_message', j.row OPERATOR(pg_catalog.->>) 'executed_by',
                   j.row OPERATOR(pg_catalog.->>) 'environment', j.row OPERATOR(pg_catalog.->>) 'reason'
            FROM %s h, LATERAL pg_catalog.to_jsonb(h) AS j (row)""";

    private final Names names;

    /**
     * The trail that belongs to a history.
     *
     * @param table the history table
     */
    public AuditTrail(QualifiedName table) {
        this.names = new Names(table);
    }

    /**
     * The newest attempts, the newest first; none where there is no trail yet.
     *
     * @param longest how long to wait for a lock
     * @throws PawlException of the database family
     */
    List<Attempt> newest(Session session, int count, Duration longest) {
        String sql = select() + " ORDER BY h.executed_at DESC NULLS LAST LIMIT " + Math.max(0, count);
        List<Attempt> newest = new ArrayList<>();
        try {
            new Message()
                    .add(lockTimeout(longest), rows -> {})
                    .add(sql, rows -> {
                        while (rows.next()) {
                            newest.add(attempt(rows));
                        }
                    })
                    .send(session);
        } catch (PawlException e) {
            requireTable(e);
        }
        return newest;
    }

    /** For the message that it begins: how long its queries wait for a lock. */
    static String lockTimeout(Duration longest) {
        return "SELECT pg_catalog.set_config('lock_timeout', '" + longest.toMillis() + "ms', true)";
    }

    private static void requireTable(PawlException e) {
        if (!SqlState.is(e, SqlState.UNDEFINED_TABLE)) {
            throw e;
        }
    }

    /**
     * The newest attempt of a migration after a moment: how a runner learns what became of the one that it waited for. A
     * connection that was lost is none.
     *
     * @param after by the server's clock, see {@link DatabaseState#readAt}
     * @throws PawlException of the database family
     */
    public Optional<Attempt> newestAfter(Session session, HistoryTable table, Migration migration, Instant after) {
        return query(
                        session,
                        select() + " WHERE h.version = " + Literal.text(table.auditVersion(migration))
                                + " AND h.action <> '" + AuditAction.LOST.word() + "' AND h.executed_at > "
                                + Literal.timestamp(after)
                                + " ORDER BY h.executed_at DESC LIMIT 1")
                .stream()
                .findFirst();
    }

    /**
     * The text of an applied migration, so that a mismatch can show the difference; empty where pawl did not apply it, or
     * did not keep the text.
     *
     * @throws PawlException of the database family
     */
    public Optional<String> appliedText(Session session, HistoryTable table, HistoryEntry entry) {
        String query = table.scripts().text(RowKey.of(table.shape(), entry));
        return session.query(query, row -> Optional.ofNullable(row.getString(1))).stream()
                .flatMap(Optional::stream)
                .findFirst();
    }

    private String select() {
        return COLUMNS.formatted(names.audit().sql());
    }

    private static List<Attempt> query(Session session, String sql) {
        try {
            return session.query(sql, AuditTrail::attempt);
        } catch (PawlException e) {
            requireTable(e);
            return List.of();
        }
    }

    private static Attempt attempt(ResultSet row) throws SQLException {
        Remark remark = Remark.read(row.getString(2), row.getString(9));
        return new Attempt(
                row.getString(1),
                row.getString(2),
                Optional.ofNullable(row.getObject(3, OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant)
                        .orElse(Instant.EPOCH),
                Optional.ofNullable(row.getString(4)).map(Long::valueOf),
                row.getString(5),
                Optional.ofNullable(row.getString(6)),
                Optional.ofNullable(row.getString(7)),
                Optional.ofNullable(row.getString(8)),
                remark.detail(),
                remark.reason());
    }
}
