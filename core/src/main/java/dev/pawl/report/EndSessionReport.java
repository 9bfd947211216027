package dev.pawl.report;

import java.util.Optional;

/**
 * What became of a session, or of a lease, that was to be ended.
 *
 * @param outcome what was done
 * @param session the session, as it was before; empty where there was none any more
 * @param lease the lease, as it was before; empty where a session was to be ended, or there was none any more
 */
public record EndSessionReport(Outcome outcome, Optional<LiveSession> session, Optional<SessionsReport.Lease> lease) {

    /** What was done. */
    public enum Outcome {
        /** Its statement was cancelled and its transaction is over; that was enough. */
        CANCELLED,
        /** The session was ended. */
        TERMINATED,
        /** The lease was given up; the next run need not wait for it to expire. */
        RELEASED,
        /** There was nothing to end any more. */
        GONE
    }
}
