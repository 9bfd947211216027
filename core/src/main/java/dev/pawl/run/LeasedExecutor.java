package dev.pawl.run;

import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.event.RunListener;
import dev.pawl.plan.PreparedStep;
import dev.pawl.postgres.Session;
import dev.pawl.record.Lease;
import dev.pawl.record.LeaseAttempt;
import dev.pawl.record.Leases;
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

    private final Connections connections;
    private final Recorder recorder;
    private final RunSettings settings;
    private final RunListener listener;
    private final Cancellation cancellation;
    private final Sideline sideline;
    private final BlockerWatch watch;
    private final Silence silence;

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
        this.silence = new Silence(settings.leaseTime());
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
        LeaseAttempt answer = recorder.takeLease(session, step, settings.leaseTime(), silence.longEnough());
        if (answer instanceof LeaseAttempt.Acquired acquired) {
            return underLease(session, step, acquired);
        }
        if (answer instanceof LeaseAttempt.Held held) {
            silence.observe(held.by());
            boolean isKnown = held.by().owner().isPresent(); // else a transaction has the migration
            return new Attempted.Taken(isKnown ? Optional.of(LeaseInTheWay.words(held.by())) : Optional.empty());
        }
        return new Attempted.Taken(Optional.empty());
    }

    private Attempted underLease(Session session, PreparedStep step, LeaseAttempt.Acquired acquired) {
        Lease lease = acquired.lease();
        Optional<Problem> elsewhere = recorder.failureElsewhere(session, step);
        if (elsewhere.isPresent()) {
            session.execute(recorder.leases().release(lease));
            return new Attempted.FailedElsewhere(elsewhere.get());
        }
        acquired.previous().filter(previous -> !recorder.isOwn(previous)).ifPresent(previous -> {
            Orphans.end(session, previous);
            if (!acquired.progress().isFresh()) {
                recorder.noteDeath(session, step, previous);
            }
        });
        Attempted attempted = run(session, step, acquired);
        if (attempted instanceof Attempted.Lost) {
            abandon(lease);
        }
        return attempted;
    }

    @SuppressWarnings("try") // the heart beats on its own
    private Attempted run(Session session, PreparedStep step, LeaseAttempt.Acquired acquired) {
        Heartbeat heartbeat = new Heartbeat(recorder.leases(), acquired.lease(), session, listener);
        try (Sideline.Ongoing beating = heartbeat.start(sideline)) {
            LeasedWork work = new LeasedWork.Application(recorder, step);
            return new LeasedScript(session, work, acquired, settings, listener, cancellation, watch, heartbeat).run();
        }
    }

    private void abandon(Lease lease) {
        abandon(connections, recorder.leases(), lease);
    }

    /** The next run need not wait for the lease of a connection that is gone. */
    static void abandon(Connections connections, Leases leases, Lease lease) {
        try (Session another = connections.another()) {
            another.execute(leases.abandon(lease));
        } catch (PawlException e) {
            LOG.debug("The lease stays until it expires", e);
        }
    }

    @Override
    public Problem giveUp(Session session, PreparedStep step, Problem problem, Duration elapsed) {
        LeaseAttempt answer = recorder.takeLease(session, step, settings.leaseTime(), Optional.empty());
        Problem told = recorder.recordFailure(session, step, problem, elapsed);
        if (answer instanceof LeaseAttempt.Acquired acquired) {
            session.execute(recorder.leases().release(acquired.lease()));
        }
        return told;
    }
}
