package dev.pawl.run;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.event.RunEvent;
import dev.pawl.event.RunListener;
import dev.pawl.migration.Migration;
import dev.pawl.postgres.DatabaseProblems;
import dev.pawl.postgres.Session;
import dev.pawl.record.Lease;
import dev.pawl.record.Leases;
import dev.pawl.record.LostClaim;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews a lease from the sideline while its script runs. Where that does not work (a pool of one, a role with one
 * connection), it is said before others may take the lease over.
 */
final class Heartbeat {

    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

    private final Leases leases;
    private final Lease lease;
    private final Session working;
    private final RunListener listener;
    private volatile long renewedAt = System.nanoTime();
    private Telling telling = Telling.DUE; // touched by the sideline's thread only
    private Life life = Life.BEATING; // guarded by this

    private enum Life {
        BEATING,
        OVER
    }

    private enum Telling {
        DUE,
        DONE
    }

    /**
     * A heartbeat.
     *
     * @param working the session that is cancelled if the lease is lost
     */
    Heartbeat(Leases leases, Lease lease, Session working, RunListener listener) {
        this.leases = leases;
        this.lease = lease;
        this.working = working;
        this.listener = listener;
    }

    /** Beats three times within the lease's time, until the result is closed. */
    Sideline.Ongoing start(Sideline sideline) {
        Duration third = lease.timeToLive().dividedBy(3);
        Sideline.Ongoing beating = sideline.every(third, third, this::beat, this::missed);
        return () -> {
            beating.close();
            end();
        };
    }

    /** The lease is given back: a beat that is still under way will not find it, and that means nothing. */
    synchronized void end() {
        life = Life.OVER;
    }

    /** The session that works has renewed the lease itself. */
    void renewed() {
        renewedAt = System.nanoTime();
    }

    /** If the lease is lost (this process slept for too long), the running statement is cancelled. */
    void beat(Supplier<Session> sessions) {
        Session side = sessions.get();
        try {
            side.send(leases.heartbeat(lease, lease.timeToLive()));
            renewed();
        } catch (SQLException e) {
            if (LostClaim.refusal(e).isEmpty()) {
                throw DatabaseProblems.exception(e, side.spec().orElse(null));
            }
            lost();
        }
    }

    private synchronized void lost() {
        if (life == Life.BEATING) {
            LOG.warn("The lease was taken over; the running statement is cancelled");
            working.cancel();
        }
    }

    private void missed(RuntimeException e) {
        Duration silence = Duration.ofNanos(System.nanoTime() - renewedAt);
        boolean isLong = silence.compareTo(lease.timeToLive().dividedBy(2)) > 0;
        boolean isDangerous = lease.owner().line() == Lease.Line.DIRECT; // else others see that it is at work
        if (isDangerous && isLong && telling == Telling.DUE && e instanceof PawlException why) {
            telling = Telling.DONE;
            listener.on(new RunEvent.Warned(unrenewed(silence, why.problem().message())));
        }
    }

    private Problem unrenewed(Duration silence, String why) {
        Migration migration = lease.migration();
        return Problem.of(
                ErrorCode.LEASE_UNRENEWED,
                "The lease of migration " + migration.filename() + " has not been renewed for " + silence.toSeconds()
                        + " s: " + why,
                "Start no other runner until this one is done: after "
                        + lease.timeToLive().toSeconds()
                        + " s it would take this one for dead and end its session. Allow the role and its pool a second"
                        + " connection.");
    }
}
