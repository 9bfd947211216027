package dev.pawl.run;

import dev.pawl.error.PawlException;
import dev.pawl.postgres.Session;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a lease alive over a connection of its own while a long statement runs. When the lease turns out to be lost (this
 * process slept for too long, and another one took over), the running statement is cancelled.
 */
final class Heartbeat implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

    private final Supplier<Session> sessions;
    private final Predicate<Session> beat;
    private final Session working;
    private final ScheduledExecutorService clock;
    private @Nullable ScheduledFuture<?> beats;
    private @Nullable Session own; // touched by the clock's thread only, until close

    private Heartbeat(Supplier<Session> sessions, Predicate<Session> beat, Session working) {
        this.sessions = sessions;
        this.beat = beat;
        this.working = working;
        this.clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "pawl-heartbeat");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Beats three times within the time of a lease, from a third of it on.
     *
     * @param beat renews the lease; false when it is lost
     * @param working the session whose statement is cancelled then
     */
    static Heartbeat start(Supplier<Session> sessions, Duration leaseTime, Predicate<Session> beat, Session working) {
        Heartbeat heartbeat = new Heartbeat(sessions, beat, working);
        long third = leaseTime.toMillis() / 3;
        heartbeat.beats =
                heartbeat.clock.scheduleWithFixedDelay(heartbeat::beatOnce, third, third, TimeUnit.MILLISECONDS);
        return heartbeat;
    }

    private void beatOnce() {
        try {
            if (own == null || own.isBroken()) {
                own = sessions.get();
            }
            if (!beat.test(own)) {
                LOG.warn("The lease was taken over; the running statement is cancelled");
                working.cancel();
            }
        } catch (PawlException e) {
            // With a pool of one there is no second connection; whoever waits looks for a working backend, too.
            LOG.debug("No heartbeat this time", e);
        }
    }

    @Override
    public void close() {
        if (beats != null) {
            beats.cancel(false);
        }
        clock.shutdownNow();
        try {
            clock.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Session opened = own;
        if (opened != null) {
            opened.close();
        }
    }
}
