package dev.pawl.run;

import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.event.RunListener;
import dev.pawl.migration.Migration;
import dev.pawl.migration.StatementSequence;
import dev.pawl.plan.PreparedStep;
import dev.pawl.postgres.Session;
import dev.pawl.postgres.SqlState;
import dev.pawl.record.Attribution;
import dev.pawl.record.HistoryStore;
import dev.pawl.record.HistoryTable;
import dev.pawl.record.LostClaim;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt at a founding script on a database that has the history's tables already: where it stumbles over what is
 * there, it counts as applied.
 */
final class RefoundingAttempt implements Founder.FounderAttempt {

    private static final Logger LOG = LoggerFactory.getLogger(RefoundingAttempt.class);
    private static final String NOTHING = "Nothing of it was applied.";

    /** Duplicate table, object, schema, function; a view or function of another form. */
    private static final Set<String> EXISTS = Set.of(
            SqlState.DUPLICATE_TABLE, SqlState.DUPLICATE_OBJECT, SqlState.DUPLICATE_SCHEMA, "42723", "42P16", "42P13");

    private final HistoryStore store;
    private final HistoryTable table;
    private final LostClaim lostClaim;
    private final Attribution by;
    private final RunSettings settings;
    private final Cancellation cancellation;
    private final BlockerWatch watch;
    private final PreparedStep step;
    private final Migration migration;
    private final Consumer<PreparedStep> announcing;
    private Fate fate = Fate.OPEN;

    private enum Fate {
        OPEN,
        /** It is to be run as any other. */
        ORDINARY
    }

    RefoundingAttempt(
            HistoryStore store,
            HistoryTable table,
            Attribution by,
            RunSettings settings,
            Cancellation cancellation,
            BlockerWatch watch,
            PreparedStep step,
            Consumer<PreparedStep> announcing) {
        this.store = store;
        this.table = table;
        this.lostClaim = new LostClaim(table);
        this.by = by;
        this.settings = settings;
        this.cancellation = cancellation;
        this.watch = watch;
        this.step = step;
        this.migration = step.migration();
        this.announcing = announcing;
    }

    @Override
    public Attempted run(Session session) {
        ScriptSender sender = new ScriptSender(session, RunListener.SILENT, step, cancellation);
        try {
            return runClaimed(session, sender, claim(session, sender.traces()));
        } catch (SQLException e) {
            Recorder.rollback(session);
            if (!Passing.is(e) && !lostClaim.isMeantBy(e)) {
                return ordinary(e);
            }
            return new Attempted.Taken(Optional.empty());
        }
    }

    @Override
    public boolean isOver(Session session) {
        return fate == Fate.ORDINARY || store.read(session).history().hasApplied(migration);
    }

    private Attempted ordinary(Exception e) {
        LOG.debug("The step is run as any other", e);
        fate = Fate.ORDINARY;
        return new Attempted.Taken(Optional.empty());
    }

    private int claim(Session session, SessionTraces traces) throws SQLException {
        return traces.begin(
                session,
                FoundingAttempt.begin(step),
                TransactionSettings.claim(settings) + table.claim(migration, by.actor()) + ";\n"
                        + TransactionSettings.of(migration, settings) + "SAVEPOINT " + Recorder.CLAIMED + ";\n");
    }

    @SuppressWarnings("try") // the watch looks on its own
    private Attempted runClaimed(Session session, ScriptSender sender, int pid) {
        long start = System.nanoTime();
        try (Sideline.Ongoing watching = watch.start(pid, settings.lockTimeoutOf(migration));
                StatementSequence statements = step.script().open()) {
            List<String> notices = outcomeOf(session, sender, statements);
            Duration elapsed = Duration.ofMillis((System.nanoTime() - start) / 1_000_000);
            sender.traces().findPrepared(session);
            session.send("RESET SESSION AUTHORIZATION;\nRESET ROLE;\n"
                    + FoundingAttempt.completion(table, step, by, elapsed) + ";\n"
                    + sender.traces().wipe() + "COMMIT");
            announcing.accept(step);
            return new Attempted.Applied(elapsed, notices);
        } catch (StatementFailure e) {
            return stopped(session, sender, StatementProblems.of(migration, e, NOTHING), e.error());
        } catch (SQLException e) {
            return stopped(session, sender, CommitProblems.of(migration, e), e);
        } catch (PawlException e) {
            Recorder.rollback(session, sender.traces());
            throw e;
        }
    }

    private Attempted stopped(Session session, ScriptSender sender, Problem problem, SQLException error) {
        Recorder.rollback(session, sender.traces());
        return Passing.is(error) && !cancellation.isRequested()
                ? Attempted.Blocked.by(error, problem, NOTHING, watch.seen())
                : ordinary(error);
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
