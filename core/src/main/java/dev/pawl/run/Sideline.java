package dev.pawl.run;

import dev.pawl.postgres.Session;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What goes on beside the session that works: heartbeats, looks at who blocks it. It has a thread and a connection of its
 * own; the connection is opened when it is first needed. Where it cannot be opened (a pool of one), the run goes on without.
 */
final class Sideline implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Sideline.class);
    private static final Duration PATIENCE_AT_CLOSE = Duration.ofSeconds(1);
    private static final Duration BETWEEN_CANCELS = Duration.ofMillis(500);
    private static final Duration FOR_EVER = Duration.ZERO;
    private static final Duration SHORTEST_ANSWER = Duration.ofSeconds(1);

    private final Supplier<Session> sessions;
    private final Connections.Keeping keeping;
    private final Duration longestAnswer;
    private final ScheduledThreadPoolExecutor clock;
    private @Nullable Session session; // touched by the clock's thread only

    /**
     * Beside a run: a request to end it is repeated, as the first one may come between two statements, and a silence of the
     * server is noticed.
     */
    static Sideline of(Connections connections, Cancellation cancellation, RunSettings settings) {
        Sideline sideline = new Sideline(connections, settings.leaseTime());
        sideline.every(BETWEEN_CANCELS, BETWEEN_CANCELS, session -> cancellation.again());
        connections.current().expectAnswersWithin(FOR_EVER); // a script takes its time: a watch decides instead
        new SilenceWatch(connections, settings).start(sideline);
        return sideline;
    }

    private Sideline(Connections connections, Duration leaseTime) {
        this.sessions = connections::another;
        this.keeping = connections.keeping();
        this.longestAnswer = longestAnswer(leaseTime);
        this.clock = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "pawl-sideline");
            thread.setDaemon(true);
            return thread;
        });
        clock.setRemoveOnCancelPolicy(true);
    }

    /** A beat of the heart that is not answered leaves time for another, on a new connection, while the lease lasts. */
    private static Duration longestAnswer(Duration leaseTime) {
        Duration sixth = leaseTime.dividedBy(6);
        return sixth.compareTo(SHORTEST_ANSWER) < 0 ? SHORTEST_ANSWER : sixth;
    }

    /** Something that is done again and again. */
    @FunctionalInterface
    interface Task {
        /**
         * Does it once.
         *
         * @param session gives the connection beside; only for use by the task
         */
        void run(Supplier<Session> session);
    }

    /** Told of a turn that failed. */
    @FunctionalInterface
    interface Failing {
        /** It failed; the next turn comes. */
        void on(RuntimeException error);
    }

    /** Ends what was begun. */
    interface Ongoing extends AutoCloseable {
        @Override
        void close();
    }

    /** Does something again and again, until the result is closed. A turn that fails is logged, and the next one comes. */
    Ongoing every(Duration first, Duration pause, Task task) {
        return every(first, pause, task, error -> {});
    }

    /** As {@link #every(Duration, Duration, Task)}; somebody is told of turns that fail. */
    Ongoing every(Duration first, Duration pause, Task task, Failing failing) {
        ScheduledFuture<?> turns = clock.scheduleWithFixedDelay(
                () -> takeTurn(task, failing), first.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
        return () -> turns.cancel(false);
    }

    private void takeTurn(Task task, Failing failing) {
        try {
            task.run(this::session);
        } catch (RuntimeException e) {
            LOG.debug("Nothing could be done beside the run this time", e);
            failing.on(e);
        } finally {
            if (keeping == Connections.Keeping.FOR_A_LOOK) {
                closeSession();
            }
        }
    }

    private Session session() {
        Session open = session;
        if (open != null && !open.isBroken()) {
            return open;
        }
        closeSession();
        Session fresh = sessions.get();
        session = fresh;
        fresh.expectAnswersWithin(longestAnswer);
        return fresh;
    }

    private void closeSession() {
        Session open = session;
        session = null;
        if (open != null) {
            open.close();
        }
    }

    /** Ends everything. The connection is closed by the thread that uses it, after its present turn. */
    @Override
    public void close() {
        clock.execute(this::closeSession);
        clock.shutdown();
        try {
            clock.awaitTermination(PATIENCE_AT_CLOSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
