package dev.pawl;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.migration.Migration;
import dev.pawl.plan.MigrationSelector;
import dev.pawl.postgres.Session;
import dev.pawl.postgres.Survey;
import dev.pawl.record.Elapsed;
import dev.pawl.record.StoredLease;
import dev.pawl.record.StoredLeases;
import dev.pawl.report.EndSessionReport;
import dev.pawl.report.SessionsReport;
import java.util.List;
import java.util.Optional;

/** Gives up the lease of a run that is dead, so that the next one need not wait until it expires. */
final class LeaseEnding {

    private final Settings settings;
    private final Session session;
    private final EndSession.Notes notes;
    private final StoredLeases leases;

    LeaseEnding(Settings settings, Session session, EndSession.Notes notes) {
        this.settings = settings;
        this.session = session;
        this.notes = notes;
        this.leases = new StoredLeases(settings.table());
    }

    EndSessionReport of(EndSessionRequest.OfLease target, EndSessionRequest request) {
        Optional<StoredLease> found = select(target.selector(), leases.ifReadable(session));
        if (found.isEmpty()) {
            return new EndSessionReport(EndSessionReport.Outcome.GONE, Optional.empty(), Optional.empty());
        }
        SessionsReport.Lease lease = new Sessions(settings)
                .leases(List.of(found.get()), Survey.of(session))
                .get(0);
        return switch (lease.state()) {
            case HELD -> throw PawlException.of(atWork(lease));
            case EXPIRED, RELEASED ->
                new EndSessionReport(EndSessionReport.Outcome.GONE, Optional.empty(), Optional.of(lease));
            case ORPHANED -> giveUp(found.get(), lease, request);
        };
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

    private EndSessionReport giveUp(StoredLease stored, SessionsReport.Lease lease, EndSessionRequest request) {
        long start = System.nanoTime();
        String whose = "the lease of " + lease.migration() + ", held by " + lease.process() + ", last heard of "
                + lease.heartbeatAge().toSeconds() + " s ago";
        EndSession.requireConsent(request, whose);
        notes.write(
                session,
                request,
                "gave up " + whose,
                (bystander, by) ->
                        leases.giveUp(stored) + ";\n" + bystander.ended(Optional.of(stored), by, Elapsed.since(start)));
        return new EndSessionReport(EndSessionReport.Outcome.RELEASED, Optional.empty(), Optional.of(lease));
    }
}
