package dev.pawl.postgres;

import dev.pawl.error.PawlException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The runners at work in a database, who keeps them from going on, and who those wait for in turn. One statement, so that
 * all of it is of one moment; it needs no privilege, takes no lock and works on a standby.
 *
 * @param sessions runners first, the oldest first
 */
public record Survey(List<SurveyedSession> sessions) {

    private static final String SQL = """
            WITH RECURSIVE
            seen AS MATERIALIZED (SELECT * FROM pg_catalog.pg_stat_activity),
            locks AS MATERIALIZED (SELECT * FROM pg_catalog.pg_locks),
            runner AS (
              SELECT s.pid FROM seen s
              WHERE s.datname = pg_catalog.current_database() AND s.pid <> pg_catalog.pg_backend_pid()
                AND pg_catalog.left(s.application_name, %1$d) = '%2$s'),
            edge (waiter, blocker) AS (
              SELECT r.pid, b.pid FROM runner r CROSS JOIN LATERAL pg_catalog.unnest(pg_catalog.pg_blocking_pids(r.pid)) b (pid)
              UNION
              SELECT e.blocker, b.pid FROM edge e
              CROSS JOIN LATERAL pg_catalog.unnest(pg_catalog.pg_blocking_pids(e.blocker)) b (pid)
              WHERE e.blocker <> 0)
            SELECT a.pid, %3$s,
                   a.backend_start, a.xact_start,
                   (extract(epoch FROM pg_catalog.clock_timestamp() - a.state_change) * 1000)::pg_catalog.int8,
                   TRUE, 0, NULL, NULL, NULL, NULL, a.backend_start AS since
            FROM runner r JOIN seen a ON a.pid = r.pid
            UNION ALL
            SELECT e.blocker, %3$s,
                   a.backend_start, a.xact_start,
                   (extract(epoch FROM pg_catalog.clock_timestamp() - a.state_change) * 1000)::pg_catalog.int8,
                   FALSE, e.waiter, l.locktype, l.relation, l.wanted, l.held, a.xact_start
            FROM edge e
            LEFT JOIN seen a ON a.pid = e.blocker
            LEFT JOIN LATERAL (
              SELECT w.locktype, n.nspname || '.' || c.relname AS relation, w.mode AS wanted,
                     (SELECT pg_catalog.string_agg(DISTINCT h.mode, ' ') FROM locks h
                      WHERE h.granted AND COALESCE(h.pid, 0) = e.blocker
                        AND (h.locktype, h.database, h.relation, h.page, h.tuple, h.virtualxid, h.transactionid::pg_catalog.text,
                             h.classid, h.objid, h.objsubid)
                          IS NOT DISTINCT FROM
                            (w.locktype, w.database, w.relation, w.page, w.tuple, w.virtualxid, w.transactionid::pg_catalog.text,
                             w.classid, w.objid, w.objsubid)) AS held
              FROM locks w
              LEFT JOIN pg_catalog.pg_class c ON c.oid = w.relation
                AND w.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
              LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
              WHERE w.pid = e.waiter AND NOT w.granted
              LIMIT 1) l ON TRUE
            ORDER BY since NULLS LAST, 1""".formatted(RunName.PREFIX.length(), RunName.PREFIX, Blockers.COLUMNS);

    /** Copies the list. */
    public Survey {
        sessions = List.copyOf(sessions);
    }

    /**
     * Looks.
     *
     * @throws PawlException of the database family
     */
    public static Survey of(Session session) {
        Collector collector = new Collector();
        session.queryEach(SQL, collector::read);
        return new Survey(collector.sessions());
    }

    /** Those that run migrations. */
    public List<SurveyedSession> runners() {
        return sessions.stream().filter(SurveyedSession::isRunner).toList();
    }

    /** Those that keep runners from going on, and are none themselves. */
    public List<SurveyedSession> blockers() {
        return sessions.stream().filter(session -> !session.isRunner()).toList();
    }

    /** The session of a process, if it is listed. */
    public Optional<SurveyedSession> find(int pid) {
        return sessions.stream().filter(session -> session.pid() == pid).findFirst();
    }

    /** Puts together what the rows say: one a runner, and one for each wait, which tells of the blocker. */
    private static final class Collector {
        private final Map<Integer, SurveyedSession> runners = new LinkedHashMap<>();
        private final Map<Integer, SurveyedSession> blockers = new LinkedHashMap<>();
        private final Map<Integer, List<SurveyedSession.Wait>> waits = new LinkedHashMap<>();

        void read(ResultSet row) throws SQLException {
            while (row.next()) {
                int pid = row.getInt(1);
                if (row.getBoolean(11)) {
                    runners.put(pid, session(row, SurveyedSession.Kind.RUNNER));
                } else {
                    blockers.putIfAbsent(pid, session(row, SurveyedSession.Kind.BLOCKER));
                    waits.computeIfAbsent(row.getInt(12), waiter -> new ArrayList<>())
                            .add(wait(row, pid));
                }
            }
        }

        private static SurveyedSession session(ResultSet row, SurveyedSession.Kind kind) throws SQLException {
            return new SurveyedSession(
                    kind,
                    Blocker.read(row),
                    Optional.ofNullable(row.getObject(8, OffsetDateTime.class)).map(OffsetDateTime::toInstant),
                    Optional.ofNullable(row.getObject(9, OffsetDateTime.class)).map(OffsetDateTime::toInstant),
                    Optional.ofNullable(row.getObject(10, Long.class)).map(Duration::ofMillis),
                    List.of());
        }

        private static SurveyedSession.Wait wait(ResultSet row, int blocker) throws SQLException {
            return new SurveyedSession.Wait(
                    blocker,
                    Optional.ofNullable(row.getString(13)),
                    Optional.ofNullable(row.getString(14)),
                    Optional.ofNullable(row.getString(15)),
                    words(row.getString(16)));
        }

        private static List<String> words(@Nullable String text) {
            return text == null ? List.of() : List.of(text.split(" "));
        }

        List<SurveyedSession> sessions() {
            List<SurveyedSession> all = new ArrayList<>(runners.values());
            blockers.values().stream()
                    .filter(blocker -> !runners.containsKey(blocker.pid()))
                    .forEach(all::add);
            return all.stream().map(this::withWaits).toList();
        }

        private SurveyedSession withWaits(SurveyedSession session) {
            return new SurveyedSession(
                    session.kind(),
                    session.seen(),
                    session.startedAt(),
                    session.transactionStartedAt(),
                    session.inState(),
                    waits.getOrDefault(session.pid(), List.of()));
        }
    }
}
