package dev.pawl.postgres;

import dev.pawl.error.PawlException;
import java.util.List;

/**
 * Who is in the way. Asked from a second session, as the first one waits. Behind a transaction pooler the process of the
 * first one is known only from inside its transaction ({@code pg_backend_pid()}).
 */
public final class Blockers {

    /** For {@link Blocker#read}, after the process's number. */
    static final String COLUMNS = """
            a.application_name,
                   a.usename,
                   coalesce(pg_catalog.host(a.client_addr), CASE WHEN a.backend_start IS NOT NULL THEN 'local' END),
                   a.state,
                   a.query,
                   (extract(epoch FROM pg_catalog.clock_timestamp() - a.xact_start) * 1000)::pg_catalog.int8""";

    private Blockers() {}

    /**
     * The SQL that lists who blocks a process, for a message of the caller's own.
     *
     * @param pid of the one who waits
     */
    public static String sql(int pid) {
        return sql("SELECT DISTINCT pg_catalog.unnest(pg_catalog.pg_blocking_pids(" + pid + ")) AS pid");
    }

    private static String sql(String blockers) {
        return "SELECT b.pid, " + COLUMNS + "\n"
                + "FROM (" + blockers + ") b\n"
                + "LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = b.pid\n"
                + "ORDER BY a.xact_start NULLS LAST, b.pid";
    }

    /**
     * Who blocks another session that works under the name of this one. Behind a pooler the process that works outside a
     * transaction is not known otherwise.
     *
     * @throws PawlException of the database family
     */
    public static List<Blocker> ofNamesake(Session watcher) {
        return watcher.query(
                sql("SELECT DISTINCT pg_catalog.unnest(pg_catalog.pg_blocking_pids(w.pid)) AS pid"
                        + " FROM pg_catalog.pg_stat_activity w WHERE w.datname = pg_catalog.current_database()"
                        + " AND w.application_name = pg_catalog.current_setting('application_name')"
                        + " AND w.state <> 'idle' AND w.pid <> pg_catalog.pg_backend_pid()"),
                Blocker::read);
    }

    /**
     * Who blocks a process at this moment; empty if nobody does, or no longer.
     *
     * @throws PawlException of the database family
     */
    public static List<Blocker> of(Session watcher, int pid) {
        return watcher.query(sql(pid), Blocker::read);
    }
}
