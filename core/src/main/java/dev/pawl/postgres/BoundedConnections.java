package dev.pawl.postgres;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bounded number of connections to one target, each used by one borrower after the other. To a borrower they look as if
 * they were new: whatever the one before may have left in the server's session is discarded first. A connection that is in
 * doubt is not lent again.
 *
 * <p>Connections of somebody else's data source go back to it after each use: to keep them is what it is there for.
 */
public final class BoundedConnections implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BoundedConnections.class);

    /** Whoever works needs one; those who look on beside give theirs back after a moment. */
    private static final Duration PATIENCE_TO_WORK = Duration.ofSeconds(30);

    private static final Duration PATIENCE_TO_LOOK = Duration.ofMillis(200);
    private static final Duration LONGEST_CLEANING = Duration.ofSeconds(30);
    private static final Duration FOR_EVER = Duration.ZERO;

    private final Connector source;
    private final int most;
    private final Semaphore free;
    private final Deque<Idle> idle = new ArrayDeque<>(); // guarded by this
    private Life life = Life.OPEN; // guarded by this

    private enum Life {
        OPEN,
        CLOSED
    }

    /**
     * A connection that nobody uses.
     *
     * @param session as it was opened
     * @param name what it was called last
     * @param sharing what was found out about it
     */
    private record Idle(Session session, String name, Sharing sharing) {}

    /**
     * Connections to a target; none is open yet.
     *
     * @param source opens them
     * @param most how many there may be at a time
     */
    public BoundedConnections(Connector source, int most) {
        if (most < 1) {
            throw new IllegalArgumentException("At least one connection is needed, not " + most);
        }
        this.source = source;
        this.most = most;
        this.free = new Semaphore(most, true);
    }

    /** Lends to those who work: waits for a connection to be free. Closing a session gives its connection back. */
    public Connector toWork() {
        return source.through(name -> lend(name, PATIENCE_TO_WORK));
    }

    /** Lends to those who look on beside the work, and can do without: waits for a moment only. */
    public Connector toLook() {
        return source.through(name -> lend(name, PATIENCE_TO_LOOK));
    }

    private Session lend(String name, Duration patience) {
        if (!isFree(patience)) {
            throw PawlException.of(Problem.of(
                    ErrorCode.TOO_MANY_CONNECTIONS,
                    "All " + most + " connections that this run may open are in use.",
                    "Allow it more of them with `--tenant-connections`."));
        }
        try {
            Idle kept = next();
            Session opened = kept == null ? source.as(name).open() : renewed(kept, name);
            return opened.lent(lent -> takeBack(lent, opened, name));
        } catch (RuntimeException e) {
            free.release();
            throw e;
        }
    }

    private boolean isFree(Duration patience) {
        try {
            return free.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw PawlException.of(
                    Problem.of(
                            ErrorCode.INTERRUPTED,
                            "Interrupted while waiting for a connection to be free.",
                            "Run the command again."),
                    e);
        }
    }

    private synchronized @Nullable Idle next() {
        return idle.poll();
    }

    /** Like new, or another one in its place. */
    private Session renewed(Idle kept, String name) {
        Session session = kept.session();
        try {
            session.expectAnswersWithin(LONGEST_CLEANING);
            clean(kept, name);
            session.drainWarnings();
            session.expectAnswersWithin(FOR_EVER); // how long its borrower waits is not known here
            return session;
        } catch (SQLException | PawlException e) {
            LOG.debug("A connection is not used again", e);
            session.close();
            return source.as(name).open();
        }
    }

    /** Behind a pooler there is nothing to discard: no script leaves anything in a session that is not ours. */
    private static void clean(Idle kept, String name) throws SQLException {
        String rename = "SET application_name = " + Literal.text(name);
        if (kept.sharing() == Sharing.OURS) {
            kept.session().sendFollowed("DISCARD ALL", List.of(rename));
        } else if (!kept.name().equals(name)) {
            kept.session().send(rename);
        }
    }

    private void takeBack(Session lent, Session opened, String name) {
        try {
            if (isFitForUse(lent) && keep(new Idle(opened, name, lent.sharing()))) {
                return;
            }
            opened.close();
        } finally {
            free.release();
        }
    }

    private boolean isFitForUse(Session lent) {
        if (source.spec().isEmpty() || lent.isConnectionBroken()) {
            return false;
        }
        try {
            return lent.jdbc().unwrap(BaseConnection.class).getTransactionState() == TransactionState.IDLE;
        } catch (SQLException e) {
            return false;
        }
    }

    private synchronized boolean keep(Idle connection) {
        return life == Life.OPEN && idle.offer(connection);
    }

    /** Closes those that nobody uses; the others are closed when they are given back. */
    @Override
    public void close() {
        for (Idle connection : closing()) {
            connection.session().close();
        }
    }

    private synchronized List<Idle> closing() {
        life = Life.CLOSED;
        List<Idle> closed = List.copyOf(idle);
        idle.clear();
        return closed;
    }
}
