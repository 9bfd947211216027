package dev.pawl.run;

import dev.pawl.postgres.Literal;
import dev.pawl.postgres.Session;
import dev.pawl.record.Lease;
import dev.pawl.record.LeaseAttempt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Server processes that still work for a run whose lease was taken over. */
final class Orphans {

    private static final Logger LOG = LoggerFactory.getLogger(Orphans.class);
    private static final int LOOKS = 50;

    private Orphans() {}

    /**
     * Ends them first; what they were doing must not go on beside the new run. Who gave its lease up in good order has no
     * name there any more. Behind a pooler nobody worked for that run when its lease was taken over; whoever goes by its
     * name now is another client's.
     */
    static void end(Session session, LeaseAttempt.Holder previous) {
        if (previous.applicationName().isEmpty() || previous.line() == Lease.Line.POOLED) {
            return;
        }
        String orphans = " FROM pg_catalog.pg_stat_activity WHERE datname = pg_catalog.current_database()"
                + " AND pid <> pg_catalog.pg_backend_pid() AND application_name = "
                + Literal.text(previous.applicationName());
        for (int look = 0; look < LOOKS; look++) {
            boolean isGone = session.query(
                            "SELECT pg_catalog.pg_terminate_backend(pid)" + orphans, row -> row.getBoolean(1))
                    .isEmpty();
            if (isGone) {
                return;
            }
            session.execute("SELECT pg_catalog.pg_sleep(0.1)");
        }
        LOG.warn("A session of {} does not end", previous.applicationName());
    }
}
