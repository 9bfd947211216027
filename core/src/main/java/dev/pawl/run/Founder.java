package dev.pawl.run;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.event.RunEvent;
import dev.pawl.event.RunListener;
import dev.pawl.migration.Migration;
import dev.pawl.migration.StatementSequence;
import dev.pawl.plan.PreparedStep;
import dev.pawl.postgres.Backoff;
import dev.pawl.postgres.DatabaseProblems;
import dev.pawl.postgres.Session;
import dev.pawl.postgres.SqlState;
import dev.pawl.record.Attribution;
import dev.pawl.record.Elapsed;
import dev.pawl.record.HistoryStore;
import dev.pawl.record.HistoryTable;
import dev.pawl.record.LostClaim;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a first migration that makes the history's tables itself (spec H7: seed B's {@code
 * 000-create-migration-table.sql}, seed E's {@code 00_migration_state_tracking.sql}): script, what it did not make, and
 * its own row, in one transaction. There is no row to claim yet, so a lock of the store's excludes others.
 */
public final class Founder {

    private static final Logger LOG = LoggerFactory.getLogger(Founder.class);
    private static final String NOTHING = "Nothing of it was applied.";
    private static final String REASON = "it makes the history's own tables";

    /** Duplicate table, object, schema, function; a view or function of another form. */
    private static final Set<String> EXISTS = Set.of(
            SqlState.DUPLICATE_TABLE, SqlState.DUPLICATE_OBJECT, SqlState.DUPLICATE_SCHEMA, "42723", "42P16", "42P13");

