package dev.pawl.run;

import dev.pawl.migration.Statement;
import dev.pawl.postgres.Session;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Set;

/**
 * A session of a pooler's, which is ours for one transaction only. What the script sets is said again in the transaction of
 * each statement, and wiped before it is committed: nothing relies on what a session keeps, and nothing is left in one.
 * {@link PooledScript} has refused the scripts for which that is not enough.
 */
final class PooledSession implements ScriptSession {

    private static final Set<String> ROLES = Set.of("role", "session authorization");

    private final Session session;
    private final SessionLimits limits;
    private final ScriptSender sender;
    private CarriedSettings carried = new CarriedSettings();
    private CarriedSettings beforeScripts = carried;
    private Transaction transaction = Transaction.NONE;

    private enum Transaction {
        NONE,
        OPEN
    }

    PooledSession(Session session, SessionLimits limits, ScriptSender sender) {
        this.session = session;
        this.limits = limits;
        this.sender = sender;
    }

    @Override
    public BlockerWatch.Watched begin() throws SQLException {
        sender.traces().begin(session, "", "");
        return new BlockerWatch.Watched.Namesake();
    }

    @Override
    public boolean isToBeSet(Statement statement) {
        return CarriedSettings.isSetting(statement);
    }

    /** Tries it out, so that what is wrong with it is told here, and takes it along. */
    @Override
    public void set(Statement statement, int index) throws StatementFailure, SQLException {
        if (transaction == Transaction.OPEN) {
            sender.send(statement, index);
        } else if (!CarriedSettings.isDiscardAll(statement)) {
            open("");
            sender.send(statement, index);
            rollback();
        }
        if (CarriedSettings.isSetting(statement)) {
            carried.take(statement);
        }
    }

    @Override
    public void setAgain(Statement statement, int index) {
        carried.take(statement);
    }

    @Override
    public void open(String fence) throws SQLException {
        sender.traces().begin(session, "BEGIN", fence + (fence.isEmpty() ? "" : ";\n") + opening());
        transaction = Transaction.OPEN;
    }

    @Override
    public void openedByScript(Statement begin) throws SQLException {
        beforeScripts = carried.copy();
        transaction = Transaction.OPEN;
        if (SqlWords.of(begin.sql()).stream().anyMatch("isolation"::equalsIgnoreCase)) {
            sender.traces().goOn(session, opening()); // to look would take its snapshot; the last look has to do
        } else {
            sender.traces().begin(session, "", opening());
        }
    }

    private String opening() {
        return limits.inTransactionOfPooled() + carried.sql();
    }

    @Override
    public void after(Statement statement) {
        // What it changed ends with its transaction.
    }

    @Override
    public String alone(Statement statement) {
        return ""; // a setting would not be sure to reach it, and would stay
    }

    @Override
    public void sendAlone(Statement statement) throws StatementFailure {
        if (OwnCommits.arePossibleIn(statement.sql())) {
            sender.sendAnnounced(statement, SessionTraces.WIPE_UNSEEN);
        } else {
            sender.sendAnnounced(statement);
        }
    }

    @Override
    public boolean isOwnRole() {
        return transaction == Transaction.NONE || Collections.disjoint(carried.inForce(), ROLES);
    }

    @Override
    public String ownRole() {
        return isOwnRole() ? "" : SessionLimits.OWN_ROLE;
    }

    @Override
    public String closing() throws SQLException {
        sender.traces().findPrepared(session);
        return sender.traces().wipe();
    }

    @Override
    public void committed() {
        transaction = Transaction.NONE;
    }

    @Override
    public void rolledBackByScript() {
        transaction = Transaction.NONE;
        carried = beforeScripts;
    }

    @Override
    public void rollback() {
        Recorder.rollback(session, transaction == Transaction.OPEN ? sender.traces() : SessionTraces.none());
        transaction = Transaction.NONE;
    }

    @Override
    public SessionTraces remaining() {
        return SessionTraces.none(); // it is done already
    }
}
