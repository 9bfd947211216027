package dev.pawl;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.guard.Gate;
import dev.pawl.migration.Migration;
import dev.pawl.plan.MigrationSelector;
import dev.pawl.postgres.Literal;
import dev.pawl.postgres.Survey;
import dev.pawl.postgres.SurveyedSession;
import dev.pawl.postgres.Termination;
import dev.pawl.record.Attribution;
import dev.pawl.record.DatabaseState;
import dev.pawl.record.Elapsed;
import dev.pawl.record.StoredLease;
import dev.pawl.record.StoredLeases;
import dev.pawl.report.EndSessionReport;
import dev.pawl.report.SessionsReport;
import dev.pawl.run.Cancellation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The verb {@code sessions --end}: ends one session that runs migrations or keeps a run from going on, or gives up what a
 * dead run has left, and notes who did it and why (spec R11, H2).
 */
final class EndSession {

    /** A runner that was refused a lock tries again after ten seconds at most: until then nobody is in its way. */
    private static final Duration PATIENCE_FOR_BLOCKER = Duration.ofSeconds(12);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private final Settings settings;
    private final Gate gate;
    private final Cancellation cancellation;

    EndSession(Settings settings, Gate gate, Cancellation cancellation) {
        this.settings = settings;
        this.gate = gate;
        this.cancellation = cancellation;
    }

    EndSessionReport of(EndSessionRequest request) {
        try (Database database = Database.open(settings, cancellation)) {
            DatabaseState state = database.state();
            gate.admitEnvironment(state.history().environment());
            gate.admitCorrection(state.history().environment(), request.confirmation());
            state.facts().requireWritable();
            if (state.table().isPresent()) {
                database.table(); // what could not be noted is not done
            }
            return request.target() instanceof EndSessionRequest.OfProcess process
                    ? endProcess(database, process, request)
                    : giveUp(database, (EndSessionRequest.OfLease) request.target(), request);
        }
    }

    private EndSessionReport endProcess(
            Database database, EndSessionRequest.OfProcess process, EndSessionRequest request) {
        Optional<SurveyedSession> found = find(database, process);
        if (found.isEmpty()) {
            requireGone(database, process);
            return new EndSessionReport(EndSessionReport.Outcome.GONE, Optional.empty(), Optional.empty());
        }
        SurveyedSession target = found.get();
        if (target.pid() == 0) {
            throw PawlException.of(preparedTransaction());
        }
        requireConsent(request, target.seen().describe());
        Termination.Outcome outcome = end(database, target, request);
        return new EndSessionReport(
                switch (outcome) {
                    case CANCELLED -> EndSessionReport.Outcome.CANCELLED;
                    case TERMINATED -> EndSessionReport.Outcome.TERMINATED;
                    case GONE -> EndSessionReport.Outcome.GONE;
                },
                Optional.of(Sessions.live(target)),
                Optional.empty());
    }

    /** Looks for the session among the runners and those in their way; looks again while a runner rests between attempts. */
    private Optional<SurveyedSession> find(Database database, EndSessionRequest.OfProcess process) {
        long end = System.nanoTime() + PATIENCE_FOR_BLOCKER.toNanos();
        while (true) {
            Survey survey = Survey.of(database.session());
            Optional<SurveyedSession> found = survey.find(process.pid());
            if (found.isPresent()) {
                return found.filter(session -> isSameAs(process.startedAt(), session.startedAt()));
            }
            boolean mayComeYet = !survey.runners().isEmpty() && System.nanoTime() < end;
            if (!mayComeYet || other(database, process).filter(Other::mayBlock).isEmpty()) {
                return Optional.empty();
            }
            rest();
        }
    }

