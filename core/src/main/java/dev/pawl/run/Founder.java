package dev.pawl.run;

import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.event.RunEvent;
import dev.pawl.event.RunListener;
import dev.pawl.migration.StatementSequence;
import dev.pawl.plan.PreparedStep;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Runs a first migration that makes the history's tables itself (spec H7: seed B's {@code
 * 000-create-migration-table.sql}, seed E's {@code 00_migration_state_tracking.sql}): script, what it did not make, and
 * its own row, in one transaction. There is no row to claim yet, so a lock of the store's excludes others.
 */
public final class Founder {

    private static final String REASON = "it makes the history's own tables";

    /** Duplicate table, object, schema, function; a view or function of another form. */
    private static final Set<String> EXISTS = Set.of(
            SqlState.DUPLICATE_TABLE, SqlState.DUPLICATE_OBJECT, SqlState.DUPLICATE_SCHEMA, "42723", "42P16", "42P13");

    private final Connections connections;
    private final HistoryStore store;
    private final Attribution by;
    private final RunSettings settings;
    private final RunListener listener;
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
            int total) {
        this.connections = connections;
        this.store = store;
        this.by = by;
        this.settings = settings;
        this.listener = listener;
        this.total = total;
    }

    /**
     * Runs the step.
     *
     * @return empty where another runner founds the history, or has: the step is then run as any other
     * @throws PawlException of the migration or database family; nothing is changed then
     */
    public Optional<RunOutcome.Applied> found(PreparedStep step) {
        Session session = connections.current();
        try {
            session.send("BEGIN;\nSET LOCAL lock_timeout = '"
                    + settings.lockTimeout().value().toMillis() + "ms';\n" + store.claimFounding());
        } catch (SQLException e) {
            session.execute("ROLLBACK");
            if (LostClaim.refusal(e).isPresent()) {
                return Optional.empty();
            }
            throw DatabaseProblems.exception(e, session.spec().orElse(null));
        }
        listener.on(new RunEvent.MigrationStarted(
                step.migration(), 1, total, step.script().mode(), Optional.of(REASON)));
        return Optional.of(run(session, step));
    }

    private RunOutcome.Applied run(Session session, PreparedStep step) {
        long start = System.nanoTime();
        ScriptSender sender = new ScriptSender(session, listener, step);
        try (StatementSequence statements = step.script().open()) {
            sender.sendAll(statements);
            session.send("RESET SESSION AUTHORIZATION;\nRESET ROLE");
            HistoryTable table = store.found(session);
            Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
            session.send(table.claim(step.migration(), by.actor()) + ";\n"
                    + table.complete(
                            step.migration(),
                            by,
                            new Elapsed.Milliseconds(elapsed.toMillis()),
                            step.script().text())
                    + ";\nCOMMIT");
            session.drainWarnings();
            listener.on(new RunEvent.MigrationApplied(step.migration(), elapsed, sender.notices()));
            return new RunOutcome.Applied(step.migration(), Duration.ofMillis(elapsed.toMillis()), sender.notices());
        } catch (StatementFailure e) {
            Problem problem = StatementProblems.of(step.migration(), e, "Nothing of it was applied.");
            listener.on(new RunEvent.MigrationFailed(step.migration(), problem));
            rollback(session);
            throw PawlException.of(problem, e.error());
        } catch (SQLException e) {
            rollback(session);
            throw DatabaseProblems.exception(e, session.spec().orElse(null));
        } catch (PawlException e) {
            rollback(session);
            throw e;
        }
    }

    /**
     * Runs the step on a database that has the history's tables, by another program's hand: where the script stumbles over
     * what is there already, it counts as applied, and what is there is kept.
     *
     * @return empty where another runner is at it: the step is then run as any other
     */
    public Optional<RunOutcome.Applied> refound(PreparedStep step, HistoryTable table) {
        Session session = connections.current();
        try {
            session.send("BEGIN;\nSET LOCAL lock_timeout = '2s';\n" + table.claim(step.migration(), by.actor())
                    + ";\nSAVEPOINT pawl_claimed");
        } catch (SQLException e) {
            rollback(session);
            return Optional.empty();
        }
        long start = System.nanoTime();
        ScriptSender sender = new ScriptSender(session, listener, step);
        List<String> notices = new ArrayList<>();
        try (StatementSequence statements = step.script().open()) {
            sender.sendAll(statements);
            session.send("RESET SESSION AUTHORIZATION;\nRESET ROLE");
        } catch (StatementFailure e) {
            if (!EXISTS.contains(SqlState.of(e.error()).orElse(""))) {
                rollback(session);
                return Optional.empty(); // the ordinary run tells what is wrong, and records it
            }
            notices.add("Its tables are there already; they are kept, and it counts as applied.");
            session.execute("ROLLBACK TO SAVEPOINT pawl_claimed");
        } catch (SQLException e) {
            rollback(session);
            throw DatabaseProblems.exception(e, session.spec().orElse(null));
        }
        notices.addAll(sender.notices());
        Duration elapsed = Duration.ofMillis((System.nanoTime() - start) / 1_000_000);
        session.execute(table.complete(
                        step.migration(),
                        by,
                        new Elapsed.Milliseconds(elapsed.toMillis()),
                        step.script().text())
                + ";\nCOMMIT");
        listener.on(new RunEvent.MigrationStarted(
                step.migration(), 1, total, step.script().mode(), Optional.of(REASON)));
        listener.on(new RunEvent.MigrationApplied(step.migration(), elapsed, notices));
        return Optional.of(new RunOutcome.Applied(step.migration(), elapsed, notices));
    }

    private static void rollback(Session session) {
        if (!session.isBroken()) {
            session.execute("ROLLBACK");
        }
    }
}
