package dev.pawl.report;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Who is at work on a database, and who is in the way (spec R11).
 *
 * @param runners sessions of runs, the oldest first
 * @param leases of migrations that run, or ran, outside a transaction
 * @param blockers sessions of others that keep a runner from going on
 * @param notes what could not be seen, and what would let it be seen
 */
public record SessionsReport(List<Runner> runners, List<Lease> leases, List<Blocker> blockers, List<String> notes) {

    /** Copies the lists. */
    public SessionsReport {
        runners = List.copyOf(runners);
        leases = List.copyOf(leases);
        blockers = List.copyOf(blockers);
        notes = List.copyOf(notes);
    }

    /** Whether nobody is at work, and nothing is left of anybody. */
    public boolean isEmpty() {
        return runners.isEmpty() && leases.isEmpty() && blockers.isEmpty();
    }

    /**
     * A session of a run. A run has one that works, and at times one beside it for its heartbeats.
     *
     * @param session what it is and does
     * @param run the id of its run
     * @param actor who runs it, as the session's name has room for it
     * @param process who runs it and in which process, where a lease tells
     * @param migration the file that it is at, where the session's name or a lease tells
     */
    public record Runner(
            LiveSession session,
            String run,
            Optional<String> actor,
            Optional<String> process,
            Optional<String> migration) {}

    /**
     * A session that a runner waits for, or that somebody waits for whom a runner waits for.
     *
     * @param session what it is and does
     * @param blocks who waits for it
     */
    public record Blocker(LiveSession session, List<Blocked> blocks) {
        /** Copies the list. */
        public Blocker {
            blocks = List.copyOf(blocks);
        }
    }

    /**
     * One who waits.
     *
     * @param pid its process
     * @param lock what kind of lock it waits for: {@code relation}, {@code transactionid}, {@code virtualxid} …
     * @param relation the table or index, with its schema; empty for other locks
     * @param wanted the mode that it waits for
     * @param held the modes in which the blocker has it; none where that one only waits ahead
     */
    public record Blocked(
            int pid, Optional<String> lock, Optional<String> relation, Optional<String> wanted, List<String> held) {
        /** Copies the list. */
        public Blocked {
            held = List.copyOf(held);
        }
    }

    /**
     * The right to run a migration outside a transaction, and how far that is.
     *
     * @param version what the history calls the migration
     * @param name its description, in pawl's own shape of the history
     * @param filename the file, where it is at hand
     * @param state what is to be thought of it
     * @param run the id of the run that has it; empty where it was given up
     * @param process who runs it, and in which process
     * @param heartbeatAge since the runner last said that it lives
     * @param expiresIn until others may take it over; negative where they may by now
     * @param finished how many statements are done
     * @param running the statement that was begun last, and of which nobody has noted yet how it ended
     * @param statements how many there are, where the file is at hand and still the one that runs
     * @param pids sessions of its run
     */
    public record Lease(
            String version,
            String name,
            Optional<String> filename,
            State state,
            Optional<String> run,
            String process,
            Duration heartbeatAge,
            Duration expiresIn,
            int finished,
            Optional<Integer> running,
            Optional<Integer> statements,
            List<Integer> pids) {

        /** Copies the list. */
        public Lease {
            pids = List.copyOf(pids);
        }

        /** The migration as people know it. */
        public String migration() {
            return filename.orElseGet(() -> (version + " " + name).strip());
        }

        /** What is to be thought of a lease. */
        public enum State {
            /** Its run is at work. */
            HELD,
            /** No session of its run is there any more; others may take it over when it expires. */
            ORPHANED,
            /** It has expired; the next run takes it over, and first ends what is left of the old one. */
            EXPIRED,
            /** It was given up in good order; it keeps what is done for the next run. */
            RELEASED
        }
    }
}
