package dev.pawl.run;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.postgres.Session;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Lets another thread (a signal handler) end a run: the running statement is cancelled on the server, its transaction is
 * rolled back, and the attempt is recorded. Safe for use by several threads.
 */
public final class Cancellation {

    private final CountDownLatch requested = new CountDownLatch(1);
    private final AtomicReference<@Nullable Session> working = new AtomicReference<>();

    /** A cancellation that nobody has requested yet. */
    public Cancellation() {}

    /** Asks the run to end; returns at once. */
    public void request() {
        requested.countDown();
        again();
    }

    /** Repeats what was requested: the first time may have come between two statements. */
    void again() {
        Session session = working.get();
        if (isRequested() && session != null) {
            session.cancel();
        }
    }

    /** Whether the run was asked to end. */
    public boolean isRequested() {
        return requested.getCount() == 0;
    }

    /**
     * Lets time pass, unless the run is asked to end meanwhile.
     *
     * @throws PawlException INTERRUPTED
     */
    public void pause(Duration duration) throws InterruptedException {
        if (requested.await(duration.toMillis(), TimeUnit.MILLISECONDS)) {
            throw PawlException.of(interrupted("The run was interrupted while it waited."));
        }
    }

    /** Says which session works for the run from now on; null when none does. */
    void workingOn(@Nullable Session session) {
        working.set(session);
    }

    /**
     * Ends the run here if it was asked to.
     *
     * @throws PawlException INTERRUPTED
     */
    void check() {
        if (isRequested()) {
            throw PawlException.of(interrupted("The run was interrupted between two migrations."));
        }
    }

    static Problem interrupted(String message) {
        return Problem.of(
                ErrorCode.INTERRUPTED,
                message,
                "Run `pawl migrate` again; it goes on with the first pending migration.");
    }
}
