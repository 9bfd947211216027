package dev.pawl.run;

import dev.pawl.migration.Migration;
import dev.pawl.plan.PreparedStep;
import dev.pawl.postgres.DatabaseProblems;
import dev.pawl.postgres.Pipeline;
import dev.pawl.postgres.Session;
import dev.pawl.record.LostClaim;
import dev.pawl.record.Refusal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * Runs small migrations in bulk: they are sent one behind the other, and together cost a round trip (design, decision 3).
 * Each is a message and a transaction of its own, and makes sure that the one before it is applied; so whatever goes wrong,
 * nothing behind it is run.
 */
final class BulkRunner {

    private final Recorder recorder;
    private final RunSettings settings;
    private final Cancellation cancellation;
    private final BlockerWatch watch;
    private final BulkMessages messages;

    BulkRunner(
            Recorder recorder,
            RunSettings settings,
            Cancellation cancellation,
            BlockerWatch watch,
            BulkMessages messages) {
        this.recorder = recorder;
        this.settings = settings;
        this.cancellation = cancellation;
        this.watch = watch;
        this.messages = messages;
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
        List<MigrationMessage> window = window(session, steps, from, announce, applied);
        if (window.isEmpty()) {
            return List.of();
        }
        cancellation.check();
        cancellation.workingOn(session);
        send(session, window);
        return outcomes(session, window);
    }

    /** Told of a migration that is applied. */
    @FunctionalInterface
    interface Applied {
        void on(Migration migration, Attempted.Applied applied);
    }

    private List<MigrationMessage> window(
            Session session, List<PreparedStep> steps, int from, IntConsumer announce, Applied applied) {
        List<MigrationMessage> window = new ArrayList<>();
        int bytes = 0;
        for (int i = from; i < steps.size() && window.size() < Pipeline.MOST_MESSAGES; i++) {
            int index = i;
            PreparedStep step = steps.get(i);
            Optional<Migration> predecessor = window.isEmpty()
                    ? Optional.empty()
                    : Optional.of(steps.get(i - 1).migration());
            Consumer<Attempted.Applied> atEnd = end -> {
                applied.on(step.migration(), end);
                beginNext(window, index - from + 1);
            };
            Optional<MigrationMessage> message =
                    messages.of(session, step, predecessor, () -> announce.accept(index), atEnd);
            bytes += message.map(MigrationMessage::size).orElse(0);
            if (message.isEmpty() || (!window.isEmpty() && bytes > Pipeline.MOST_BYTES)) {
                return window;
            }
            window.add(message.get());
        }
        return window;
    }

    private static void beginNext(List<MigrationMessage> window, int next) {
        if (next < window.size()) {
            window.get(next).begin();
        }
    }

    @SuppressWarnings("try") // the watch looks on its own
    private void send(Session session, List<MigrationMessage> window) {
        MigrationMessage first = window.get(0);
        first.begin();
        int pid = session.backendPid().orElseThrow();
        try (Sideline.Ongoing watching =
                watch.start(pid, settings.lockTimeoutOf(first.step().migration()))) {
            session.pipeline(window, Pipeline.Rows.KEPT);
        } catch (SQLException e) {
            throw DatabaseProblems.exception(e, session.spec().orElse(null));
        }
    }

    private List<Attempted> outcomes(Session session, List<MigrationMessage> window) {
        List<Attempted> attempts = new ArrayList<>();
        TransactionOutcomes outcomes = new TransactionOutcomes(session, recorder, cancellation, watch::seen);
        for (MigrationMessage message : window) {
            Optional<Attempted.Applied> applied = message.applied();
            if (applied.isPresent()) {
                attempts.add(applied.get());
            } else if (session.isBroken()) {
                attempts.add(TransactionOutcomes.lost(
                        message.step().migration(), errorOf(window), Attempted.CommitState.UNKNOWN));
            } else {
                failed(session, message, errorOf(window), outcomes).ifPresent(attempts::add);
                return attempts;
            }
        }
        return attempts;
    }

    /** The first error: those behind it follow from it. */
    private static SQLException errorOf(List<MigrationMessage> window) {
        return window.stream()
                .flatMap(message -> message.error().stream())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Neither an answer nor an error"));
    }

    /** Empty where the migration before it was taken back meanwhile: then it is to be looked at anew. */
    private static Optional<Attempted> failed(
            Session session, MigrationMessage message, SQLException error, TransactionOutcomes outcomes) {
        boolean isOrphan = LostClaim.refusal(error)
                .filter(refusal -> refusal == Refusal.PREDECESSOR_MISSING)
                .isPresent();
        if (isOrphan) {
            Recorder.rollback(session);
            return Optional.empty();
        }
        return Optional.of(message.outcome(error, outcomes));
    }
}
