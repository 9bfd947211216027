package dev.pawl.postgres;

import dev.pawl.error.PawlException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * How far the server is with a long statement, as its {@code pg_stat_progress_} views tell (PostgreSQL manual, 27.4). They
 * tell nothing of other statements; of a command that works through several tables, there is one row at a time.
 *
 * @param phase in the server's words
 * @param done how much of the phase is done
 * @param total of how much; 0 where it is not known
 * @param unit of what: {@code blocks}, {@code rows}, {@code bytes}, {@code transactions}, {@code indexes} or {@code nothing}
 */
public record StatementProgress(String phase, long done, long total, String unit) {

    private static final int HAS_COPY = 140_000;

    private static final String INDEX = """
            SELECT p.pid,
                   p.phase || CASE WHEN p.partitions_total > 0 THEN ', partition ' || least(p.partitions_done + 1,
                       p.partitions_total) || ' of ' || p.partitions_total ELSE '' END AS phase,
                   n.done, n.total, n.unit
            FROM pg_catalog.pg_stat_progress_create_index p,
                 LATERAL (SELECT CASE WHEN p.lockers_total > 0 AND p.phase LIKE 'waiting%' THEN 'transactions'
                                      WHEN p.phase LIKE '%tuples%' AND p.tuples_total > 0 THEN 'rows'
                                      WHEN p.blocks_total > 0 AND p.phase NOT LIKE 'waiting%' THEN 'blocks'
                                      ELSE 'nothing' END AS unit) u,
                 LATERAL (VALUES ('transactions', p.lockers_done, p.lockers_total),
                                 ('rows', p.tuples_done, p.tuples_total),
                                 ('blocks', p.blocks_done, p.blocks_total),
                                 ('nothing', 0, 0)) n (unit, done, total)
            WHERE n.unit = u.unit""";

    private static final String VACUUM = """
            SELECT p.pid, p.phase,
                   CASE p.phase WHEN 'scanning heap' THEN p.heap_blks_scanned
                                WHEN 'vacuuming heap' THEN p.heap_blks_vacuumed ELSE 0 END,
                   CASE WHEN p.phase IN ('scanning heap', 'vacuuming heap') THEN p.heap_blks_total ELSE 0 END,
                   CASE WHEN p.phase IN ('scanning heap', 'vacuuming heap') THEN 'blocks' ELSE 'nothing' END
            FROM pg_catalog.pg_stat_progress_vacuum p""";

    private static final String CLUSTER = """
            SELECT p.pid, p.phase,
                   CASE p.phase WHEN 'seq scanning heap' THEN p.heap_blks_scanned
                                WHEN 'index scanning heap' THEN p.heap_tuples_scanned
                                WHEN 'writing new heap' THEN p.heap_tuples_written
                                WHEN 'rebuilding index' THEN p.index_rebuild_count ELSE 0 END,
                   CASE p.phase WHEN 'seq scanning heap' THEN p.heap_blks_total
                                WHEN 'writing new heap' THEN p.heap_tuples_scanned ELSE 0 END,
                   CASE p.phase WHEN 'seq scanning heap' THEN 'blocks' WHEN 'index scanning heap' THEN 'rows'
                                WHEN 'writing new heap' THEN 'rows' WHEN 'rebuilding index' THEN 'indexes'
                                ELSE 'nothing' END
            FROM pg_catalog.pg_stat_progress_cluster p""";

    private static final String ANALYZE = """
            SELECT p.pid, p.phase,
                   CASE p.phase WHEN 'acquiring sample rows' THEN p.sample_blks_scanned ELSE 0 END,
                   CASE p.phase WHEN 'acquiring sample rows' THEN p.sample_blks_total ELSE 0 END,
                   CASE p.phase WHEN 'acquiring sample rows' THEN 'blocks' ELSE 'nothing' END
            FROM pg_catalog.pg_stat_progress_analyze p""";

    private static final String COPY = """
            SELECT p.pid, 'copying',
                   CASE WHEN p.bytes_total > 0 THEN p.bytes_processed ELSE p.tuples_processed END,
                   p.bytes_total,
                   CASE WHEN p.bytes_total > 0 THEN 'bytes' ELSE 'rows' END
            FROM pg_catalog.pg_stat_progress_copy p""";

    /**
     * The application names of all sessions of a run begin with the same word. A script may have taken another, and is not
     * seen then.
     */
    private static final String OF_RUN = """
            SELECT p.phase, p.done, p.total, p.unit
            FROM (%s) p (pid, phase, done, total, unit)
            JOIN pg_catalog.pg_stat_activity a ON a.pid = p.pid
            WHERE pg_catalog.split_part(a.application_name, ' ', 1)
                  = pg_catalog.split_part(pg_catalog.current_setting('application_name'), ' ', 1)
              AND a.datname = pg_catalog.current_database()
              AND a.pid <> pg_catalog.pg_backend_pid()
              AND p.phase IS NOT NULL""";

    /**
     * How far the run is that a session beside it belongs to; empty where the server works on nothing that it tells of.
     *
     * @throws PawlException of the database family
     */
    public static List<StatementProgress> ofRun(Session beside) {
        List<String> views = beside.serverVersionNumber() >= HAS_COPY
                ? List.of(INDEX, VACUUM, CLUSTER, ANALYZE, COPY)
                : List.of(INDEX, VACUUM, CLUSTER, ANALYZE);
        return beside.query(OF_RUN.formatted(String.join("\nUNION ALL\n", views)), StatementProgress::read);
    }

    private static StatementProgress read(ResultSet row) throws SQLException {
        return new StatementProgress(row.getString(1), row.getLong(2), row.getLong(3), row.getString(4));
    }
}
