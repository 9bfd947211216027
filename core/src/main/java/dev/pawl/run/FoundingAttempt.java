package dev.pawl.run;

import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.event.RunEvent;
import dev.pawl.event.RunListener;
import dev.pawl.migration.Migration;
import dev.pawl.migration.StatementSequence;
import dev.pawl.plan.PreparedStep;
import dev.pawl.postgres.DatabaseProblems;
import dev.pawl.postgres.Session;
import dev.pawl.record.Attribution;
import dev.pawl.record.Elapsed;
import dev.pawl.record.HistoryStore;
import dev.pawl.record.HistoryTable;
import dev.pawl.record.LostClaim;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to found a history: script, what it did not make, and its own row, in one transaction. There is no row to
 * claim yet, so a lock of the store's excludes others.
 */
final class FoundingAttempt implements Founder.FounderAttempt {

    private static final String NOTHING = "Nothing of it was applied.";

    private final Connections connections;
    private final HistoryStore store;
    private final Attribution by;
    private final RunSettings settings;
    private final RunListener listener;
    private final Cancellation cancellation;
    private final Rest rest;
    private final BlockerWatch watch;
    private final PreparedStep step;
    private final Migration migration;
    private final Consumer<PreparedStep> announcing;
    private Announcement announcement = Announcement.DUE;

    private enum Announcement {
        DUE,
        MADE
    }

    FoundingAttempt(
            Connections connections,
            HistoryStore store,
            Attribution by,
            RunSettings settings,
            RunListener listener,
            Cancellation cancellation,
            Rest rest,
            BlockerWatch watch,
            PreparedStep step,
            Consumer<PreparedStep> announcing) {
        this.connections = connections;
        this.store = store;
        this.by = by;
        this.settings = settings;
        this.listener = listener;
        this.cancellation = cancellation;
        this.rest = rest;
        this.watch = watch;
        this.step = step;
        this.migration = step.migration();
        this.announcing = announcing;
    }

    @Override
    public Attempted run(Session session) {
        ScriptSender sender = new ScriptSender(session, listener, step, cancellation);
        int pid;
        try {
            pid = begin(session, sender.traces());
        } catch (SQLException e) {
            return refused(session, e);
        }
        if (announcement == Announcement.DUE) {
            announcement = Announcement.MADE;
            announcing.accept(step);
        }
        return runScript(session, sender, pid);
    }

    @Override
    public boolean isOver(Session session) {
        return store.read(session).table().isPresent();
    }

    /** Opens the transaction, in which nobody else can make the tables; the server process that holds it. */
    private int begin(Session session, SessionTraces traces) throws SQLException {
        return traces.begin(
                session,
                begin(step),
                TransactionSettings.claim(settings) + store.claimFounding() + ";\n"
                        + TransactionSettings.of(migration, settings));
    }

    static String begin(PreparedStep step) {
        return "BEGIN"
                + step.script().transactionModes().map(modes -> " " + modes).orElse("");
    }

    private static Attempted refused(Session session, SQLException e) {
        if (!session.isBroken()) {
            Recorder.rollback(session);
            if (LostClaim.refusal(e).isPresent() || Passing.is(e)) {
                return new Attempted.Taken(Optional.empty());
            }
        }
        throw DatabaseProblems.exception(e, session.spec().orElse(null));
    }

    @SuppressWarnings("try") // the watch looks on its own
    private Attempted runScript(Session session, ScriptSender sender, int pid) {
        long start = System.nanoTime();
        try (Sideline.Ongoing watching = watch.start(pid, settings.lockTimeoutOf(migration));
                StatementSequence statements = step.script().open()) {
            sender.sendAll(statements);
            session.send("SET CONSTRAINTS ALL IMMEDIATE;\nRESET SESSION AUTHORIZATION;\nRESET ROLE");
            HistoryTable table = store.found(session);
            Duration elapsed = Duration.ofMillis((System.nanoTime() - start) / 1_000_000);
            commit(session, sender, record(table, step, by, elapsed));
            return new Attempted.Applied(elapsed, sender.notices());
        } catch (StatementFailure e) {
            return stopped(session, sender, StatementProblems.of(migration, e, NOTHING), e.error(), e.error());
        } catch (SQLException e) {
            return stopped(session, sender, CommitProblems.of(migration, e), e, e);
        } catch (PawlException e) {
            return stopped(session, sender, e.problem(), e, e.getCause());
        }
    }

    private static String record(HistoryTable table, PreparedStep step, Attribution by, Duration elapsed) {
        return table.claim(step.migration(), by.actor()) + ";\n" + completion(table, step, by, elapsed);
    }

    static String completion(HistoryTable table, PreparedStep step, Attribution by, Duration elapsed) {
        return table.complete(
                step.migration(),
                by,
                new Elapsed.Milliseconds(elapsed.toMillis()),
                step.script().text());
    }

    private void commit(Session session, ScriptSender sender, String record) throws SQLException {
        try {
            sender.traces().findPrepared(session);
            session.send(record + ";\n" + sender.traces().wipe() + "COMMIT");
        } catch (SQLException e) {
            if (!session.isBroken() || !isCommitted(e)) {
                throw e;
            }
            listener.on(RunEvent.Noticed.byPawl(migration, Recorder.ANSWER_LOST));
        }
        connections.current().drainWarnings();
    }

    /** The answer to COMMIT was lost: the history tells, if there is one (spec R5). */
    private boolean isCommitted(SQLException e) {
        PawlException lost =
                DatabaseProblems.exception(e, connections.current().spec().orElse(null));
        Session session = new Reconnection(connections, rest).after(lost);
        return store.read(session).history().hasApplied(migration);
    }

    private Attempted stopped(
            Session session, ScriptSender sender, Problem problem, Exception cause, @Nullable Throwable error) {
        if (session.isBroken() && error instanceof SQLException lost) {
            throw DatabaseProblems.exception(lost, session.spec().orElse(null));
        }
        Recorder.rollback(session, sender.traces());
        if (cancellation.isRequested()) {
            return new Attempted.Failed(
                    Cancellation.interrupted(
                            "Migration " + migration.version() + " was interrupted; nothing of it was applied."),
                    cause);
        }
        return error instanceof SQLException blocking && Passing.is(blocking)
                ? Attempted.Blocked.by(blocking, problem, NOTHING, watch.seen())
                : new Attempted.Failed(problem, cause);
    }
}
