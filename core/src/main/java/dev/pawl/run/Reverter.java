package dev.pawl.run;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.event.RunEvent;
import dev.pawl.event.RunListener;
import dev.pawl.history.HistoryEntry;
import dev.pawl.migration.Migration;
import dev.pawl.migration.PreparedScript;
import dev.pawl.migration.StatementSequence;
import dev.pawl.migration.TransactionMode;
import dev.pawl.postgres.DatabaseProblems;
import dev.pawl.postgres.Session;
import dev.pawl.record.Attribution;
import dev.pawl.record.Elapsed;
import dev.pawl.record.HistoryTable;
import dev.pawl.record.LostClaim;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Takes one migration back with its down script (spec R9): row out, script, record, in one transaction. While a down script
 * runs that cannot share one, a second session holds the row, so that nobody else runs the script; the row goes when it is
 * done. That session is idle and has no snapshot, so nothing that works concurrently waits for it.
 */
public final class Reverter {

    private static final String OWN_ROLE = "RESET SESSION AUTHORIZATION;\nRESET ROLE;\n";

    private final Connections connections;
    private final Session session;
    private final HistoryTable table;
    private final Attribution by;
    private final RunSettings settings;
    private final RunListener listener;
    private final Cancellation cancellation;

    /** A reverter that works in the current session, and beside it where it must. */
    public Reverter(
            Connections connections,
            HistoryTable table,
            Attribution by,
            RunSettings settings,
            RunListener listener,
            Cancellation cancellation) {
        this.connections = connections;
        this.session = connections.current();
        this.table = table;
        this.by = by;
        this.settings = settings;
        this.listener = listener;
        this.cancellation = cancellation;
    }

    /**
     * Reverts a migration.
     *
     * @param entry its row
     * @param down its down script
     * @return how long it took
     * @throws PawlException of the migration or database family; nothing is changed then, but by a script outside a
     *     transaction
     */
    public Duration revert(Migration migration, HistoryEntry entry, PreparedScript down) {
        cancellation.check();
        cancellation.workingOn(session);
        try {
            return new Attempt(migration, entry, down).run();
        } finally {
            cancellation.workingOn(null);
        }
    }

    /** One attempt at one migration. */
    private final class Attempt {
        private final Migration migration;
        private final HistoryEntry entry;
        private final PreparedScript down;
        private final ScriptSender sender;
        private final long start = System.nanoTime();

        Attempt(Migration migration, HistoryEntry entry, PreparedScript down) {
            this.migration = migration;
            this.entry = entry;
            this.down = down;
            this.sender = new ScriptSender(session, listener, migration, down.statementCount(), cancellation);
        }

        Duration run() {
            try {
                if (isTransactional()) {
                    runInTransaction();
                } else {
                    runBesideClaim();
                }
            } catch (StatementFailure e) {
                throw failed(problemOf(e), e.error());
            } catch (SQLException e) {
                throw refused(e);
            } catch (PawlException e) {
                throw failed(e.problem(), e);
            }
            session.drainWarnings();
            Duration duration = Duration.ofNanos(System.nanoTime() - start);
            listener.on(new RunEvent.MigrationReverted(migration, duration));
            return duration;
        }

        private void runInTransaction() throws StatementFailure, SQLException {
            session.send(opening());
            sendScript();
            session.send("SET CONSTRAINTS ALL IMMEDIATE;\n" + OWN_ROLE + table.completeRemoval(entry, by, elapsed())
                    + ";\n" + sender.traces().wipe() + "COMMIT");
        }

        private void runBesideClaim() throws StatementFailure, SQLException {
            try (Session claim = connections.another()) {
                claim.send("BEGIN;\n" + TransactionSettings.claim(settings) + table.claimRemoval(entry)
                        + ";\nSET LOCAL idle_in_transaction_session_timeout = 0");
                sendScript();
                session.send(OWN_ROLE + sender.traces().wipe());
                claim.send(table.completeRemoval(entry, by, elapsed()) + ";\nCOMMIT");
            }
        }

        private void sendScript() throws StatementFailure {
            try (StatementSequence statements = down.open()) {
                sender.sendAll(statements);
            }
        }

        private boolean isTransactional() {
            return down.mode() == TransactionMode.TRANSACTIONAL;
        }

        private String opening() {
            return "BEGIN" + down.transactionModes().map(modes -> " " + modes).orElse("") + ";\n"
                    + TransactionSettings.claim(settings) + table.claimRemoval(entry) + ";\n"
                    + TransactionSettings.of(migration, settings);
        }

        private String left() {
            return isTransactional()
                    ? "Nothing was reverted."
                    : "The statements before it were reverted, and the migration still counts as applied.";
        }

        private Problem problemOf(StatementFailure e) {
            FailureAdvice advice = FailureAdvice.FOR_ROLLBACK;
            Problem problem = StatementProblems.of(migration, e, left(), advice);
            return Passing.is(e.error()) ? Passing.problem(problem, left(), advice) : problem;
        }

        private PawlException refused(SQLException e) {
            if (session.isBroken()) {
                return DatabaseProblems.exception(e, session.spec().orElse(null));
            }
            if (LostClaim.refusal(e).isPresent() || Passing.is(e)) {
                Recorder.rollback(session);
                return PawlException.of(busy(), e);
            }
            return failed(DatabaseProblems.of(e, session.spec().orElse(null)), e);
        }

        private Problem busy() {
            return Problem.of(
                    ErrorCode.RUNNER_BUSY,
                    "Migration " + migration.filename() + " is being changed by another runner, or was reverted.",
                    "Look at `pawl status`, then try again.");
        }

        private PawlException failed(Problem found, Exception cause) {
            if (session.isBroken() && cause instanceof SQLException error) {
                return DatabaseProblems.exception(error, session.spec().orElse(null));
            }
            Problem problem = cancellation.isRequested()
                    ? Cancellation.interrupted("The rollback of " + migration.version() + " was interrupted. " + left())
                    : found;
            cancellation.workingOn(null); // what is recorded now is not to be cancelled
            listener.on(new RunEvent.MigrationFailed(migration, problem));
            Recorder.rollback(session);
            String record = table.removalFailure(entry, by, Recorder.errorOf(problem), elapsed()) + ";\n"
                    + sender.traces().wipe();
            return PawlException.of(Recorder.recordIn(session, problem, record), cause);
        }

        private Elapsed elapsed() {
            return new Elapsed.Milliseconds((System.nanoTime() - start) / 1_000_000);
        }
    }
}
