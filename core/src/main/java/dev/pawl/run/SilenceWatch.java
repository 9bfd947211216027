package dev.pawl.run;

import dev.pawl.error.PawlException;
import dev.pawl.postgres.ConnectionSpec;
import dev.pawl.postgres.Keepalive;
import dev.pawl.postgres.Reachability;
import dev.pawl.postgres.Session;
import dev.pawl.postgres.Session.Waiting;
import dev.pawl.postgres.Sharing;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices, from the sideline, that the session that works waits for an answer that will not come, and ends it. TCP's own
 * probes find a dead path only while nothing is in flight, and never a proxy that keeps a connection and lets nothing
 * through.
 *
 * <p>The server is asked over the second connection: where the process of the first one is gone, or has had nothing to do
 * for a while, its answer is lost. Where no second connection is answered either, only a much longer silence counts. In
 * doubt, nothing is done: another server may have answered. Behind a pooler the process is found by its name ({@link
 * PooledWork}).
 */
final class SilenceWatch {

    private static final Logger LOG = LoggerFactory.getLogger(SilenceWatch.class);
    private static final Set<String> AT_REST = Set.of("idle", "idle in transaction", "idle in transaction (aborted)");

    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final Connections connections;
    private final Duration pace;
    private final Duration longest;

    // Touched by the sideline's thread only.
    private @Nullable Waiting suspected;
    private @Nullable Waiting unreached;
    private long unreachedSince;

    /** What can be said of the session that works. */
    private enum Finding {
        /** The server works for it, or nobody knows. */
        NOTHING,
        /** The server has done its part. */
        ANSWER_LOST,
        /** Nobody answers, or nobody is at work who could. */
        UNREACHABLE
    }

    SilenceWatch(Connections connections, RunSettings settings) {
        Keepalive keepalive = settings.keepalive().orElse(Keepalive.DEFAULT);
        this.connections = connections;
        this.pace = keepalive.interval().isZero() ? Keepalive.DEFAULT.interval() : keepalive.interval();
        this.longest = settings.longestSilence();
    }

    /** Looks again and again, until the result is closed. */
    Sideline.Ongoing start(Sideline sideline) {
        return sideline.every(pace, pace, this::look);
    }

    private void look(Supplier<Session> side) {
        Session working = connections.current();
        Optional<Waiting> waiting = working.waiting().filter(one -> one.length().compareTo(pace) >= 0);
        if (waiting.isEmpty()) {
            suspected = null;
            unreached = null;
            return;
        }
        long asked = System.nanoTime();
        switch (finding(side, working)) {
            case ANSWER_LOST -> answerLost(working, waiting.get());
            case UNREACHABLE -> unreachable(working, waiting.get(), asked);
            case NOTHING -> {
                suspected = null;
                unreached = null;
            }
        }
    }

    /** Twice: the first time, the answer may just have come, to a process that was stopped until now. */
    private void answerLost(Session working, Waiting waiting) {
        unreached = null;
        if (suspected == waiting) {
            end(working, "the server is not at work for it any more, and its answer never came");
        }
        suspected = waiting;
    }

    private void unreachable(Session working, Waiting waiting, long asked) {
        suspected = null;
        if (unreached != waiting) {
            unreached = waiting;
            unreachedSince = asked;
        }
        Duration silence = Duration.ofNanos(System.nanoTime() - unreachedSince);
        if (silence.compareTo(longest) >= 0) {
            end(
                    working,
                    "nothing has been heard from the server for "
                            + waiting.length().toSeconds() + " s");
        }
    }

    private static void end(Session working, String because) {
        LOG.info("The session that works is ended: {}", because);
        working.abort(because);
    }

    private Finding finding(Supplier<Session> side, Session working) {
        try {
            return ask(side.get(), working);
        } catch (PawlException e) {
            LOG.debug("The server could not be asked", e);
            return working.spec().map(SilenceWatch::reach).orElse(Finding.NOTHING);
        }
    }

    private static Finding reach(ConnectionSpec spec) {
        return switch (Reachability.of(spec, ANSWER)) {
            case ANSWERED -> Finding.NOTHING;
            case SILENT -> Finding.UNREACHABLE;
        };
    }

    private Finding ask(Session side, Session working) {
        if (working.sharing() == Sharing.POOLED) {
            return askThroughPooler(side);
        }
        if (working.backendPid().isEmpty() || side.backendPid().isEmpty()) {
            return Finding.NOTHING;
        }
        List<Activity> answers = side.query(
                "SELECT pg_catalog.pg_backend_pid(), pg_catalog.pg_postmaster_start_time(), one.there, a.state,"
                        + " (extract(epoch FROM pg_catalog.clock_timestamp() - a.state_change) * 1000)"
                        + "::pg_catalog.int8"
                        + " FROM (SELECT EXISTS (SELECT FROM pg_catalog.pg_stat_activity WHERE pid = "
                        + working.backendPid().getAsInt() + ") AS there) one"
                        + " LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = "
                        + working.backendPid().getAsInt(),
                Activity::read);
        Activity activity = answers.get(0);
        boolean isDirect = activity.askedPid() == side.backendPid().getAsInt();
        return isDirect && isSameServer(activity.serverStartedAt()) && activity.isOver(pace)
                ? Finding.ANSWER_LOST
                : Finding.NOTHING;
    }

    /**
     * Nobody at work is no answer lost yet: the pooler may keep a transaction waiting that has not begun. But not for long
     * while it lets this question through, which came later.
     */
    private Finding askThroughPooler(Session side) {
        PooledWork work = PooledWork.seenBy(side, pace, longest.dividedBy(2));
        if (!isSameServer(work.serverStartedAt()) || work.isPossible()) {
            return Finding.NOTHING;
        }
        return work.isOver() ? Finding.ANSWER_LOST : Finding.UNREACHABLE;
    }

    private boolean isSameServer(Instant startedAt) {
        return connections.serverStartedAt().equals(Optional.of(startedAt));
    }

    /** What the server says of the process that serves the session. */
    private record Activity(
            int askedPid, Instant serverStartedAt, boolean isThere, String state, Duration sinceChange) {

        static Activity read(ResultSet row) throws SQLException {
            return new Activity(
                    row.getInt(1),
                    row.getObject(2, OffsetDateTime.class).toInstant(),
                    row.getBoolean(3),
                    Optional.ofNullable(row.getString(4)).orElse("hidden"),
                    Duration.ofMillis(row.getLong(5)));
        }

        boolean isOver(Duration pace) {
            return !isThere || (AT_REST.contains(state) && sinceChange.compareTo(pace) >= 0);
        }
    }
}
