package dev.pawl.run;

import dev.pawl.record.Lease;
import dev.pawl.record.LeaseAttempt;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How long the holder of an expired lease has said nothing while this runner was heard. Behind a pooler a holder may have
 * to wait its turn, to say that it has finished; who asked before it must not take its lease for that.
 */
final class Silence {

    /** A holder whose turn came needs no longer to say so. */
    private static final Duration LONGEST_TURN = Duration.ofSeconds(2);

    private final Duration needed;
    private LeaseAttempt.@Nullable Holder seen;
    private long since;

    Silence(Duration leaseTime) {
        this.needed = leaseTime.compareTo(LONGEST_TURN) < 0 ? leaseTime : LONGEST_TURN;
    }

    /** The holder, if it has been silent for long enough. */
    Optional<LeaseAttempt.Holder> longEnough() {
        boolean isOver = Duration.ofNanos(System.nanoTime() - since).compareTo(needed) >= 0;
        return isOver ? Optional.ofNullable(seen) : Optional.empty();
    }

    /** Whether there is a holder that may turn out to have been silent for long enough. */
    boolean isSuspected() {
        return seen != null;
    }

    /** Takes note of who has the lease. */
    void observe(LeaseAttempt.Holder holder) {
        boolean isExpired =
                holder.line() == Lease.Line.POOLED && holder.expiresIn().compareTo(Duration.ZERO) <= 0;
        if (!isExpired) {
            seen = null;
        } else if (seen == null || !holder.isAsSilentAs(seen)) {
            seen = holder;
            since = System.nanoTime();
        }
    }
}
