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
    private final SessionLimits limits;
    private final BlockerWatch watch;
    private final Retries.Series retries;
    private ScriptTransaction scriptTransaction = ScriptTransaction.NONE;

    private enum ScriptTransaction {
        NONE,
        OPEN
    }

    OutsideScript(
            Session session,
            Migration migration,
            RunSettings settings,
            RunListener listener,
            ScriptSender sender,
            BlockerWatch watch,
            Retries.Series retries) {
        this.session = session;
        this.migration = migration;
        this.settings = settings;
        this.listener = listener;
        this.sender = sender;
        this.limits = new SessionLimits(session, migration, settings, sender.traces());
        this.watch = watch;
        this.retries = retries;
    }

    /**
     * Sends all statements.
     *
     * @param left what was done and what was not where one is given up, as a sentence
     * @throws PawlException where a statement was blocked until the budget was spent
     */
    void run(PreparedScript script, String left) throws StatementFailure, SQLException {
        int pid = limits.begin();
        try (StatementSequence statements = script.open()) {
            int index = 1;
            for (Statement statement = statements.next(); statement != null; statement = statements.next()) {
                send(statement, index++, pid, left);
            }
        }
    }

    private void send(Statement statement, int index, int pid, String left) throws StatementFailure, SQLException {
        if (scriptTransaction == ScriptTransaction.NONE && LeasedScript.canShareTransaction(statement)) {
            sendUntilDone(statement, index, pid, left);
            return;
        }
        if (scriptTransaction == ScriptTransaction.NONE && statement.kind() != StatementKind.BEGIN) {
            session.send(limits.alone(statement));
        }
        sendWatched(statement, index, pid);
        follow(statement);
    }

    private void follow(Statement statement) throws SQLException {
        switch (statement.kind()) {
            case BEGIN -> {
                scriptTransaction = ScriptTransaction.OPEN;
                session.send(limits.inTransaction());
            }
            case COMMIT, TRANSACTION_CONTROL -> scriptTransaction = ScriptTransaction.NONE;
            default -> {}
        }
    }

    private void sendUntilDone(Statement statement, int index, int pid, String left)
            throws StatementFailure, SQLException {
        while (true) {
            try {
                session.send("BEGIN;\n" + limits.inTransaction());
                sendWatched(statement, index, pid);
                commit(statement);
                return;
            } catch (StatementFailure e) {
                if (!Passing.is(e.error()) || session.isBroken()) {
                    throw e;
                }
                Recorder.rollback(session);
                giveWay(e, left);
            }
        }
    }

    private void commit(Statement statement) throws StatementFailure {
        try {
            session.send("COMMIT");
        } catch (SQLException e) {
            throw new StatementFailure(statement, e); // a deferred constraint
        }
    }

    private void giveWay(StatementFailure e, String left) {
        Problem problem = StatementProblems.of(migration, e, left, FailureAdvice.FOR_ROLLBACK);
        Optional<Problem> spent =
                retries.after(migration, Attempted.Blocked.by(e.error(), problem, left, watch.seen()));
        if (spent.isPresent()) {
            throw PawlException.of(spent.get(), e.error());
        }
    }

    @SuppressWarnings("try") // the watch looks on its own
    private void sendWatched(Statement statement, int index, int pid) throws StatementFailure {
        try (Sideline.Ongoing watching = watch.start(
                pid,
                settings.lockTimeoutOf(migration),
                blockers -> listener.on(new RunEvent.Blocked(migration, blockers)))) {
            sender.send(statement, index);
            limits.after(statement);
        }
    }
}
