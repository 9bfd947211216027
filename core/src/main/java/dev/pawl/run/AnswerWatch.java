package dev.pawl.run;

import dev.pawl.postgres.Session;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices, from the sideline, that an answer will never come: a proxy or a load balancer has forgotten the connection without
 * telling anybody, and nobody at the server works on what was sent. Probes of the kernel's find that out only where nothing in
 * between answers them.
 */
final class AnswerWatch {

    private static final Logger LOG = LoggerFactory.getLogger(AnswerWatch.class);

    /** The server shows the beginning of a statement; the driver may have trimmed it. */
    private static final int COMPARED = 200;

    private static final String AT_WORK = "SELECT COALESCE(query, '') FROM pg_catalog.pg_stat_activity"
            + " WHERE datname = pg_catalog.current_database() AND pid <> pg_catalog.pg_backend_pid()"
            + " AND (state IN ('active', 'disabled') OR state LIKE 'fastpath%')";

    private final Connections connections;
    private final Duration patience;

    /** What nobody was seen to work on at the last look. */
    private Session.@Nullable Sent missed;

    /**
     * A watch.
     *
     * @param patience how long an answer may take before anybody is asked about it
     */
    AnswerWatch(Connections connections, Duration patience) {
        this.connections = connections;
        this.patience = patience;
    }

    /** Watches the session that works for as long as the sideline is there. */
    void start(Sideline sideline) {
        sideline.every(patience, patience.dividedBy(3), this::look);
    }

    private void look(Supplier<Session> side) {
        Session working = connections.current();
        Session.Sent sent = working.unanswered().filter(this::isLate).orElse(null);
        if (sent == null || isAtWork(side.get(), sent.sql())) {
            missed = null;
            return;
        }
        if (!sent.equals(missed)) {
            missed = sent; // it may have been answered in this moment
            return;
        }
        LOG.warn("No answer comes, and the server does not work on it; the connection is given up");
        working.abandon();
    }

    private boolean isLate(Session.Sent sent) {
        return System.nanoTime() - sent.at() > patience.toNanos();
    }

    private static boolean isAtWork(Session side, String sql) {
        List<String> queries = side.query(AT_WORK, row -> row.getString(1));
        return queries.stream().anyMatch(query -> isBeginning(query.strip(), sql.strip()));
    }

    /** An empty text is that of a server that does not tell. */
    private static boolean isBeginning(String shown, String sql) {
        int length = Math.min(Math.min(shown.length(), sql.length()), COMPARED);
        return shown.regionMatches(0, sql, 0, length);
    }
}
