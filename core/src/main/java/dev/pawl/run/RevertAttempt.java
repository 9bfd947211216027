package dev.pawl.run;

import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.event.RunEvent;
import dev.pawl.event.RunListener;
import dev.pawl.history.HistoryEntry;
import dev.pawl.migration.Migration;
import dev.pawl.migration.PreparedScript;
import dev.pawl.migration.StatementSequence;
import dev.pawl.migration.TransactionMode;
import dev.pawl.postgres.DatabaseProblems;
import dev.pawl.postgres.Session;
import dev.pawl.record.Attribution;
import dev.pawl.record.HistoryTable;
import dev.pawl.record.Lease;
import dev.pawl.record.LeaseAttempt;
import dev.pawl.record.Leases;
import dev.pawl.record.LostClaim;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * One attempt to take a migration back: row out, script, record, in one transaction. A down script that cannot share
 * one runs under a lease, as its migration did, so that nobody else runs it; the row goes when it is done.
 */
final class RevertAttempt {

    private static final String OWN_ROLE = "RESET SESSION AUTHORIZATION;\nRESET ROLE;\n";

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private final Connections connections;
    private final Session session;
    private final HistoryTable table;
    private final Attribution by;
    private final RunSettings settings;
    private final RunListener listener;
    private final Cancellation cancellation;
    private final Rest rest;
    private final Sideline sideline;
    private final BlockerWatch watch;
    private final Leases leases;
    private final Lease.Owner owner;
    private final Migration migration;
    private final HistoryEntry entry;
    private final PreparedScript down;
    private final ScriptSender sender;
    private final long start = System.nanoTime();

    RevertAttempt(
            Connections connections,
            HistoryTable table,
            Attribution by,
            RunSettings settings,
            RunListener listener,
            Cancellation cancellation,
            Rest rest,
            Sideline sideline,
            BlockerWatch watch,
            Lease.Owner owner,
            Migration migration,
            HistoryEntry entry,
            PreparedScript down) {
        this.connections = connections;
        this.session = connections.current();
        this.table = table;
        this.by = by;
        this.settings = settings;
        this.listener = listener;
        this.cancellation = cancellation;
        this.rest = rest;
        this.sideline = sideline;
        this.watch = watch;
        this.leases = new Leases(table);
        this.owner = owner;
        this.migration = migration;
        this.entry = entry;
        this.down = down;
        this.sender = new ScriptSender(session, listener, migration, down.statementCount(), cancellation);
    }

    /**
     * Makes it; leaves no open transaction behind.
     *
     * @return what was in the way; empty when the migration is reverted
     * @throws PawlException when it failed, and is recorded as such; or another runner has the migration
     */
    Optional<Attempted.Blocked> run() {
        return down.mode() == TransactionMode.TRANSACTIONAL ? runInTransaction() : runUnderLease();
    }

    private Optional<Attempted.Blocked> runInTransaction() {
        int pid = begin();
        return outcomeOf(() -> {
            sendWatched(pid);
            sender.traces().findPrepared(session);
            session.send("SET CONSTRAINTS ALL IMMEDIATE;\n" + OWN_ROLE + completion() + ";\n"
                    + sender.traces().wipe() + "COMMIT");
        });
    }

    private int begin() {
        leases.find(session, migration)
                .filter(lease -> lease.isExpired() && !lease.progress().isFresh())
                .ifPresent(lease -> {
                    throw PawlException.of(LeaseInTheWay.halfDone(
                            migration, migration.down().orElseThrow(), lease.progress(), FailureAdvice.FOR_ROLLBACK));
                });
        try {
            return sender.traces()
                    .begin(
                            session,
                            "BEGIN"
                                    + down.transactionModes()
                                            .map(modes -> " " + modes)
                                            .orElse(""),
                            TransactionSettings.claim(settings) + leases.forget(migration) + ";\n"
                                    + table.claimRemoval(entry) + ";\n"
                                    + TransactionSettings.of(migration, settings));
        } catch (SQLException e) {
            throw refused(e);
        }
    }

    @SuppressWarnings("try") // the watch looks on its own
    private void sendWatched(int pid) throws StatementFailure {
        try (Sideline.Ongoing watching = watch.start(pid, settings.lockTimeoutOf(migration));
                StatementSequence statements = down.open()) {
            sender.sendAll(statements);
        }
    }

    @SuppressWarnings("try") // the heart beats on its own
    private Optional<Attempted.Blocked> runUnderLease() {
        LeaseAttempt.Acquired acquired = take();
        Heartbeat heartbeat = new Heartbeat(leases, acquired.lease(), session, listener);
        LeasedWork work = new LeasedWork.Removal(table, by, migration, entry, down);
        try (Sideline.Ongoing beating = heartbeat.start(sideline)) {
            return outcomeOf(
                    new LeasedScript(session, work, acquired, settings, listener, cancellation, watch, heartbeat)
                            .run());
        } finally {
            if (session.isBroken()) {
                LeasedExecutor.abandon(connections, leases, acquired.lease());
            }
        }
    }

