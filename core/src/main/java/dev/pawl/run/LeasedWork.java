package dev.pawl.run;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.Problem;
import dev.pawl.history.HistoryEntry;
import dev.pawl.migration.Migration;
import dev.pawl.migration.PreparedScript;
import dev.pawl.migration.Script;
import dev.pawl.plan.PreparedStep;
import dev.pawl.postgres.Session;
import dev.pawl.record.Attribution;
import dev.pawl.record.HistoryTable;
import dev.pawl.record.Lease;
import dev.pawl.record.Leases;
import java.sql.SQLException;
import java.time.Duration;

/** What a script is run for outside a transaction: to apply its migration, or to take it back. */
sealed interface LeasedWork {

    Migration migration();

    PreparedScript script();

    /** The script as it stands in the file. */
    Script source();

    Leases leases();

    /** In whose words it is told what happened. */
    FailureAdvice advice();

    /** Records that it is done and gives the lease back, in one transaction; how long it took. */
    Duration complete(Session session, Lease lease, Duration elapsed, SessionTraces traces) throws SQLException;

    /** The record of a failure, as text for a transaction. */
    String failure(Problem problem, Duration elapsed);

    /** Whether an error of the record means that somebody else has written it. */
    boolean isRecordedElsewhere(SQLException error);

    /** What is told who lost the lease, or came too late with the record. */
    Problem lost(Duration leaseTime);

    /** To apply it. */
    record Application(Recorder recorder, PreparedStep step) implements LeasedWork {
        @Override
        public Migration migration() {
            return step.migration();
        }

        @Override
        public PreparedScript script() {
            return step.script();
        }

        @Override
        public Script source() {
            return migration().up();
        }

        @Override
        public Leases leases() {
            return recorder.leases();
        }

        @Override
        public FailureAdvice advice() {
            return FailureAdvice.FOR_MIGRATE;
        }

        @Override
        public Duration complete(Session session, Lease lease, Duration elapsed, SessionTraces traces)
                throws SQLException {
            return recorder.completeLeased(session, step, lease, elapsed, traces);
        }

        @Override
        public String failure(Problem problem, Duration elapsed) {
            return recorder.failureOf(step, problem, elapsed);
        }

        @Override
        public boolean isRecordedElsewhere(SQLException error) {
            return recorder.isRecordedElsewhere(error);
        }

        @Override
        public Problem lost(Duration leaseTime) {
            return Problem.of(
                    ErrorCode.RUNNER_BUSY,
                    "Another runner took over migration " + migration().filename()
                            + ", because this one had not been heard of for " + leaseTime.toSeconds() + " s.",
                    "Nothing to mend: `pawl sessions` shows how far the other one is.");
        }
    }

    /** To take it back, with its down script. */
    record Removal(HistoryTable table, Attribution by, Migration migration, HistoryEntry entry, PreparedScript script)
            implements LeasedWork {
        @Override
        public Script source() {
            return migration.down().orElseThrow();
        }

        @Override
        public Leases leases() {
            return new Leases(table);
        }

        @Override
        public FailureAdvice advice() {
            return FailureAdvice.FOR_ROLLBACK;
        }

        @Override
        public Duration complete(Session session, Lease lease, Duration elapsed, SessionTraces traces)
                throws SQLException {
            traces.findPrepared(session);
            session.send(Recorder.OWN_ROLE + Recorder.BEGIN + "SET LOCAL lock_timeout = '10s';\n"
                    + leases().complete(lease) + ";\n" + table.claimRemoval(entry) + ";\n"
                    + table.completeRemoval(entry, by, Recorder.millis(elapsed)) + ";\n" + traces.wipe() + "COMMIT");
            session.drainWarnings();
            return elapsed;
        }

        @Override
        public String failure(Problem problem, Duration elapsed) {
            return table.removalFailure(entry, by, Recorder.errorOf(problem), Recorder.millis(elapsed)) + ";\n";
        }

        @Override
        public boolean isRecordedElsewhere(SQLException error) {
            return false; // its row is gone then, and the record is refused
        }

        @Override
        public Problem lost(Duration leaseTime) {
            return busy(migration);
        }

        /** Another runner is at it, or was. */
        static Problem busy(Migration migration) {
            return Problem.of(
                    ErrorCode.RUNNER_BUSY,
                    "Migration " + migration.filename() + " is being changed by another runner, or was reverted.",
                    "See who it is with `pawl sessions`, and what is applied with `pawl status`, then try again.");
        }
    }
}
