package dev.pawl.run;

import dev.pawl.migration.Statement;
import dev.pawl.postgres.Session;
import java.sql.SQLException;

/** A session that is the same for every statement, and keeps what the script sets. It is wiped in the end. */
final class LastingSession implements ScriptSession {

    private final Session session;
    private final SessionLimits limits;
    private final ScriptSender sender;

    LastingSession(Session session, SessionLimits limits, ScriptSender sender) {
        this.session = session;
        this.limits = limits;
        this.sender = sender;
    }

    @Override
    public BlockerWatch.Watched begin() throws SQLException {
        sender.traces().afterSetting();
        return new BlockerWatch.Watched.Backend(sender.traces().begin(session, "", limits.lasting()));
    }

    @Override
    public boolean isToBeSet(Statement statement) {
        return false; // it is run as others are, and stays
    }

    @Override
    public void set(Statement statement, int index) throws StatementFailure {
        sender.send(statement, index);
        limits.after(statement);
    }

    @Override
    public void setAgain(Statement statement, int index) throws StatementFailure {
        set(statement, index); // the session that it was made for is gone
    }

    @Override
    public void open(String fence) throws SQLException {
        session.send("BEGIN;\n" + limits.inTransaction() + (limits.isOwnRole() ? fence : ""));
    }

    @Override
    public void openedByScript(Statement begin) throws SQLException {
        session.send(limits.inTransaction());
    }

    @Override
    public void after(Statement statement) {
        limits.after(statement);
    }

    @Override
    public String alone(Statement statement) {
        return limits.alone(statement);
    }

    @Override
    public void sendAlone(Statement statement) throws StatementFailure {
        sender.sendAnnounced(statement);
    }

    @Override
    public boolean isOwnRole() {
        return limits.isOwnRole();
    }

    @Override
    public String ownRole() {
        return limits.ownRole();
    }

    @Override
    public String closing() {
        return "";
    }

    @Override
    public void committed() {
        // What it made of the session stays.
    }

    @Override
    public void rolledBackByScript() {
        // The server has put back what the script had set.
    }

    @Override
    public void rollback() {
        Recorder.rollback(session);
    }

    @Override
    public SessionTraces remaining() {
        return sender.traces();
    }
}
