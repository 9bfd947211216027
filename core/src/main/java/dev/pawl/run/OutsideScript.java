package dev.pawl.run;

import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.event.RunEvent;
import dev.pawl.event.RunListener;
import dev.pawl.migration.Migration;
import dev.pawl.migration.PreparedScript;
import dev.pawl.migration.Statement;
import dev.pawl.migration.StatementKind;
import dev.pawl.migration.StatementSequence;
import dev.pawl.postgres.Session;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * A down script outside a transaction, statement by statement. One that was blocked and left nothing is tried again by
 * itself, since those before it are done and stay.
 */
final class OutsideScript {

    private final Session session;
    private final Migration migration;
    private final RunSettings settings;
    private final RunListener listener;
    private final ScriptSender sender;
    private final ScriptSession scriptSession;
    private final String fence;
    private final BlockerWatch watch;
    private final Retries.Series retries;
    private ScriptTransaction scriptTransaction = ScriptTransaction.NONE;

    /** The number of the last statement that is done, and cannot be taken back. */
    private int done;

    private enum ScriptTransaction {
        NONE,
        OPEN
    }

    /**
     * A script of a session's.
     *
     * @param fence makes sure, before each statement, that the right to run it is still ours
     */
    OutsideScript(
            Session session,
            Migration migration,
            RunSettings settings,
            RunListener listener,
            ScriptSender sender,
            BlockerWatch watch,
            Retries.Series retries,
            String fence) {
        this.session = session;
        this.migration = migration;
        this.settings = settings;
        this.listener = listener;
        this.sender = sender;
        this.scriptSession = ScriptSession.of(session, migration, settings, sender);
        this.watch = watch;
        this.retries = retries;
        this.fence = fence;
    }

    /**
     * Sends all statements.
     *
     * @throws PawlException where a statement was blocked until the budget was spent
     */
    @SuppressWarnings("try") // the watch looks on its own
    void run(PreparedScript script) throws StatementFailure, SQLException {
        try (Sideline.Ongoing watching =
                        watch.start(scriptSession.begin(), settings.lockTimeoutOf(migration), this::tellBlockers);
                StatementSequence statements = script.open()) {
            int index = 1;
            for (Statement statement = statements.next(); statement != null; statement = statements.next()) {
                send(statement, index++);
            }
        } catch (StatementFailure | SQLException e) {
            scriptSession.rollback();
            throw e;
        }
    }

    /** What was done and what was not, as a sentence: the next rollback begins anew. */
    String left() {
        if (done == 0) {
            return "Nothing was reverted.";
        }
        return (done == 1 ? "Statement 1 is" : "Statements 1 to " + done + " are")
                + " done and stay" + (done == 1 ? "s" : "")
                + ", and the migration still counts as applied. The next rollback"
                + " begins with statement 1: see to it that it can run again (IF EXISTS), or take it out.";
    }

    private void tellBlockers(List<String> blockers) {
        listener.on(new RunEvent.Blocked(migration, blockers));
    }

    /** What is left to be wiped in the end. */
    SessionTraces remaining() {
        return scriptSession.remaining();
    }

    private void send(Statement statement, int index) throws StatementFailure, SQLException {
        if (scriptTransaction == ScriptTransaction.OPEN) {
            sendInScriptTransaction(statement, index);
        } else if (statement.kind() == StatementKind.BEGIN) {
            sender.send(statement, index);
            scriptTransaction = ScriptTransaction.OPEN;
            scriptSession.openedByScript(statement);
        } else if (scriptSession.isToBeSet(statement)) {
            scriptSession.set(statement, index);
        } else if (LeasedScript.canShareTransaction(statement)) {
            sendUntilDone(statement, index);
        } else {
            sendAlone(statement, index);
        }
        if (scriptTransaction == ScriptTransaction.NONE) {
            done = index;
        }
    }

    private void sendInScriptTransaction(Statement statement, int index) throws StatementFailure, SQLException {
        boolean isEnd =
                statement.kind() == StatementKind.COMMIT || statement.kind() == StatementKind.TRANSACTION_CONTROL;
        if (!isEnd) {
            scriptSession.set(statement, index);
            return;
        }
        sendIfAny(scriptSession.closing());
        sender.send(statement, index);
        scriptTransaction = ScriptTransaction.NONE;
        if (statement.kind() == StatementKind.TRANSACTION_CONTROL) {
            scriptSession.rolledBackByScript();
        } else {
            scriptSession.committed();
        }
    }

    private void sendAlone(Statement statement, int index) throws StatementFailure, SQLException {
        sender.announce(statement, index);
        session.send(scriptSession.alone(statement) + Recorder.BEGIN + scriptSession.ownRole() + fence + ";\nCOMMIT");
        scriptSession.sendAlone(statement);
        scriptSession.after(statement);
    }

    private void sendIfAny(String sql) throws SQLException {
        if (!sql.isEmpty()) {
            session.send(sql);
        }
    }

    private void sendUntilDone(Statement statement, int index) throws StatementFailure, SQLException {
        while (true) {
            try {
                scriptSession.open(fence);
                sender.send(statement, index);
                scriptSession.after(statement);
                commit(statement);
                return;
            } catch (StatementFailure e) {
                if (!Passing.is(e.error()) || session.isBroken()) {
                    throw e;
                }
                scriptSession.rollback();
                giveWay(e);
            }
        }
    }

    private void commit(Statement statement) throws StatementFailure, SQLException {
        String closing = scriptSession.closing();
        try {
            session.send(closing + "COMMIT");
            scriptSession.committed();
        } catch (SQLException e) {
            throw new StatementFailure(statement, e); // a deferred constraint
        }
    }

    private void giveWay(StatementFailure e) {
        String left = left();
        Problem problem = StatementProblems.of(migration, e, left, FailureAdvice.FOR_ROLLBACK);
        Optional<Problem> spent =
                retries.after(migration, Attempted.Blocked.by(e.error(), problem, left, watch.seen()));
        if (spent.isPresent()) {
            throw PawlException.of(spent.get(), e.error());
        }
    }
}