    private static final Backoff POLL = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(1));

    private final Connections connections;
    private final HistoryStore store;
    private final Attribution by;
    private final RunSettings settings;
    private final RunListener listener;
    private final Cancellation cancellation;
    private final Rest rest;
    private final int total;

    /**
     * A founder.
     *
     * @param total how many migrations the whole run has, for listeners
     */
    public Founder(
            Connections connections,
            HistoryStore store,
            Attribution by,
            RunSettings settings,
            RunListener listener,
            Cancellation cancellation,
            Pause pause,
            int total) {
        this.connections = connections;
        this.store = store;
        this.by = by;
        this.settings = settings;
        this.listener = listener;
        this.cancellation = cancellation;
        this.rest = new Rest(pause, cancellation);
        this.total = total;
    }

    /**
     * Runs the step. While another runner is at it, waits: if that one fails, there are still no tables.
     *
     * @return empty where another runner has founded the history: the step is then run as any other
     * @throws PawlException of the migration or database family; nothing is changed then
     */
    public Optional<RunOutcome.Applied> found(PreparedStep step) {
        Session session = connections.current();
        cancellation.workingOn(session);
        long start = System.nanoTime();
        for (int attempt = 1; !isBegun(session, step); attempt++) {
            if (store.read(session).table().isPresent()) {
                return Optional.empty();
            }
            waitForOther(step.migration(), attempt, Duration.ofNanos(System.nanoTime() - start));
        }
        announce(step);
        return Optional.of(run(session, step));
    }

    /** Whether the transaction is open, and nobody else can make the tables. */
    private boolean isBegun(Session session, PreparedStep step) {
        try {
            session.send(begin(step) + TransactionSettings.claim(settings) + store.claimFounding() + ";\n"
                    + TransactionSettings.of(step.migration(), settings));
            return true;
        } catch (SQLException e) {
            if (session.isBroken()) {
                throw DatabaseProblems.exception(e, session.spec().orElse(null));
            }
            Recorder.rollback(session);
            if (LostClaim.refusal(e).isPresent()) {
                return false;
            }
            throw DatabaseProblems.exception(e, session.spec().orElse(null));
        }
    }

    private static String begin(PreparedStep step) {
        return "BEGIN"
                + step.script().transactionModes().map(modes -> " " + modes).orElse("") + ";\n";
    }

    private void waitForOther(Migration migration, int attempt, Duration waited) {
        if (waited.compareTo(settings.runnerWait()) > 0) {
            throw PawlException.of(Problem.of(
                    ErrorCode.RUNNER_BUSY,
                    "Another runner is still creating the history's tables, after " + waited.toSeconds() + " s.",
                    "Run `pawl migrate` again later, or wait longer with `[run] runner-wait`."));
        }
        if (attempt == 1) {
            listener.on(new RunEvent.WaitingForRunner(migration, Optional.empty(), waited));
        }
        rest.of(POLL.after(attempt, RandomGenerator.getDefault()));
    }

    private void announce(PreparedStep step) {
        listener.on(new RunEvent.MigrationStarted(
                step.migration(), 1, total, step.script().mode(), Optional.of(REASON)));
    }

    private RunOutcome.Applied run(Session session, PreparedStep step) {
        long start = System.nanoTime();
        ScriptSender sender = new ScriptSender(session, listener, step, cancellation);
        try (StatementSequence statements = step.script().open()) {
            sender.sendAll(statements);
            session.send("SET CONSTRAINTS ALL IMMEDIATE;\nRESET SESSION AUTHORIZATION;\nRESET ROLE");
            HistoryTable table = store.found(session);
            Duration elapsed = Duration.ofMillis((System.nanoTime() - start) / 1_000_000);
            String record = table.claim(step.migration(), by.actor()) + ";\n" + completion(table, step, elapsed);
            return commit(session, step, sender, record, elapsed);
        } catch (StatementFailure e) {
            throw failed(session, step, StatementProblems.of(step.migration(), e, NOTHING), e.error());
        } catch (SQLException e) {
            throw failed(session, step, CommitProblems.of(step.migration(), e), e);
        } catch (PawlException e) {
            throw failed(session, step, e.problem(), e);
        }
    }

    private String completion(HistoryTable table, PreparedStep step, Duration elapsed) {
        return table.complete(
                step.migration(),
                by,
                new Elapsed.Milliseconds(elapsed.toMillis()),
                step.script().text());
    }

    private RunOutcome.Applied commit(
            Session session, PreparedStep step, ScriptSender sender, String record, Duration elapsed)
            throws SQLException {
        try {
            session.send(record + ";\n" + sender.traces().wipe() + "COMMIT");
        } catch (SQLException e) {
            if (!session.isBroken() || !isCommitted(step.migration(), e)) {
                throw e;
            }
        }
        connections.current().drainWarnings();
        return applied(step.migration(), elapsed, sender.notices());
    }

    /** The answer to COMMIT was lost: the history tells, if there is one (spec R5). */
    private boolean isCommitted(Migration migration, SQLException e) {
        PawlException lost =
                DatabaseProblems.exception(e, connections.current().spec().orElse(null));
        Session session = new Reconnection(connections, rest).after(lost);
        return store.read(session).history().hasApplied(migration);
    }

    private RunOutcome.Applied applied(Migration migration, Duration elapsed, List<String> notices) {
        listener.on(new RunEvent.MigrationApplied(migration, elapsed, notices));
        return new RunOutcome.Applied(migration, elapsed, notices);
    }

    private PawlException failed(Session session, PreparedStep step, Problem found, Exception cause) {
        if (session.isBroken() && cause instanceof SQLException error) {
            return DatabaseProblems.exception(error, session.spec().orElse(null));
        }
        Problem problem = cancellation.isRequested()
                ? Cancellation.interrupted(
                        "Migration " + step.migration().version() + " was interrupted; nothing of it was applied.")
                : found;
        listener.on(new RunEvent.MigrationFailed(step.migration(), problem));
        Recorder.rollback(session);
        return PawlException.of(problem, cause);
    }

    /**
     * Runs the step on a database that has the history's tables, by another program's hand: where the script stumbles over
     * what is there already, it counts as applied, and what is there is kept. While another runner is at it, waits.
     *
     * @return empty where another runner has done it, or the script fails for another reason: the step is then run as any
     *     other, which tells and records what is wrong
     */
    public Optional<RunOutcome.Applied> refound(PreparedStep step, HistoryTable table) {
        Session session = connections.current();
        cancellation.workingOn(session);
        long start = System.nanoTime();
        for (int attempt = 1; ; attempt++) {
            try {
                return Optional.of(refoundOnce(session, step, table));
            } catch (StatementFailure | SQLException e) {
                Recorder.rollback(session);
                if (!isInTheWay(e, table) || store.read(session).history().hasApplied(step.migration())) {
                    LOG.debug("The step is run as any other", e);
                    return Optional.empty();
                }
            } catch (PawlException e) {
                Recorder.rollback(session);
                throw e;
            }
            waitForOther(step.migration(), attempt, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    /** Whether another runner is at the same step: its claim, or a lock of its script on the history's table. */
    private static boolean isInTheWay(Exception e, HistoryTable table) {
        SQLException error = e instanceof StatementFailure failure ? failure.error() : (SQLException) e;
        return Passing.is(error) || new LostClaim(table).isMeantBy(error);
    }

    private RunOutcome.Applied refoundOnce(Session session, PreparedStep step, HistoryTable table)
            throws StatementFailure, SQLException {
        long start = System.nanoTime();
        ScriptSender sender = new ScriptSender(session, RunListener.SILENT, step, cancellation);
        try (StatementSequence statements = step.script().open()) {
            session.send(begin(step) + TransactionSettings.claim(settings) + table.claim(step.migration(), by.actor())
                    + ";\n"
                    + TransactionSettings.of(step.migration(), settings)
                    + "SAVEPOINT " + Recorder.CLAIMED);
            List<String> notices = outcomeOf(session, sender, statements);
            Duration elapsed = Duration.ofMillis((System.nanoTime() - start) / 1_000_000);
            session.send("RESET SESSION AUTHORIZATION;\nRESET ROLE;\n" + completion(table, step, elapsed) + ";\n"
                    + sender.traces().wipe() + "COMMIT");
            announce(step);
            return applied(step.migration(), elapsed, notices);
        }
    }

    private static List<String> outcomeOf(Session session, ScriptSender sender, StatementSequence statements)
            throws StatementFailure, SQLException {
        try {
            sender.sendAll(statements);
            return sender.notices();
        } catch (StatementFailure e) {
            if (!EXISTS.contains(SqlState.of(e.error()).orElse(""))) {
                throw e;
            }
            session.send("ROLLBACK TO SAVEPOINT " + Recorder.CLAIMED);
            return List.of("Its tables are there already; they are kept, and it counts as applied.");
        }
    }
}
