package dev.pawl;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.postgres.Literal;
import dev.pawl.postgres.RunName;
import dev.pawl.postgres.Session;
import dev.pawl.postgres.Survey;
import dev.pawl.postgres.SurveyedSession;
import dev.pawl.postgres.Termination;
import dev.pawl.record.Elapsed;
import dev.pawl.record.StoredLease;
import dev.pawl.record.StoredLeases;
import dev.pawl.report.EndSessionReport;
import dev.pawl.run.Cancellation;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Ends one session: a runner, or one that a runner waits for, and no other. pawl is no general killer. */
final class SessionEnding {

    /** A runner that was refused a lock tries again after ten seconds at most: until then nobody is in its way. */
    private static final Duration PATIENCE_FOR_BLOCKER = Duration.ofSeconds(12);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private final Settings settings;
    private final Session session;
    private final EndSession.Notes notes;
    private final Cancellation cancellation;

    SessionEnding(Settings settings, Session session, EndSession.Notes notes, Cancellation cancellation) {
        this.settings = settings;
        this.session = session;
        this.notes = notes;
        this.cancellation = cancellation;
    }

    EndSessionReport of(EndSessionRequest.OfProcess process, EndSessionRequest request) {
        Optional<SurveyedSession> found = find(process);
        if (found.isEmpty()) {
            requireGone(process);
            return new EndSessionReport(EndSessionReport.Outcome.GONE, Optional.empty(), Optional.empty());
        }
        SurveyedSession target = found.get();
        if (target.pid() == 0) {
            throw PawlException.of(preparedTransaction());
        }
        EndSession.requireConsent(request, target.seen().describe());
        EndSessionReport.Outcome outcome = end(target, request);
        return new EndSessionReport(outcome, Optional.of(Sessions.live(target)), Optional.empty());
    }

    /** Looks among the runners and those in their way; looks again while a runner may be resting between two attempts. */
    private Optional<SurveyedSession> find(EndSessionRequest.OfProcess process) {
        long end = System.nanoTime() + PATIENCE_FOR_BLOCKER.toNanos();
        while (true) {
            Survey survey = Survey.of(session);
            Optional<SurveyedSession> found = survey.find(process.pid());
            if (found.isPresent()) {
                return found.filter(seen -> isSame(process.startedAt(), seen.startedAt()));
            }
            boolean mayComeYet = !survey.runners().isEmpty() && System.nanoTime() < end;
            if (!mayComeYet || other(process).filter(Other::mayBlock).isEmpty()) {
                return Optional.empty();
            }
            rest();
        }
    }

    private static boolean isSame(Optional<Instant> listed, Optional<Instant> seen) {
        return listed.isEmpty() || seen.isEmpty() || listed.equals(seen);
    }

    private void rest() {
        try {
            cancellation.pause(BETWEEN_LOOKS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw PawlException.of(
                    Problem.of(
                            ErrorCode.INTERRUPTED,
                            "Interrupted before a session was ended; nothing was changed.",
                            "See who is at work with `pawl sessions`."),
                    e);
        }
    }

    /**
     * A session that is neither runner nor blocker.
     *
     * @param name what it calls itself
     * @param mayBlock whether it can be in anybody's way: it has a transaction, or the role may not see whether it has
     */
    private record Other(String name, boolean mayBlock) {}

    /** Who has the number; empty where nobody has, or a later session than the one that was listed. */
    private Optional<Other> other(EndSessionRequest.OfProcess process) {
        String start = process.startedAt()
                .map(moment -> " AND COALESCE(backend_start = " + Literal.timestamp(moment) + ", TRUE)")
                .orElse("");
        return session
                .query(
                        "SELECT COALESCE(NULLIF(application_name, ''), backend_type, 'unknown'),"
                                + " backend_start IS NULL OR xact_start IS NOT NULL"
                                + " FROM pg_catalog.pg_stat_activity WHERE pid = " + process.pid() + start,
                        row -> new Other(row.getString(1), row.getBoolean(2)))
                .stream()
                .findFirst();
    }

    private void requireGone(EndSessionRequest.OfProcess process) {
        other(process).ifPresent(other -> {
            throw PawlException.of(Problem.of(
                    ErrorCode.SESSION_UNRELATED,
                    "The session of pid " + process.pid() + " (" + other.name()
                            + ") neither runs migrations nor keeps a run from going on; it was left alone.",
                    "`pawl sessions` lists those that do. Any other you can end with `SELECT pg_terminate_backend("
                            + process.pid() + ");`"));
        });
    }

    private static Problem preparedTransaction() {
        return Problem.of(
                ErrorCode.SESSION_UNRELATED,
                "A prepared transaction belongs to no session, so there is none to end.",
                "Find it in pg_prepared_xacts, and end it with `COMMIT PREPARED '…';` or `ROLLBACK PREPARED '…';`");
    }

    private EndSessionReport.Outcome end(SurveyedSession target, EndSessionRequest request) {
        long start = System.nanoTime();
        Optional<StoredLease> lease = leaseOf(target);
        Termination.Outcome outcome;
        try {
            outcome = new Termination(session, cancellation::pause).end(target);
        } catch (PawlException e) {
            noteFailure(lease, target, request, start, e);
            throw e;
        }
        return switch (outcome) {
            case GONE -> EndSessionReport.Outcome.GONE;
            case CANCELLED -> {
                note(lease, "cancelled " + words(target), request, start);
                yield EndSessionReport.Outcome.CANCELLED;
            }
            case TERMINATED -> {
                note(lease, "ended " + words(target), request, start);
                yield EndSessionReport.Outcome.TERMINATED;
            }
        };
    }

    private Optional<StoredLease> leaseOf(SurveyedSession target) {
        return new StoredLeases(settings.table())
                .ifReadable(session).stream()
                        .filter(lease -> target.run()
                                .map(RunName::run)
                                .equals(RunName.read(lease.holder().applicationName())
                                        .map(RunName::run)))
                        .filter(lease -> target.isRunner())
                        .findFirst();
    }

    private static String words(SurveyedSession target) {
        StringBuilder words = new StringBuilder("pid " + target.pid());
        target.seen().user().ifPresent(role -> words.append(", role ").append(role));
        target.seen().applicationName().ifPresent(name -> words.append(", ").append(name));
        target.seen().client().ifPresent(client -> words.append(", from ").append(client));
        return words.toString();
    }

    private void note(Optional<StoredLease> lease, String what, EndSessionRequest request, long start) {
        try {
            notes.write(session, request, what, (bystander, by) -> bystander.ended(lease, by, Elapsed.since(start)));
        } catch (PawlException e) {
            throw PawlException.of(
                    e.problem()
                            .withFix("It was done, and is not in the audit trail: " + what + ". "
                                    + e.problem().fix()),
                    e);
        }
    }

    /** The failure itself is what the caller hears; that it could not be noted is told with it. */
    private void noteFailure(
            Optional<StoredLease> lease,
            SurveyedSession target,
            EndSessionRequest request,
            long start,
            PawlException failure) {
        try {
            notes.write(
                    session,
                    request,
                    "did not end " + words(target),
                    (bystander, by) ->
                            bystander.notEnded(lease, by, failure.problem().message(), Elapsed.since(start)));
        } catch (PawlException e) {
            failure.addSuppressed(e);
        }
    }
}
