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
import dev.pawl.postgres.SqlState;
import dev.pawl.record.Attribution;
import dev.pawl.record.Elapsed;
import dev.pawl.record.HistoryTable;
import dev.pawl.record.LostClaim;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Takes one migration back with its down script (spec R9): row out, script, record, in one transaction. A down script that
 * cannot run in one runs first; its row goes when it is done.
 */
public final class Reverter {

    private final Session session;
    private final HistoryTable table;
    private final Attribution by;
    private final RunSettings settings;
    private final RunListener listener;

    /** A reverter that works in one session. */
    public Reverter(Session session, HistoryTable table, Attribution by, RunSettings settings, RunListener listener) {
        this.session = session;
        this.table = table;
        this.by = by;
        this.settings = settings;
        this.listener = listener;
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
        long start = System.nanoTime();
        boolean isTransactional = down.mode() == TransactionMode.TRANSACTIONAL;
        try {
            if (isTransactional) {
                session.send(opening(down) + table.claimRemoval(entry) + ";\nSET LOCAL lock_timeout = '"
                        + settings.lockTimeout().value().toMillis() + "ms'");
            }
            sendScript(migration, down);
            String removal = isTransactional ? "" : "BEGIN;\n" + table.claimRemoval(entry) + ";\n";
            session.send("RESET SESSION AUTHORIZATION;\nRESET ROLE;\n" + removal
                    + table.completeRemoval(entry, by, elapsed(start)) + ";\nCOMMIT");
        } catch (StatementFailure e) {
            throw failed(migration, entry, StatementProblems.of(migration, e, left(isTransactional)), e.error(), start);
        } catch (SQLException e) {
            throw refused(migration, entry, e, start);
        }
        Duration duration = Duration.ofNanos(System.nanoTime() - start);
        listener.on(new RunEvent.MigrationReverted(migration, duration));
        return duration;
    }

    private static String opening(PreparedScript down) {
        return "BEGIN" + down.transactionModes().map(modes -> " " + modes).orElse("")
                + ";\nSET LOCAL lock_timeout = '2s';\n";
    }

    private void sendScript(Migration migration, PreparedScript down) throws StatementFailure {
        ScriptSender sender = new ScriptSender(session, listener, migration, down.statementCount());
        try (StatementSequence statements = down.open()) {
            sender.sendAll(statements);
        }
    }

    private static String left(boolean isTransactional) {
        return isTransactional
                ? "Nothing was reverted."
                : "The statements before it were reverted, and the migration still counts as applied.";
    }

    private PawlException refused(Migration migration, HistoryEntry entry, SQLException e, long start) {
        if (session.isBroken()) {
            return DatabaseProblems.exception(e, session.spec().orElse(null));
        }
        if (LostClaim.refusal(e).isPresent() || SqlState.is(e, SqlState.LOCK_NOT_AVAILABLE)) {
            session.execute("ROLLBACK");
            return PawlException.of(
                    Problem.of(
                            ErrorCode.RUNNER_BUSY,
                            "Migration " + migration.filename()
                                    + " is being changed by another runner, or was reverted.",
                            "Look at `pawl status`, then try again."),
                    e);
        }
        Problem problem = DatabaseProblems.of(e, session.spec().orElse(null));
        return failed(migration, entry, problem, e, start);
    }

    private PawlException failed(Migration migration, HistoryEntry entry, Problem problem, SQLException e, long start) {
        listener.on(new RunEvent.MigrationFailed(migration, problem));
        if (!session.isBroken()) {
            session.execute("ROLLBACK");
            session.drainWarnings();
            session.execute("BEGIN;\n" + table.removalFailure(entry, by, Recorder.errorOf(problem), elapsed(start))
                    + ";\nCOMMIT");
        }
        return PawlException.of(problem, e);
    }

    private static Elapsed elapsed(long start) {
        return new Elapsed.Milliseconds((System.nanoTime() - start) / 1_000_000);
    }
}
