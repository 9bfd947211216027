package dev.pawl.run;

import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.event.RunListener;
import dev.pawl.plan.PreparedStep;
import dev.pawl.postgres.Literal;
import dev.pawl.postgres.Session;
import dev.pawl.record.Lease;
import dev.pawl.record.LeaseAttempt;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one migration outside a transaction, statement by statement, under a lease (design, decision 2). Who finds the
 * lease taken polls with short statements, so nobody's {@code CREATE INDEX CONCURRENTLY} waits for a waiting runner.
 */
final class LeasedExecutor implements Executor {

    private static final Logger LOG = LoggerFactory.getLogger(LeasedExecutor.class);
    private static final int LOOKS_AT_ORPHAN = 50;

    private final Connections connections;
    private final Recorder recorder;
    private final RunSettings settings;
    private final RunListener listener;
    private final Cancellation cancellation;
    private final Sideline sideline;
    private final BlockerWatch watch;

    LeasedExecutor(
            Connections connections,
            Recorder recorder,
            RunSettings settings,
            RunListener listener,
            Cancellation cancellation,
            Sideline sideline,
            BlockerWatch watch) {
        this.connections = connections;
        this.recorder = recorder;
        this.settings = settings;
        this.listener = listener;
        this.cancellation = cancellation;
        this.sideline = sideline;
        this.watch = watch;
    }

    @Override
    public Attempted attempt(Session session, PreparedStep step) {
        try {
            return attemptNow(session, step);
        } catch (PawlException e) {
            if (session.isBroken()) {
                abandon(recorder.leaseOf(step, settings.leaseTime()));
            }
            throw e;
        }
    }

    private Attempted attemptNow(Session session, PreparedStep step) {
        LeaseAttempt answer = recorder.takeLease(session, step, settings.leaseTime());
        if (answer instanceof LeaseAttempt.Acquired acquired) {
            return underLease(session, step, acquired);
        }
        return new Attempted.Taken(
                answer instanceof LeaseAttempt.Held held ? Optional.of(words(held.by())) : Optional.empty());
    }

    private static String words(LeaseAttempt.Holder holder) {
        return holder.process() + ", last heard of " + holder.heartbeatAge().toSeconds() + " s ago";
    }

    private Attempted underLease(Session session, PreparedStep step, LeaseAttempt.Acquired acquired) {
        Lease lease = acquired.lease();
        Optional<Problem> elsewhere = recorder.failureElsewhere(session, step);
        if (elsewhere.isPresent()) {
            session.execute(recorder.leases().release(lease));
            return new Attempted.FailedElsewhere(elsewhere.get());
        }
        acquired.previous().ifPresent(previous -> endOrphan(session, previous));
        Attempted attempted = run(session, step, acquired);
        if (attempted instanceof Attempted.Lost) {
            abandon(lease);
        }
        return attempted;
    }

    @SuppressWarnings("try") // the heart beats on its own
    private Attempted run(Session session, PreparedStep step, LeaseAttempt.Acquired acquired) {
        Heartbeat heartbeat = new Heartbeat(recorder, acquired.lease(), session, listener);
        try (Sideline.Ongoing beating = heartbeat.start(sideline)) {
            return new LeasedScript(
                            session, step, acquired, recorder, settings, listener, cancellation, watch, heartbeat)
                    .run();
        }
    }

    /** The next run need not wait for the lease of a connection that is gone. */
    private void abandon(Lease lease) {
        try (Session another = connections.another()) {
            another.execute(recorder.leases().abandon(lease));
        } catch (PawlException e) {
            LOG.debug("The lease stays until it expires", e);
        }
    }

    /**
     * A server process that still works for a run whose lease was taken over is ended first; what it was doing must not go
     * on beside the new run. Who gave its lease up in good order has no name there any more.
     */
    private void endOrphan(Session session, LeaseAttempt.Holder previous) {
        if (previous.applicationName().isEmpty() || recorder.isOwn(previous)) {
            return;
        }
        String orphans = " FROM pg_catalog.pg_stat_activity WHERE datname = pg_catalog.current_database()"
                + " AND pid <> pg_catalog.pg_backend_pid() AND application_name = "
                + Literal.text(previous.applicationName());
        for (int look = 0; look < LOOKS_AT_ORPHAN; look++) {
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

    @Override
    public Problem giveUp(Session session, PreparedStep step, Problem problem, Duration elapsed) {
        LeaseAttempt answer = recorder.takeLease(session, step, settings.leaseTime());
        Problem told = recorder.recordFailure(session, step, problem, elapsed);
        if (answer instanceof LeaseAttempt.Acquired acquired) {
            session.execute(recorder.leases().release(acquired.lease()));
        }
        return told;
    }
}
