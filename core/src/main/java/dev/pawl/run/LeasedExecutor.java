package dev.pawl.run;

import dev.pawl.event.RunListener;
import dev.pawl.plan.PreparedStep;
import dev.pawl.postgres.Session;
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
    public Attempted attempt(Session session, PreparedStep step, Optional<Instant> waitingSince) {
        Optional<LeaseTaken> lease = recorder.takeLease(session, step, settings.leaseTime());
        if (lease.isEmpty()) {
            return new Attempted.Taken();
        }
        Optional<Attempted> elsewhere = waitingSince
                .flatMap(since -> recorder.failureElsewhere(session, step, since))
                .map(problem -> new Attempted.FailedElsewhere(problem));
        if (elsewhere.isPresent()) {
            recorder.releaseLease(session, step);
            return elsewhere.get();
        }
        try (Heartbeat heartbeat = Heartbeat.start(
                connections::another,
                settings.leaseTime(),
                beating -> recorder.renewLease(beating, step, settings.leaseTime()),
                session)) {
            return new LeasedScript(session, step, lease.get(), recorder, settings, listener, cancellation).run();
        }
    }
}
