package dev.pawl.run;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.Problem;
import dev.pawl.migration.Migration;
import dev.pawl.migration.Script;
import dev.pawl.migration.SourcePosition;
import dev.pawl.plan.PreparedStep;
import dev.pawl.postgres.Session;
import dev.pawl.record.LeaseAttempt;
import dev.pawl.record.StoredLease;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Why a script that runs in a transaction could not have its migration: another release of it runs outside one, or did and
 * was broken off.
 *
 * @param whom is to be waited for, in the words of a message
 * @param halfDone what keeps it from being run at all
 */
record LeaseInTheWay(Optional<String> whom, Optional<Problem> halfDone) {

    private static final LeaseInTheWay NONE = new LeaseInTheWay(Optional.empty(), Optional.empty());

    /**
     * Looks whether there is a lease; takes it away if nothing was begun under it. A lock timeout may come from it, too: its
     * holder has the row while a statement shares a transaction with it.
     */
    static LeaseInTheWay of(Session session, Recorder recorder, PreparedStep step, SQLException error) {
        Migration migration = step.migration();
        Optional<StoredLease> found = recorder.leases().find(session, migration);
        if (found.isEmpty()) {
            return NONE;
        }
        StoredLease lease = found.get();
        if (recorder.isLostToLease(error)
                && lease.isExpired()
                && !lease.progress().isFresh()) {
            Problem halfDone = halfDone(migration, migration.up(), lease.progress(), FailureAdvice.FOR_MIGRATE);
            return new LeaseInTheWay(Optional.empty(), Optional.of(halfDone));
        }
        if (lease.isExpired()) {
            session.execute(recorder.leases().dropUnused(migration));
        }
        return new LeaseInTheWay(Optional.of(words(lease.holder())), Optional.empty());
    }

    /** A script that is to run in a transaction, and was begun outside one. */
    static Problem halfDone(Migration migration, Script source, LeaseAttempt.Progress progress, FailureAdvice advice) {
        SourcePosition start = SourcePosition.startOf(source.content().location());
        return Problem.at(
                start,
                ErrorCode.MIGRATION_IN_DOUBT,
                advice.subject(migration) + " (" + start.file()
                        + ") runs in a transaction now, and was begun outside one"
                        + " before, with another text of the file: " + words(progress) + ".",
                "Restore that text and run `" + advice.command() + "` again, to go on where it stopped; or take back by"
                        + " hand what was done and say " + advice.markUndone(migration)
                        + "; or finish by hand and say " + advice.markDone(migration) + ".");
    }

    private static String words(LeaseAttempt.Progress progress) {
        String done = switch (progress.finished()) {
            case 0 -> "";
            case 1 -> "statement 1 was done";
            default -> "statements 1 to " + progress.finished() + " were done";
        };
        if (progress.inDoubt().isEmpty()) {
            return done;
        }
        return done + (done.isEmpty() ? "" : ", ") + "statement "
                + progress.inDoubt().getAsInt() + " was in doubt";
    }

    /** A holder of a lease, in the words of a message. */
    static String words(LeaseAttempt.Holder holder) {
        return holder.process() + ", last heard of " + holder.heartbeatAge().toSeconds() + " s ago";
    }
}