    private static boolean isSameAs(Optional<Instant> listed, Optional<Instant> seen) {
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
    private static Optional<Other> other(Database database, EndSessionRequest.OfProcess process) {
        String start = process.startedAt()
                .map(moment -> " AND COALESCE(backend_start = " + Literal.timestamp(moment) + ", TRUE)")
                .orElse("");
        return database
                .session()
                .query(
                        "SELECT COALESCE(NULLIF(application_name, ''), backend_type, 'unknown'),"
                                + " backend_start IS NULL OR xact_start IS NOT NULL"
                                + " FROM pg_catalog.pg_stat_activity WHERE pid = " + process.pid() + start,
                        row -> new Other(row.getString(1), row.getBoolean(2)))
                .stream()
                .findFirst();
    }

    /** pawl is no general killer. */
    private static void requireGone(Database database, EndSessionRequest.OfProcess process) {
        other(database, process).ifPresent(other -> {
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

    private static void requireConsent(EndSessionRequest request, String what) {
        if (!request.consent().isGivenFor(what)) {
            throw PawlException.of(Problem.of(
                    ErrorCode.CONFIRMATION_MISSING,
                    "Ending it was not confirmed; nothing was changed: " + what + ".",
                    "Look at `pawl sessions`, then say `--yes`."));
        }
    }

    private Termination.Outcome end(Database database, SurveyedSession target, EndSessionRequest request) {
        long start = System.nanoTime();
        Optional<StoredLease> lease = leaseOf(database, target);
        try {
            Termination.Outcome outcome = new Termination(database.session(), cancellation::pause).end(target);
            if (outcome != Termination.Outcome.GONE) {
                String done = outcome == Termination.Outcome.CANCELLED ? "cancelled " : "ended ";
                note(database, lease, by(request, done + words(target)), start, Optional.empty());
            }
            return outcome;
        } catch (PawlException e) {
            note(database, lease, by(request, "did not end " + words(target)), start, Optional.of(e));
            throw e;
        }
    }

    private Optional<StoredLease> leaseOf(Database database, SurveyedSession target) {
        List<StoredLease> stored = stored(database);
        List<SessionsReport.Lease> leases = new Sessions(settings).leases(stored, Survey.of(database.session()));
        return stored.stream()
                .filter(lease -> leases.get(stored.indexOf(lease)).pids().contains(target.pid()))
                .findFirst();
    }

    private static String words(SurveyedSession target) {
        StringBuilder words = new StringBuilder("pid " + target.pid());
        target.seen().user().ifPresent(role -> words.append(", role ").append(role));
        target.seen().applicationName().ifPresent(name -> words.append(", ").append(name));
        target.seen().client().ifPresent(client -> words.append(", from ").append(client));
        return words.toString();
    }

    private Attribution by(EndSessionRequest request, String what) {
        Attribution by =
                Attribution.of(settings.actor(), settings.environment()).doing(what);
        return request.reason().map(by::because).orElse(by);
    }

    private void note(
            Database database,
            Optional<StoredLease> lease,
            Attribution by,
            long start,
            Optional<PawlException> failure) {
        Elapsed elapsed = new Elapsed.Milliseconds((System.nanoTime() - start) / 1_000_000);
        try {
            String row = failure.map(e -> database.table()
                            .noteEndFailure(lease, by, e.problem().message(), elapsed))
                    .orElseGet(() -> database.table().noteEnd(lease, by, elapsed));
            Correction.transact(database.session(), row);
        } catch (PawlException e) {
            failure.ifPresent(e::addSuppressed);
            throw PawlException.of(
                    e.problem()
                            .withFix("What was done is not in the audit trail: "
                                    + by.detail().orElse("") + ". "
                                    + e.problem().fix()),
                    e);
        }
    }

    private EndSessionReport giveUp(Database database, EndSessionRequest.OfLease target, EndSessionRequest request) {
        long start = System.nanoTime();
        List<StoredLease> stored = stored(database);
        Optional<StoredLease> found = select(target.selector(), stored);
        if (found.isEmpty()) {
            return new EndSessionReport(EndSessionReport.Outcome.GONE, Optional.empty(), Optional.empty());
        }
        SessionsReport.Lease lease = new Sessions(settings)
                .leases(List.of(found.get()), Survey.of(database.session()))
                .get(0);
        return switch (lease.state()) {
            case HELD -> throw PawlException.of(atWork(lease));
            case EXPIRED, RELEASED ->
                new EndSessionReport(EndSessionReport.Outcome.GONE, Optional.empty(), Optional.of(lease));
            case ORPHANED -> {
                String whose = "the lease of " + lease.migration() + ", held by " + lease.process() + ", last heard of "
                        + lease.heartbeatAge().toSeconds() + " s ago";
                requireConsent(request, whose);
                Attribution by = by(request, "gave up " + whose);
                Elapsed elapsed = new Elapsed.Milliseconds((System.nanoTime() - start) / 1_000_000);
                Correction.transact(
                        database.session(),
                        new StoredLeases(settings.table()).giveUp(found.get()) + ";\n"
                                + database.table().noteEnd(found, by, elapsed));
                yield new EndSessionReport(EndSessionReport.Outcome.RELEASED, Optional.empty(), Optional.of(lease));
            }
        };
    }

    private List<StoredLease> stored(Database database) {
        StoredLeases stored = new StoredLeases(settings.table());
        return stored.reach(database.session()) == StoredLeases.Reach.READABLE
                ? stored.all(database.session())
                : List.of();
    }

    /** By the name that the history has; else by what the files tell, which knows that 2 is 002. */
    private Optional<StoredLease> select(String selector, List<StoredLease> stored) {
        Optional<StoredLease> exact = stored.stream()
                .filter(lease -> lease.version().equals(selector))
                .findFirst();
        if (exact.isPresent()) {
            return exact;
        }
        Migration migration = new MigrationSelector(Catalog.read(settings).migrations()).one(selector);
        return stored.stream().filter(lease -> lease.isFor(migration)).findFirst();
    }

    private static Problem atWork(SessionsReport.Lease lease) {
        return Problem.of(
                ErrorCode.RUNNER_BUSY,
                "The run that has the lease of " + lease.migration() + " is at work: " + lease.process() + ", pid "
                        + lease.pids().get(0) + ".",
                "If it is stuck, end its session: `pawl sessions --end "
                        + lease.pids().get(0) + "`.");
    }
}
