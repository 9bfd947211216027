package dev.pawl.postgres;

import dev.pawl.error.PawlException;
import java.util.List;

/** Other runs of pawl in the same database, told by their application name. */
public final class Runners {

    /** What the application name of every session of a run begins with; the run's id follows. */
    public static final String PREFIX = "pawl/";

    private static final String SQL = "SELECT a.pid, " + Blockers.COLUMNS + "\n"
            + "FROM pg_catalog.pg_stat_activity a\n"
            + "WHERE a.datname = pg_catalog.current_database()\n"
            + "  AND pg_catalog.left(a.application_name, " + PREFIX.length() + ") = '" + PREFIX + "'\n"
            + "  AND a.pid <> pg_catalog.pg_backend_pid()\n"
            + "ORDER BY a.backend_start, a.pid";

    private Runners() {}

    /**
     * All of them but this session, the oldest first.
     *
     * @throws PawlException of the database family
     */
    public static List<Blocker> others(Session session) {
        return session.query(SQL, Blocker::read);
    }
}
