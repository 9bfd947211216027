package dev.pawl.run;

import dev.pawl.error.Problem;
import dev.pawl.event.RunListener;
import dev.pawl.plan.PreparedStep;
import dev.pawl.postgres.DatabaseProblems;
import dev.pawl.postgres.Literal;
import dev.pawl.postgres.Session;
import dev.pawl.record.Lease;
import dev.pawl.record.LeaseAttempt;
import dev.pawl.record.LostClaim;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/**
 * Runs one migration outside a transaction, statement by statement, under a lease (design, decision 2). Who finds the
 * lease taken polls with short statements, so nobody's {@code CREATE INDEX CONCURRENTLY} waits for a waiting runner.
 */
final class LeasedExecutor implements Executor {

    private final Connections connections;
    private final Recorder recorder;
    private final RunSettings settings;
    private final RunListener listener;
    private final Cancellation cancellation;

    LeasedExecutor(
            Connections connections,
            Recorder recorder,
            RunSettings settings,
            RunListener listener,
            Cancellation cancellation) {
        this.connections = connections;
        this.recorder = recorder;
        this.settings = settings;
        this.listener = listener;
        this.cancellation = cancellation;
    }

    @Override
    @SuppressWarnings("try") // the heartbeat beats on its own
    public Attempted attempt(Session session, PreparedStep step, Optional<Instant> waitingSince) {
        LeaseAttempt answer = recorder.takeLease(session, step, settings.leaseTime());
        if (!(answer instanceof LeaseAttempt.Acquired acquired)) {
            return new Attempted.Taken();
        }
        Lease lease = acquired.lease();
        Optional<Problem> elsewhere = waitingSince.flatMap(since -> recorder.failureElsewhere(session, step, since));
        if (elsewhere.isPresent()) {
            session.execute(recorder.leases().release(lease));
            return new Attempted.FailedElsewhere(elsewhere.get());
        }
        acquired.previous().ifPresent(previous -> endOrphan(session, previous));
        try (Heartbeat heartbeat = Heartbeat.start(
                connections::another, settings.leaseTime(), beating -> renew(beating, lease), session)) {
            return new LeasedScript(session, step, acquired, recorder, settings, listener, cancellation).run();
        }
    }

    private boolean renew(Session session, Lease lease) {
        try {
            session.send(recorder.leases().heartbeat(lease, settings.leaseTime()));
            return true;
        } catch (SQLException e) {
            if (LostClaim.refusal(e).isPresent()) {
                return false;
            }
            throw DatabaseProblems.exception(e, session.spec().orElse(null));
        }
    }

    /** A server process that still works for a run whose lease has expired is ended before its work is taken over. */
    private static void endOrphan(Session session, LeaseAttempt.Holder previous) {
        session.query(
                "SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity"
                        + " WHERE datname = pg_catalog.current_database() AND pid <> pg_catalog.pg_backend_pid()"
                        + " AND application_name = " + Literal.text(previous.applicationName()),
                row -> row.getBoolean(1));
    }
}
