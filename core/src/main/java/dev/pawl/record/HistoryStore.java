package dev.pawl.record;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.history.Attempt;
import dev.pawl.history.History;
import dev.pawl.postgres.QualifiedName;
import dev.pawl.postgres.Session;
import dev.pawl.postgres.SqlState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The history of a database: reads it, and makes its tables where they are missing.
 *
 * <p>{@code [history] shape} pins one of these words: {@code pawl} (its own), {@code names} (seed A), {@code stems} (B),
 * {@code files} (D), {@code versions} (E). A table that exists keeps the shape it has.
 */
public final class HistoryStore {

    /** The format of pawl's own tables that this version writes. */
    static final int FORMAT = 1;

    private final Names names;
    private final Optional<Shape> pinned;
    private final Patience patience;

    /**
     * A store.
     *
     * @param table the history table; all others are in its schema
     * @param pinned the shape that the config names
     */
    public HistoryStore(QualifiedName table, Optional<Shape> pinned) {
        this(table, pinned, Patience.DEFAULT);
    }

    /**
     * A store.
     *
     * @param patience how {@link #create} waits for other runners
     */
    public HistoryStore(QualifiedName table, Optional<Shape> pinned, Patience patience) {
        this.names = new Names(table);
        this.pinned = pinned;
        this.patience = patience;
    }

    /** The shape that a fresh table gets. */
    public Shape freshShape() {
        return pinned.orElseGet(PawlShape::new);
    }

    /**
     * Reads everything that a run needs to know; one round trip where all tables are in place. Takes no lock and writes
     * nothing, so it works on a standby and for a role that can only read. Not for use inside a transaction.
     *
     * <p>Where somebody has locked the history (an ALTER, a script that changes it), it waits for a while, and then tells for
     * whom.
     *
     * @throws PawlException HISTORY_FOREIGN if no shape explains the table, HISTORY_TOO_NEW, PERMISSION_MISSING,
     *     RUNNER_BUSY if it stays locked, or of the database family
     */
    public DatabaseState read(Session session) {
        return patiently(session, names.history(), longest -> read(session, Optional.of(longest)));
    }

    /**
     * The newest attempts of the audit trail, the newest first; none where there is no trail yet. Waits as {@link
     * #read(Session)} does.
     *
     * @throws PawlException RUNNER_BUSY if it stays locked, or of the database family
     */
    public List<Attempt> newestAttempts(Session session, int count) {
        AuditTrail trail = new AuditTrail(names.history());
        return patiently(session, names.audit(), longest -> trail.newest(session, count, longest));
    }

    private <T> T patiently(Session session, QualifiedName table, Function<Duration, T> reading) {
        long end = System.nanoTime() + patience.budget().toNanos();
        while (true) {
            try {
                return reading.apply(patience.lockTimeout());
            } catch (PawlException e) {
                if (!SqlState.of(e).equals(Optional.of(SqlState.LOCK_NOT_AVAILABLE))) {
                    throw e;
                }
                if (System.nanoTime() > end) {
                    throw PawlException.of(locked(session, table), e);
                }
            }
        }
    }

    private Problem locked(Session session, QualifiedName table) {
        Optional<Claimant> by = Claimant.of(session, table).stream().findFirst();
        return Problem.of(
                ErrorCode.RUNNER_BUSY,
                "The history " + table + " is locked, and could not be read for "
                        + patience.budget().toSeconds() + " s; "
                        + by.map(claimant -> claimant.words() + " has it")
                                .orElse("who has it cannot be seen by this role")
                        + ".",
                "Try again when that session is done"
                        + by.map(claimant -> ", or end it with `SELECT pg_terminate_backend(" + claimant.pid() + ");`")
                                .orElse("")
                        + ".");
    }

    /** As {@link #read(Session)}, in a transaction that is open, with its own patience for locks. */
    DatabaseState readInTransaction(Session session) {
        return read(session, Optional.empty());
    }

    private DatabaseState read(Session session, Optional<Duration> lockTimeout) {
        try {
            StateReader reader = new StateReader(names, pinned, lockTimeout);
            reader.readAll(session);
            return reader.isOvertaken() ? read(session, lockTimeout) : state(reader);
        } catch (PawlException e) {
            if (!isForWantOfTables(e)) {
                throw e;
            }
        }
        StateReader reader = new StateReader(names, pinned, lockTimeout);
        reader.readWhatExists(session);
        return reader.isOvertaken() ? read(session, lockTimeout) : state(reader);
    }

    private static boolean isForWantOfTables(PawlException e) {
        String state = SqlState.of(e).orElse("");
        return Set.of(SqlState.UNDEFINED_TABLE, SqlState.SCHEMA_MISSING, SqlState.INSUFFICIENT_PRIVILEGE)
                .contains(state);
    }

    private DatabaseState state(StateReader reader) {
        refuseNewer(reader.settings().format());
        Permissions.of(reader.catalog()).requireVisible();
        Repertoire repertoire = Repertoire.of(reader.facts().encoding());
        Optional<HistoryTable> table = reader.shape().map(shape -> table(shape, reader.catalog(), repertoire));
        Shape shape = reader.shape().orElseGet(this::freshShape);
        History history = new History(
                shape.key(), reader.entries(), reader.settings().environment().orElse(null));
        return new DatabaseState(
                reader.facts(), reader.readAt(), table, history, new Creation(reader.catalog(), shape).completeness());
    }

    private HistoryTable table(Shape shape, Catalog catalog, Repertoire repertoire) {
        Relation relation = catalog.find(names.history()).orElseThrow();
        return new HistoryTable(names, shape, relation, repertoire);
    }

    private void refuseNewer(int format) {
        if (format > FORMAT) {
            throw PawlException.of(Problem.of(
                    ErrorCode.HISTORY_TOO_NEW,
                    "The history in " + names.history() + " was written by a newer pawl (format " + format
                            + "; this one knows " + FORMAT + ").",
                    "Use that version of pawl, or a newer one."));
        }
    }

    /**
     * Makes what is missing: schema, tables, view and function. Does nothing where all is there. Safe for any number of
     * runners at once: one makes it, the others wait and find it.
     *
     * @return the history table, empty or not
     * @throws PawlException SCHEMA_MISSING or PERMISSION_MISSING with the statements that somebody else has to run,
     *     HISTORY_FOREIGN, RUNNER_BUSY if others do not finish, or of the database family
     */
    public HistoryTable create(Session session) {
        return new Creator(names, pinned, patience).create(session);
    }

    /**
     * The beginning of the transaction of a script that makes the history's tables itself (see {@link TrackingScript}), on
     * a database that has none: nobody else may make them meanwhile. Returns rows. Fails with {@link Refusal#CLAIM_LOST} if
     * somebody is at it, or was faster; then read again.
     */
    public String claimFounding() {
        return "SELECT " + Refusal.CLAIM_LOST.unless(Founding.tryLock(names, "create")) + ";\nSELECT "
                + Refusal.CLAIM_LOST.unless(Founding.isAbsent(names));
    }

    /**
     * The continuation of that transaction once the script has run: adds what it did not make. The script's {@code
     * search_path} is gone after it. {@link HistoryTable#claim}, {@link HistoryTable#complete} and the commit come next.
     *
     * @return the table that the script made, or the one that is made here if it did not
     * @throws PawlException HISTORY_FOREIGN for a table that no shape explains, or of the database family
     */
    public HistoryTable found(Session session) {
        session.execute(Founding.SETTINGS);
        return new Creator(names, pinned, patience).addMissing(session);
    }
}
