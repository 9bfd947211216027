package dev.pawl.run;

import dev.pawl.concurrent.Alongside;
import dev.pawl.event.RunEvent;
import dev.pawl.event.RunListener;
import dev.pawl.migration.Migration;
import dev.pawl.plan.PreparedStep;
import dev.pawl.postgres.DatabaseProblems;
import dev.pawl.postgres.Pipeline;
import dev.pawl.postgres.Session;
import dev.pawl.postgres.SqlState;
import dev.pawl.record.LostClaim;
import dev.pawl.record.Refusal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs small migrations in bulk: they are sent one behind the other, and together cost a round trip (design, decision 3).
 * Each is a message and a transaction of its own, and makes sure that the one before it is applied; so whatever goes wrong,
 * nothing behind it is run. While the server works on one window of them, the next one is written.
 */
final class BulkRunner {

    private static final Logger LOG = LoggerFactory.getLogger(BulkRunner.class);

    private final Recorder recorder;
    private final RunSettings settings;
    private final RunListener listener;
    private final Cancellation cancellation;
    private final BlockerWatch watch;
    private final BulkMessages messages;
    private @Nullable Ahead ahead;

    BulkRunner(
            Recorder recorder,
            RunSettings settings,
            RunListener listener,
            Cancellation cancellation,
            BlockerWatch watch) {
        this.recorder = recorder;
        this.settings = settings;
        this.listener = listener;
        this.cancellation = cancellation;
        this.watch = watch;
        this.messages = new BulkMessages(recorder, settings, listener, cancellation);
    }

    /** The window that is being written, for one session and from one step on. */
    private record Ahead(Session session, int from, Alongside<BulkWindow> writing) {
        boolean isFor(Session other, int step) {
            return session == other && from == step;
        }
    }

    /** Told of a migration that is applied. */
    @FunctionalInterface
    interface Applied {
        void on(Migration migration, Attempted.Applied applied);
    }

    /**
     * Makes an attempt at a step and at as many behind it as can be sent at once. Those that are applied are told at once.
     *
     * @param from the index of the step
     * @param announce told the index of each when the server comes to it
     * @param applied told of each that is applied
     * @return what became of them, in order, up to the first that is not applied, or of whose end nothing was heard; empty
     *     where the step has to run alone
     */
    List<Attempted> attempt(
            Session session, List<PreparedStep> steps, int from, IntConsumer announce, Applied applied) {
        BulkWindow window = window(session, steps, from);
        if (window.isEmpty()) {
            window.obstacle()
                    .ifPresent(reason ->
                            listener.on(new RunEvent.RunsAlone(steps.get(from).migration(), reason)));
            return List.of();
        }
        cancellation.check();
        cancellation.workingOn(session);
        Preparation preparation = new Preparation(session.prepared().preparation());
        window.tell(announce, applied);
        Ahead next = writeAhead(session, steps, from + window.messages().size());
        try {
            send(session, preparation, window);
        } finally {
            next.writing().await(); // from here on this thread has the session's statements to itself again
        }
        return preparation.isRefused() ? refused(session, window, preparation) : outcomes(session, window);
    }

    private BulkWindow window(Session session, List<PreparedStep> steps, int from) {
        Ahead written = ahead;
        ahead = null;
        if (written != null && written.isFor(session, from)) {
            return written.writing().result();
        }
        return messages.window(session, steps, from);
    }

    private Ahead writeAhead(Session session, List<PreparedStep> steps, int from) {
        Ahead next =
                new Ahead(session, from, Alongside.begin("pawl-ahead", () -> messages.window(session, steps, from)));
        ahead = next;
        return next;
    }

    @SuppressWarnings("try") // the watch looks on its own
    private void send(Session session, Preparation preparation, BulkWindow window) {
        MigrationMessage first = window.messages().get(0);
        first.begin();
        List<Pipeline.Message> sent = new ArrayList<>(window.messages());
        if (!preparation.isEmpty()) {
            sent.add(0, preparation);
        }
        int pid = session.backendPid().orElseThrow();
        try (Sideline.Ongoing watching =
                watch.start(pid, settings.lockTimeoutOf(first.step().migration()))) {
            session.pipeline(sent, Pipeline.Rows.KEPT);
        } catch (SQLException e) {
            throw DatabaseProblems.exception(e, session.spec().orElse(null));
        }
    }

    /** Nothing behind it was run, for want of what it was to prepare. */
    private List<Attempted> refused(Session session, BulkWindow window, Preparation preparation) {
        SQLException error = preparation.error().orElseThrow();
        if (session.isBroken()) {
            return List.of(TransactionOutcomes.lost(
                    window.messages().get(0).step().migration(), error, Attempted.CommitState.NOT_SENT));
        }
        LOG.debug("The statements around migrations are not prepared", error);
        forget(session);
        if (!Passing.is(error) && !SqlState.is(error, SqlState.QUERY_CANCELED)) {
            session.prepared().refuse();
        }
        return List.of();
    }

    /**
     * Whether what the session has prepared does not hold any more: a script threw it away, or changed the tables that it is
     * about. Only who says it all anew can tell whether something else is wrong. A syntax error is the script's: the server
     * reads a message whole before it begins.
     */
    private static boolean isOfPrepared(SQLException error) {
        String state = String.valueOf(error.getSQLState());
        return SqlState.is(error, SqlState.PREPARED_STATEMENT_MISSING)
                || SqlState.is(error, SqlState.FEATURE_NOT_SUPPORTED)
                || (state.startsWith(SqlState.SYNTAX_OR_ACCESS_CLASS) && !state.equals(SqlState.SYNTAX_ERROR));
    }

    private void forget(Session session) {
        ahead = null; // it was written with what is gone
        session.prepared().forget();
        Recorder.rollback(session);
    }

    private List<Attempted> outcomes(Session session, BulkWindow window) {
        List<Attempted> attempts = new ArrayList<>();
        TransactionOutcomes outcomes = new TransactionOutcomes(session, recorder, cancellation, watch::seen);
        for (MigrationMessage message : window.messages()) {
            Optional<Attempted.Applied> applied = message.applied();
            if (applied.isPresent()) {
                attempts.add(applied.get());
            } else if (session.isBroken()) {
                attempts.add(TransactionOutcomes.lost(
                        message.step().migration(), window.error(), Attempted.CommitState.UNKNOWN));
            } else {
                failed(session, message, window.error(), outcomes).ifPresent(attempts::add);
                return attempts;
            }
        }
        return attempts;
    }

    /** Empty where it is to be looked at anew. */
    private Optional<Attempted> failed(
            Session session, MigrationMessage message, SQLException error, TransactionOutcomes outcomes) {
        boolean isOrphan = LostClaim.refusal(error)
                .filter(refusal -> refusal == Refusal.PREDECESSOR_MISSING)
                .isPresent();
        if (isOrphan) { // the migration before it was taken back meanwhile
            Recorder.rollback(session);
            return Optional.empty();
        }
        if (!message.isInScript() && isOfPrepared(error)) {
            forget(session);
            return Optional.empty();
        }
        return Optional.of(message.outcome(error, outcomes));
    }
}
