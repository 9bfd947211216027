package dev.pawl.record;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/** What became of asking for a lease. */
public sealed interface LeaseAttempt {

    /**
     * It is ours.
     *
     * @param progress what an earlier run has done
     * @param previous whose it was until now; a session of that run may still be at work
     */
    record Acquired(Lease lease, Progress progress, Optional<Holder> previous) implements LeaseAttempt {}

    /** Somebody else has it. */
    record Held(Holder by) implements LeaseAttempt {}

    /** There is nothing left to do. */
    record AlreadyApplied() implements LeaseAttempt {}

    /**
     * How far a migration has got.
     *
     * @param finished the number of the last finished statement, from 1; 0 for none
     * @param inDoubt the statement that was begun after it, of which nobody knows how it ended
     * @param checksum of the script that was run
     * @param digest of its finished statements, as {@link Leases#finished} was given it
     * @param inventory what was there before the statement in doubt, as {@link Leases#started} was given it
     */
    record Progress(int finished, OptionalInt inDoubt, String checksum, String digest, String inventory) {
        /**
         * As the table of leases has it.
         *
         * @param first the column of the last finished statement; the one that was begun last, checksum, digest and
         *     inventory follow it
         */
        static Progress read(ResultSet row, int first) throws SQLException {
            int finished = row.getInt(first);
            int started = row.getInt(first + 1);
            return new Progress(
                    finished,
                    started > finished ? OptionalInt.of(started) : OptionalInt.empty(),
                    row.getString(first + 2),
                    row.getString(first + 3),
                    row.getString(first + 4));
        }

        /** Whether nothing has been begun. */
        public boolean isFresh() {
            return finished == 0 && inDoubt.isEmpty();
        }
    }

    /**
     * A runner that has, or had, the lease.
     *
     * @param owner its id; empty where nothing is known of it
     * @param process in its own words
     * @param applicationName of its sessions
     * @param heartbeatAge since it last said that it lives
     * @param expiresIn until others may take over; negative if they may by now
     * @param line how it reaches the server
     * @param beat when it last said that it lives, in microseconds of the server's clock
     */
    record Holder(
            Optional<UUID> owner,
            String process,
            String applicationName,
            Duration heartbeatAge,
            Duration expiresIn,
            Lease.Line line,
            long beat) {

        /** Whether it has said nothing since it was seen like this. */
        public boolean isAsSilentAs(Holder seen) {
            return owner.equals(seen.owner) && beat == seen.beat;
        }
    }
}
