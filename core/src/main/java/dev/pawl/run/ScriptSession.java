package dev.pawl.run;

import dev.pawl.migration.Migration;
import dev.pawl.migration.Statement;
import dev.pawl.postgres.Session;
import dev.pawl.postgres.Sharing;
import java.sql.SQLException;

/**
 * The server's session as a script outside a transaction needs it: with the timeouts and the rule for quotes that pawl
 * promises (spec R6), and with whatever the script itself has set.
 */
sealed interface ScriptSession permits LastingSession, PooledSession {

    /** The session of a script that is about to run. */
    static ScriptSession of(Session session, Migration migration, RunSettings settings, ScriptSender sender) {
        SessionLimits limits = new SessionLimits(migration, settings);
        return session.sharing() == Sharing.POOLED
                ? new PooledSession(session, limits, sender)
                : new LastingSession(session, limits, sender);
    }

    /** Makes the session ready; whom to watch while the script works. */
    BlockerWatch.Watched begin() throws SQLException;

    /** Whether a statement is for {@link #set}, and not to be run as others are. */
    boolean isToBeSet(Statement statement);

    /** Sets something for the statements that follow; or sends a statement of a transaction that the script has begun. */
    void set(Statement statement, int index) throws StatementFailure, SQLException;

    /** Sets something that an earlier run had set, before it ended. */
    void setAgain(Statement statement, int index) throws StatementFailure;

    /**
     * Begins the transaction of one statement.
     *
     * @param fence makes sure that the lease is ours
     */
    void open(String fence) throws SQLException;

    /**
     * Takes note of a transaction that the script itself has begun.
     *
     * @param begin how
     */
    void openedByScript(Statement begin) throws SQLException;

    /** Takes note of a statement of the script that was sent in a transaction, or by itself. */
    void after(Statement statement);

    /** For the message before a statement that has no transaction. */
    String alone(Statement statement);

    /** Sends a statement that has no transaction, and was announced. */
    void sendAlone(Statement statement) throws StatementFailure;

    /** Whether the role is still the one that the lease was taken with. */
    boolean isOwnRole();

    /** Takes the runner's own role for the rest of the transaction, or message; nothing where it has it. */
    String ownRole();

    /** Wipes what must not outlive the transaction that is about to be committed. */
    String closing() throws SQLException;

    /** Takes note that the transaction is committed. */
    void committed();

    /** Takes note that the script has rolled its own transaction back. */
    void rolledBackByScript();

    /** Ends what failed. */
    void rollback();

    /** What is left to be wiped in the end. */
    SessionTraces remaining();
}
