package dev.pawl.run;

import dev.pawl.error.PawlException;
import dev.pawl.postgres.Literal;
import dev.pawl.postgres.Session;
import dev.pawl.postgres.Sharing;
import dev.pawl.record.Lease;
import dev.pawl.record.LeaseAttempt;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Server processes that still work for a run that has lost them. They are ended before anybody takes their work up. */
final class Orphans {

    private static final Logger LOG = LoggerFactory.getLogger(Orphans.class);
    private static final int LOOKS = 50;

    private Orphans() {}

    /**
     * Ends those of a run whose lease was taken over; what they were doing must not go on beside the new run. Who gave its
     * lease up in good order has no name there any more. Behind a pooler nobody worked for that run when its lease was taken
     * over; whoever goes by its name now is another client's.
     */
    static void end(Session session, LeaseAttempt.Holder previous) {
        if (previous.applicationName().isEmpty() || previous.line() == Lease.Line.POOLED) {
            return;
        }
        end(session, "application_name = " + Literal.text(previous.applicationName()), previous.applicationName());
    }

    /**
     * Ends the one of a connection that broke: it goes on with what was sent to it until it wants to answer, and what became
     * of that can only be told from the history when it is done.
     *
     * @param session the new one
     * @param process of the lost one; empty where it is not known
     * @param sharing of the lost one
     */
    static void end(Session session, OptionalInt process, Sharing sharing) {
        if (process.isEmpty() || sharing != Sharing.OURS) {
            return;
        }
        String isOurs = "pg_catalog.split_part(application_name, ' ', 1)"
                + " = pg_catalog.split_part(pg_catalog.current_setting('application_name'), ' ', 1)";
        try {
            end(session, "pid = " + process.getAsInt() + " AND " + isOurs, "the lost connection");
        } catch (PawlException e) {
            LOG.debug("It cannot be ended", e);
        }
    }

    private static void end(Session session, String condition, String name) {
        String orphans = " FROM pg_catalog.pg_stat_activity WHERE datname = pg_catalog.current_database()"
                + " AND pid <> pg_catalog.pg_backend_pid() AND " + condition;
        for (int look = 0; look < LOOKS; look++) {
            boolean isGone = session.query(
                            "SELECT pg_catalog.pg_terminate_backend(pid)" + orphans, row -> row.getBoolean(1))
                    .isEmpty();
            if (isGone) {
                return;
            }
            session.execute("SELECT pg_catalog.pg_sleep(0.1)");
        }
        LOG.warn("A session of {} does not end", name);
    }
}
