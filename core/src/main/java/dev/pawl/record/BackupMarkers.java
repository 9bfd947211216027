package dev.pawl.record;

import dev.pawl.history.AuditAction;
import dev.pawl.postgres.DatabaseProblems;
import dev.pawl.postgres.Literal;
import dev.pawl.postgres.Session;
import dev.pawl.postgres.SqlState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Notes where the write-ahead log stands before a run, in a table of pawl's own. */
public final class BackupMarkers {

    /** The role is no superuser, or the server logs too little for restore points ({@code wal_level = minimal}). */
    private static final Set<String> NOT_ALLOWED = Set.of(SqlState.INSUFFICIENT_PRIVILEGE, "55000");

    private static final int LONGEST_NAME = 63;

    private final HistoryTable table;

    /** The markers that belong to a history. */
    public BackupMarkers(HistoryTable table) {
        this.table = table;
    }

    /**
     * Makes a restore point where the role may, else notes the position.
     *
     * @param digest of the plan that is about to run
     * @throws dev.pawl.error.PawlException of the database family
     */
    public BackupMarker mark(Session session, String digest, Attribution by) {
        String name = "pawl-" + digest;
        String label = name.substring(0, Math.min(LONGEST_NAME, name.length()));
        BackupMarker marker = restorePoint(session, label);
        session.execute("BEGIN ISOLATION LEVEL READ COMMITTED;\nINSERT INTO "
                + table.names().backups().sql()
                + " (name, kind, lsn, marked_at, executed_by) VALUES (" + Literal.text(marker.name()) + ", '"
                + marker.kind().word() + "', " + Literal.text(marker.lsn()) + ", "
                + Literal.timestamp(marker.markedAt()) + ", "
                + Literal.text(table.repertoire().fitting(by.actor().executedBy())) + ");\n"
                + table.note(AuditAction.BACKUP, by.because(marker.toString()), new Elapsed.Milliseconds(0))
                + ";\nCOMMIT");
        return marker;
    }

    private static BackupMarker restorePoint(Session session, String name) {
        try {
            return read(
                    session,
                    "SELECT pg_catalog.pg_create_restore_point(" + Literal.text(name)
                            + "), pg_catalog.clock_timestamp()",
                    name,
                    BackupMarker.Kind.RESTORE_POINT);
        } catch (SQLException e) {
            if (!NOT_ALLOWED.contains(SqlState.of(e).orElse(""))) {
                throw DatabaseProblems.exception(e, session.spec().orElse(null));
            }
        }
        try {
            return read(
                    session,
                    "SELECT pg_catalog.pg_current_wal_lsn(), pg_catalog.clock_timestamp()",
                    name,
                    BackupMarker.Kind.POSITION);
        } catch (SQLException e) {
            throw DatabaseProblems.exception(e, session.spec().orElse(null));
        }
    }

    private static BackupMarker read(Session session, String sql, String name, BackupMarker.Kind kind)
            throws SQLException {
        List<BackupMarker> read = new ArrayList<>();
        session.sendEach(sql, rows -> {
            rows.next();
            read.add(marker(rows, name, kind));
        });
        return read.get(0);
    }

    private static BackupMarker marker(ResultSet row, String name, BackupMarker.Kind kind) throws SQLException {
        return new BackupMarker(
                name,
                kind,
                row.getString(1),
                row.getObject(2, OffsetDateTime.class).toInstant());
    }
}
