package dev.pawl.record;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.postgres.Session;
import dev.pawl.postgres.SqlState;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Makes the tables of a history. {@code CREATE … IF NOT EXISTS} races on a fresh database, so one runner at a time makes
 * them, under a lock that it asks for and never waits for: a waiting transaction would hold up everybody's concurrent
 * index builds.
 */
final class Creator {

    /** Others that make or use the same objects got in between; the next look tells what is left to do. */
    private static final Set<String> OVERTAKEN = Set.of(
            SqlState.UNIQUE_VIOLATION,
            SqlState.DUPLICATE_TABLE,
            SqlState.DUPLICATE_OBJECT,
            SqlState.DUPLICATE_SCHEMA,
            "42723", // duplicate function
            SqlState.LOCK_NOT_AVAILABLE,
            SqlState.DEADLOCK,
            SqlState.INTERNAL_ERROR); // tuple concurrently updated

    private final Names names;
    private final Optional<Shape> pinned;
    private final Patience patience;

    Creator(Names names, Optional<Shape> pinned, Patience patience) {
        this.names = names;
        this.pinned = pinned;
        this.patience = patience;
    }

    HistoryTable create(Session session) {
        Duration waited = Duration.ZERO;
        for (int attempts = 0; ; attempts++) {
            Catalog catalog = new Catalog(names);
            catalog.askIn(new Message()).send(session);
            Creation creation = creation(session, catalog);
            creation.requirePermissions();
            if (creation.statements().isEmpty() || make(session)) {
                return table(session);
            }
            if (waited.compareTo(patience.budget()) >= 0) {
                throw busy();
            }
            waited = waited.plus(pause(attempts));
        }
    }

    private Creation creation(Session session, Catalog catalog) {
        return new Creation(catalog, catalog.find(names.history()).isPresent() ? shape(session, catalog) : fresh());
    }

    private Shape fresh() {
        return pinned.orElseGet(PawlShape::new);
    }

    private Shape shape(Session session, Catalog catalog) {
        Permissions.of(catalog).requireReadable(names.history());
        StateReader reader = new StateReader(names, pinned);
        reader.readWhatExists(session);
        return reader.shape().orElseGet(this::fresh);
    }

    /** Whether it was this runner's turn, and nobody got in between. */
    private boolean make(Session session) {
        try {
            Catalog catalog = new Catalog(names);
            if (!begin(session, catalog)) {
                session.execute("ROLLBACK");
                return false;
            }
            session.execute(String.join(";\n", creation(session, catalog).statements()) + ";\nCOMMIT");
            return true;
        } catch (PawlException e) {
            if (!SqlState.endsSession(SqlState.of(e).orElse(null))) {
                session.execute("ROLLBACK");
            }
            if (SqlState.of(e).filter(OVERTAKEN::contains).isPresent()) {
                return false;
            }
            throw e;
        }
    }

    /** Begins a transaction, asks for the lock, and looks at the catalog as it is under the lock. */
    private boolean begin(Session session, Catalog catalog) {
        boolean[] locked = {false};
        session.execute("BEGIN ISOLATION LEVEL READ COMMITTED; " + Founding.SETTINGS);
        Message message = new Message().add(Founding.lock(names), row -> {
            row.next();
            locked[0] = row.getBoolean(1);
        });
        catalog.askIn(message).send(session);
        return locked[0];
    }

    /** Makes what is missing in the transaction that is open. */
    HistoryTable addMissing(Session session) {
        Catalog catalog = new Catalog(names);
        catalog.askIn(new Message()).send(session);
        Creation creation = creation(session, catalog);
        creation.requirePermissions();
        if (!creation.statements().isEmpty()) {
            session.execute(String.join(";\n", creation.statements()));
        }
        return table(session);
    }

    private HistoryTable table(Session session) {
        return new HistoryStore(names.history(), pinned)
                .readInTransaction(session)
                .table()
                .orElseThrow();
    }

    private Duration pause(int attempts) {
        Duration pause = patience.pauseAfter(attempts);
        try {
            patience.sleeper().sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw PawlException.of(
                    Problem.of(
                            ErrorCode.INTERRUPTED,
                            "Interrupted while waiting for another runner to create the history.",
                            "Run the command again; nothing was changed."),
                    e);
        }
        return pause;
    }

    private PawlException busy() {
        return PawlException.of(Problem.of(
                ErrorCode.RUNNER_BUSY,
                "Another session keeps the history tables in the schema " + names.schema()
                        + " locked, so that what is missing there cannot be created.",
                "Look for it in pg_locks and pg_stat_activity, then run the command again."));
    }
}
