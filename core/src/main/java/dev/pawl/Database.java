package dev.pawl;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.event.RunEvent;
import dev.pawl.postgres.Connector;
import dev.pawl.postgres.Pooler;
import dev.pawl.postgres.ServerWait;
import dev.pawl.postgres.Session;
import dev.pawl.record.DatabaseState;
import dev.pawl.record.HistoryStore;
import dev.pawl.record.HistoryTable;
import dev.pawl.run.Cancellation;
import dev.pawl.run.Connections;
import java.util.List;
import java.util.SplittableRandom;

/** An open database: the session that works, and what it was found to be. */
final class Database implements AutoCloseable {

    private final Connections connections;
    private final Pooler pooler;
    private final HistoryStore store;
    private final DatabaseState state;

    private Database(Connections connections, Pooler pooler, HistoryStore store, DatabaseState state) {
        this.connections = connections;
        this.pooler = pooler;
        this.store = store;
        this.state = state;
    }

    /**
     * Connects for somebody who looks, or corrects the history; waits for a starting server where asked to, and reads the
     * history: one round trip after the connection.
     */
    static Database open(Settings settings) {
        return open(settings, new Cancellation());
    }

    /** As {@link #open(Settings)}; the waiting ends when the work is asked to end. */
    static Database open(Settings settings, Cancellation cancellation) {
        return open(settings, visiting(settings), cancellation, () -> {});
    }

    /** As {@link #open(Settings, Cancellation)}, for a run: its sessions go by its name. */
    static Database openForRun(Settings settings, Cancellation cancellation) {
        return openForRun(settings, cancellation, () -> {});
    }

    /**
     * As {@link #openForRun(Settings, Cancellation)}.
     *
     * @param beforeWaiting called before the first word of waiting for a server; may refuse to wait
     */
    static Database openForRun(Settings settings, Cancellation cancellation, Runnable beforeWaiting) {
        return open(settings, connector(settings), cancellation, beforeWaiting);
    }

    private static Database open(
            Settings settings, Connector connector, Cancellation cancellation, Runnable beforeWaiting) {
        requireOneSchema(settings);
        Session session = connect(settings, connector, cancellation, beforeWaiting);
        try {
            HistoryStore store = new HistoryStore(settings.table(), settings.shape());
            DatabaseState state = store.read(session);
            state.facts().requireSupported();
            if (state.table().isEmpty()) {
                settings.run().schema().ifPresent(schema -> TenantSchemas.requirePresent(session, List.of(schema)));
            }
            Pooler pooler = Pooler.detect(session, state.facts(), settings.pooling());
            Connections connections = settings.beside()
                    .map(beside -> new Connections(
                            session.behind(pooler),
                            state.facts().startedAt(),
                            () -> connector.open().behind(pooler),
                            () -> beside.open().behind(pooler),
                            Connections.Keeping.FOR_A_LOOK))
                    .orElseGet(() -> new Connections(
                            session.behind(pooler),
                            state.facts().startedAt(),
                            () -> connector.open().behind(pooler)));
            return new Database(connections, pooler, store, state);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /** Connects for somebody who looks, waits for a starting server where asked to, and asks nothing. */
    static Session connect(Settings settings, Cancellation cancellation) {
        requireOneSchema(settings);
        return connect(settings, visiting(settings), cancellation, () -> {});
    }

    /** Connects by a way of the caller's, waits for a starting server where asked to, and asks nothing. */
    static Session connect(Settings settings, Connector connector, Cancellation cancellation, Runnable beforeWaiting) {
        Session session = new ServerWait(
                        settings.connectWait(),
                        (problem, waited, attempt) -> {
                            beforeWaiting.run();
                            settings.listener().on(new RunEvent.ServerNotReady(problem, waited));
                        },
                        cancellation::pause,
                        new SplittableRandom())
                .open(connector);
        try {
            session.expectAnswersWithin(settings.run().longestSilence()); // what pawl itself asks is soon answered
            return session;
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private static void requireOneSchema(Settings settings) {
        if (settings.tenants().areNamed()) {
            throw PawlException.of(Problem.of(
                    ErrorCode.TENANTS_INVALID,
                    "This works in one schema, and the settings name tenants.",
                    "Name one of them with `--tenant-schema NAME`; in the library, use `Pawl.tenant(NAME)`."));
        }
    }

    static Connector connector(Settings settings) {
        return settings.connector().orElseThrow(Database::nowhere);
    }

    private static Connector visiting(Settings settings) {
        return connector(settings).as(settings.runName().visitor());
    }

    private static PawlException nowhere() {
        return PawlException.of(Problem.of(
                ErrorCode.URL_MISSING,
                "No database is named.",
                "Give the builder a url, a connection or a data source."));
    }

    Connections connections() {
        return connections;
    }

    Session session() {
        return connections.current();
    }

    /** Whether something stands between pawl and the server. */
    Pooler pooler() {
        return pooler;
    }

    HistoryStore store() {
        return store;
    }

    /**
     * The history table, with all that belongs to it; what is missing is made. No round trip where nothing is.
     *
     * @throws PawlException as {@link HistoryStore#create}
     */
    HistoryTable table() {
        return state.table()
                .filter(table -> state.completeness() == DatabaseState.Completeness.COMPLETE)
                .orElseGet(() -> store.create(session()));
    }

    DatabaseState state() {
        return state;
    }

    @Override
    public void close() {
        connections.close();
    }
}
