package dev.pawl;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.guard.Gate;
import dev.pawl.postgres.ServerFacts;
import dev.pawl.postgres.Session;
import dev.pawl.record.Attribution;
import dev.pawl.record.Bystander;
import dev.pawl.record.HistoryStore;
import dev.pawl.report.EndSessionReport;
import dev.pawl.run.Cancellation;

/**
 * The verb {@code sessions --end}: ends one session that runs migrations or keeps a run from going on, or gives up what a
 * dead run has left, and notes who did it and why (spec R11, H2). It never touches the history's own table, which the run
 * that is to be ended may have locked.
 */
final class EndSession {

    private final Settings settings;
    private final Gate gate;
    private final Cancellation cancellation;

    EndSession(Settings settings, Gate gate, Cancellation cancellation) {
        this.settings = settings;
        this.gate = gate;
        this.cancellation = cancellation;
    }

    EndSessionReport of(EndSessionRequest request) {
        try (Session session = Database.connect(settings, cancellation)) {
            ServerFacts facts = ServerFacts.of(session).requireSupported();
            Bystander bystander = Bystander.of(session, facts, settings.table());
            gate.admitEnvironment(bystander.environment());
            gate.admitCorrection(bystander.environment(), request.confirmation());
            facts.requireWritable();
            bystander.requireWritable(); // what could not be noted is not done
            return request.target() instanceof EndSessionRequest.OfProcess process
                    ? new SessionEnding(settings, session, this::note, cancellation).of(process, request)
                    : new LeaseEnding(settings, session, this::note)
                            .of((EndSessionRequest.OfLease) request.target(), request);
        }
    }

    /** Writes down what was done; the text is asked for once there is an audit trail to write it to. */
    @FunctionalInterface
    interface Notes {
        /**
         * Writes.
         *
         * @param what what was done, in words
         * @param row the SQL, for whoever did it
         */
        void write(Session session, EndSessionRequest request, String what, Row row);
    }

    /** A row of the audit trail, and what is to be changed with it. */
    @FunctionalInterface
    interface Row {
        /** The SQL. */
        String sql(Bystander bystander, Attribution by);
    }

    private void note(Session session, EndSessionRequest request, String what, Row row) {
        Attribution plain =
                Attribution.of(settings.actor(), settings.environment()).doing(what);
        Attribution by = request.reason().map(plain::because).orElse(plain);
        Bystander bystander = Bystander.of(session, ServerFacts.of(session), settings.table());
        if (!bystander.canNote()) {
            new HistoryStore(settings.table(), settings.shape()).create(session);
        }
        Correction.transact(session, row.sql(bystander, by));
    }

    /**
     * Goes on only if the caller agrees, with what is to be ended in view.
     *
     * @throws PawlException CONFIRMATION_MISSING
     */
    static void requireConsent(EndSessionRequest request, String what) {
        if (!request.consent().isGivenFor(what)) {
            throw PawlException.of(Problem.of(
                    ErrorCode.CONFIRMATION_MISSING,
                    "Ending it was not confirmed; nothing was changed: " + what + ".",
                    "Look at `pawl sessions`, then say `--yes`."));
        }
    }
}