    private Optional<Attempted.Blocked> outcomeOf(Attempted attempted) {
        if (attempted instanceof Attempted.Failed failed) {
            listener.on(new RunEvent.MigrationFailed(migration, failed.problem()));
            throw PawlException.of(failed.problem(), failed.cause());
        }
        if (attempted instanceof Attempted.Lost lost) {
            throw PawlException.of(lost.problem(), lost.cause());
        }
        return Optional.of(attempted)
                .filter(Attempted.Blocked.class::isInstance)
                .map(Attempted.Blocked.class::cast);
    }

    private Lease lease() {
        return new Lease(migration, owner, settings.leaseTime(), Fingerprint.of(down));
    }

    /** Waits for nobody who is at work; who is silent behind a pooler is given time to be heard. */
    private LeaseAttempt.Acquired take() {
        Lease lease = lease();
        Silence silence = new Silence(settings.leaseTime());
        while (true) {
            LeaseAttempt answer = leases.tryAcquireRemoval(session, lease, silence.longEnough());
            if (answer instanceof LeaseAttempt.Acquired acquired) {
                acquired.previous()
                        .filter(previous -> !previous.owner().equals(Optional.of(owner.id())))
                        .ifPresent(previous -> Orphans.end(session, previous));
                return acquired;
            }
            if (answer instanceof LeaseAttempt.Held held) {
                silence.observe(held.by());
            }
            if (!silence.isSuspected() || silence.longEnough().isPresent()) {
                throw PawlException.of(LeasedWork.Removal.busy(migration));
            }
            rest.of(BETWEEN_LOOKS);
        }
    }

    /** The row could not be taken out: another runner is at it, for one. */
    private PawlException refused(SQLException e) {
        if (session.isBroken()) {
            return DatabaseProblems.exception(e, session.spec().orElse(null));
        }
        Recorder.rollback(session);
        if (LostClaim.refusal(e).isPresent() || Passing.is(e) || new LostClaim(table).isByLease(e)) {
            return PawlException.of(LeasedWork.Removal.busy(migration), e);
        }
        return failed(DatabaseProblems.of(e, session.spec().orElse(null)), e);
    }

    private interface Work {
        void run() throws StatementFailure, SQLException;
    }

    private Optional<Attempted.Blocked> outcomeOf(Work work) {
        try {
            work.run();
        } catch (StatementFailure e) {
            return stopped(
                    StatementProblems.of(
                            migration, e, FailureAdvice.FOR_ROLLBACK.nothing(), FailureAdvice.FOR_ROLLBACK),
                    e.error());
        } catch (SQLException e) {
            if (LostClaim.refusal(e).isPresent()) {
                Recorder.rollback(session, sender.traces());
                throw PawlException.of(LeasedWork.Removal.busy(migration), e);
            }
            return stopped(DatabaseProblems.of(e, session.spec().orElse(null)), e);
        } catch (PawlException e) {
            throw failed(e.problem(), e);
        }
        session.drainWarnings();
        return Optional.empty();
    }

    private Optional<Attempted.Blocked> stopped(Problem problem, SQLException error) {
        if (!Passing.is(error) || cancellation.isRequested()) {
            throw failed(problem, error);
        }
        Recorder.rollback(session, sender.traces());
        return Optional.of(Attempted.Blocked.by(error, problem, FailureAdvice.FOR_ROLLBACK.nothing(), watch.seen()));
    }

    /** Records that the migration was not reverted, and tells it. */
    PawlException failed(Problem found, Exception cause) {
        if (session.isBroken() && cause instanceof SQLException error) {
            return DatabaseProblems.exception(error, session.spec().orElse(null));
        }
        Problem problem = cancellation.isRequested()
                ? Cancellation.interrupted("The rollback of " + migration.version() + " was interrupted. "
                        + FailureAdvice.FOR_ROLLBACK.nothing())
                : found;
        cancellation.workingOn(null); // what is recorded now is not to be cancelled
        listener.on(new RunEvent.MigrationFailed(migration, problem));
        Recorder.rollback(session, sender.traces());
        boolean isUnderLease = down.mode() != TransactionMode.TRANSACTIONAL;
        String record = (isUnderLease ? leases.release(lease()) + ";\n" : "")
                + table.removalFailure(entry, by, Recorder.errorOf(problem), Recorder.millis(elapsed())) + ";\n";
        return PawlException.of(Recorder.recordIn(session, problem, record), cause);
    }

    private String completion() {
        return table.completeRemoval(entry, by, Recorder.millis(elapsed()));
    }

    /** How long it has taken so far. */
    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
