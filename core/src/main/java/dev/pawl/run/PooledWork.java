package dev.pawl.run;

import dev.pawl.postgres.RunName;
import dev.pawl.postgres.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;

/**
 * What the server does for a run whose processes a pooler chooses: they are known by the run's name only, which the pooler
 * gives them together with the work.
 *
 * @param serverStartedAt which server this is
 * @param isNamed whether the pooler passes names on; if not, nothing else means anything
 * @param working how many processes are at work under the run's name
 * @param resting how many of them have an open transaction, and have waited for the run for a while
 * @param unnamed how many others of the same user are at work, for a long time: a script may have taken another name
 */
record PooledWork(Instant serverStartedAt, boolean isNamed, long working, long resting, long unnamed) {

    private static final String IS_NAMESAKE = "pg_catalog.split_part(a.application_name, ' ', 1)"
            + " = pg_catalog.split_part(pg_catalog.current_setting('application_name'), ' ', 1)";

    private static final String IS_RESTING = "a.state LIKE 'idle in transaction%'";

    /**
     * Looks.
     *
     * @param side the watcher's own session, which has the run's name
     * @param rest from when on a process rests
     * @param shift how long somebody of another name has to be at work to be taken for ours
     */
    static PooledWork seenBy(Session side, Duration rest, Duration shift) {
        return side.query(
                        "SELECT pg_catalog.pg_postmaster_start_time(),"
                                + " pg_catalog.current_setting('application_name') LIKE '" + RunName.PREFIX + "%',"
                                + " count(*) FILTER (WHERE " + IS_NAMESAKE + " AND NOT (" + IS_RESTING
                                + " AND a.state_change <= " + before(rest) + ")),"
                                + " count(*) FILTER (WHERE " + IS_NAMESAKE + " AND " + IS_RESTING
                                + " AND a.state_change <= " + before(rest) + "),"
                                + " count(*) FILTER (WHERE NOT " + IS_NAMESAKE + " AND NOT " + IS_RESTING
                                + " AND a.query_start <= " + before(shift) + ")"
                                + " FROM pg_catalog.pg_stat_activity a"
                                + " WHERE a.datname = pg_catalog.current_database()"
                                + " AND a.usename = session_user"
                                + " AND a.state <> 'idle' AND a.pid <> pg_catalog.pg_backend_pid()",
                        PooledWork::read)
                .get(0);
    }

    private static String before(Duration length) {
        return "pg_catalog.clock_timestamp() - CAST('" + length.toMillis() + " milliseconds' AS pg_catalog.interval)";
    }

    private static PooledWork read(ResultSet row) throws SQLException {
        return new PooledWork(
                row.getObject(1, OffsetDateTime.class).toInstant(),
                row.getBoolean(2),
                row.getLong(3),
                row.getLong(4),
                row.getLong(5));
    }

    /** Whether somebody is at work who may be the one, or nobody can say. */
    boolean isPossible() {
        return !isNamed || working > 0 || (resting == 0 && unnamed > 0);
    }

    /** Whether the server has done its part, and waits for the run. */
    boolean isOver() {
        return !isPossible() && resting > 0;
    }
}
