package dev.pawl.run;

import dev.pawl.error.PawlException;
import dev.pawl.postgres.Blockers;
import dev.pawl.postgres.Session;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks, over a second connection, at who blocks the session that works (spec R6). The connection is opened only when a
 * migration has been at work for a while; where it cannot be opened (a pool of one), the watch sees nothing and says so.
 */
final class BlockerWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BlockerWatch.class);
    private static final Duration FIRST_LOOK = Duration.ofMillis(500);

    private final Supplier<Session> sessions;
    private final Duration interval;
    private final ScheduledThreadPoolExecutor clock;
    private @Nullable Session session; // touched by the clock's thread only, until close
    private volatile List<String> seen = List.of();

    BlockerWatch(Supplier<Session> sessions, Duration interval) {
        this.sessions = sessions;
        this.interval = interval;
        this.clock = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "pawl-blocker-watch");
            thread.setDaemon(true);
            return thread;
        });
        clock.setRemoveOnCancelPolicy(true);
    }

    /** Watches a backend until the returned handle is closed; forgets what was seen before. */
    Watching start(int backendPid) {
        seen = List.of();
        ScheduledFuture<?> looks = clock.scheduleWithFixedDelay(
                () -> look(backendPid), FIRST_LOOK.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
        return () -> looks.cancel(false);
    }

    /** Who blocked the backend at the last look, in the words of a message; empty where nobody was seen. */
    List<String> seen() {
        return seen;
    }

    private void look(int backendPid) {
        try {
            if (session == null) {
                session = sessions.get();
            }
            List<String> blockers = Blockers.of(session, backendPid).stream()
                    .map(Object::toString)
                    .toList();
            if (!blockers.isEmpty()) {
                seen = blockers;
            }
        } catch (PawlException e) {
            LOG.debug("Cannot look at who blocks the migration", e);
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        Session opened = session;
        if (opened != null) {
            opened.close();
        }
    }

    /** Ends a watch. */
    interface Watching extends AutoCloseable {
        @Override
        void close();
    }
}
