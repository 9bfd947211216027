package dev.pawl.run;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.event.RunEvent;
import dev.pawl.event.RunListener;
import dev.pawl.migration.Migration;
import dev.pawl.migration.Statement;
import dev.pawl.migration.StatementSequence;
import dev.pawl.plan.PreparedStep;
import dev.pawl.postgres.Session;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.util.PSQLWarning;
import org.postgresql.util.ServerErrorMessage;

/** Sends the statements of a script to the server, and passes on what it says meanwhile. */
final class ScriptSender {

    private final Session session;
    private final RunListener listener;
    private final Migration migration;
    private final int total;
    private final Cancellation cancellation;
    private final List<String> notices = new ArrayList<>();
    private final SessionTraces traces;
    private long begunAt;

    ScriptSender(Session session, RunListener listener, PreparedStep step, Cancellation cancellation) {
        this(session, listener, step.migration(), step.script().statementCount(), cancellation);
    }

    ScriptSender(Session session, RunListener listener, Migration migration, int total, Cancellation cancellation) {
        this(session, listener, migration, total, cancellation, new SessionTraces(session));
    }

    /** One of several in a transaction, in which all their traces are looked at together. */
    ScriptSender(
            Session session, RunListener listener, PreparedStep step, Cancellation cancellation, SessionTraces traces) {
        this(session, listener, step.migration(), step.script().statementCount(), cancellation, traces);
    }

    private ScriptSender(
            Session session,
            RunListener listener,
            Migration migration,
            int total,
            Cancellation cancellation,
            SessionTraces traces) {
        this.session = session;
        this.listener = listener;
        this.migration = migration;
        this.total = total;
        this.cancellation = cancellation;
        this.traces = traces;
    }

    /** Sends all statements in the transaction that is open, without waiting for each answer where that can be. */
    void sendAll(StatementSequence statements) throws StatementFailure {
        StatementPipeline pipeline = new StatementPipeline(session, this);
        int index = 1;
        for (Statement statement = statements.next(); statement != null; statement = statements.next()) {
            if (pipeline.takes(statement)) {
                pipeline.add(statement, index);
            } else {
                pipeline.flush();
                send(statement, index);
            }
            index++;
        }
        pipeline.flush();
    }

    /**
     * Sends one statement and reads all that comes back.
     *
     * @param index its place in the script, from 1
     * @throws dev.pawl.error.PawlException INTERRUPTED if the run was asked to end; the statement is not sent then
     */
    void send(Statement statement, int index) throws StatementFailure {
        announce(statement, index);
        sendAnnounced(statement);
    }

    /**
     * Says that a statement is about to be sent.
     *
     * @throws dev.pawl.error.PawlException INTERRUPTED if the run was asked to end
     */
    void announce(Statement statement, int index) {
        cancellation.check();
        begun(statement, index);
    }

    /** Takes note that the server has come to a statement. */
    void begun(Statement statement, int index) {
        begunAt = System.nanoTime();
        listener.on(new RunEvent.StatementStarted(migration, statement.position(), statement.sql(), index, total));
    }

    /** Takes note that a statement is done. */
    void finished(Statement statement) {
        traces.after(statement);
        listener.on(new RunEvent.StatementFinished(
                migration, statement.position(), Duration.ofNanos(System.nanoTime() - begunAt)));
    }

    /** Takes note that a statement failed. */
    void failed(Statement statement) {
        traces.after(statement);
    }

    /** Sends one statement that was {@linkplain #announce announced}, and reads all that comes back. */
    void sendAnnounced(Statement statement) throws StatementFailure {
        sendAnnounced(statement, List.of());
    }

    /**
     * As {@link #sendAnnounced(Statement)}.
     *
     * @param wiping statements that follow on its heels, into the same session as far as a pooler can be relied on
     */
    void sendAnnounced(Statement statement, List<String> wiping) throws StatementFailure {
        try {
            if (statement instanceof Statement.CopyData copy) {
                copy(copy);
            } else if (wiping.isEmpty()) {
                session.send(statement.sql());
            } else {
                session.sendFollowed(statement.sql(), wiping);
            }
        } catch (SQLException e) {
            failed(statement);
            throw new StatementFailure(statement, e);
        } finally {
            session.drainWarnings().forEach(this::passOn);
        }
        finished(statement);
    }

    private void copy(Statement.CopyData copy) throws SQLException {
        try {
            session.copyIn(copy.sql(), copy.data());
        } catch (IOException e) {
            throw PawlException.of(
                    Problem.at(
                            copy.position(),
                            ErrorCode.FILE_UNREADABLE,
                            "The data of this COPY cannot be read: " + e.getMessage() + ".",
                            "Make the file readable and run `pawl migrate` again."),
                    e);
        }
    }

    /** What the statements may have left in the session. */
    SessionTraces traces() {
        return traces;
    }

    /** What the server said since the beginning, in order. */
    List<String> notices() {
        return notices;
    }

    /** Passes on what the server said. */
    void passOn(SQLWarning warning) {
        String message = String.valueOf(warning.getMessage());
        notices.add(message);
        listener.on(new RunEvent.Noticed(migration, severityOf(warning), message));
    }

    private static String severityOf(SQLWarning warning) {
        ServerErrorMessage message = warning instanceof PSQLWarning said ? said.getServerErrorMessage() : null;
        String severity = message == null ? null : message.getSeverity();
        return severity == null ? "NOTICE" : severity;
    }
}
