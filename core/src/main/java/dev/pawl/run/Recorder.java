package dev.pawl.run;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.history.Attempt;
import dev.pawl.migration.Migration;
import dev.pawl.migration.PreparedScript;
import dev.pawl.plan.PlanStep;
import dev.pawl.plan.PreparedStep;
import dev.pawl.postgres.DatabaseProblems;
import dev.pawl.postgres.Session;
import dev.pawl.postgres.SqlState;
import dev.pawl.record.Attribution;
import dev.pawl.record.AuditTrail;
import dev.pawl.record.Claimant;
import dev.pawl.record.Elapsed;
import dev.pawl.record.HistoryTable;
import dev.pawl.record.Lease;
import dev.pawl.record.LeaseAttempt;
import dev.pawl.record.Leases;
import dev.pawl.record.LostClaim;
import dev.pawl.record.Refusal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a run writes into the history and reads from it, as the messages in which it travels. */
public final class Recorder {

    /** The script may have changed the role; the record is the runner's own. */
    static final String OWN_ROLE = "RESET SESSION AUTHORIZATION;\nRESET ROLE;\n";

    /** For the record's own transactions, whatever the role or database has as its default isolation. */
    static final String BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED;\n";

    /** The savepoint between claim and script. */
    static final String CLAIMED = "pawl_claimed";

    /** The savepoint before the claim of a repeatable migration. */
    private static final String EXCLUDED = "pawl_excluded";

    /** Said where the history had to tell what became of a COMMIT (spec R5). */
    static final String ANSWER_LOST = "The answer to COMMIT was lost; the history shows that it was committed.";

    private static final int ATTEMPTS_AT_RECORD = 3;

    private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);
    private static final Elapsed BY_SERVER = new Elapsed.SinceTransactionStart();

    private final HistoryTable table;
    private final AuditTrail audit;
    private final LostClaim lostClaim;
    private final Leases leases;
    private final Attribution by;
    private final Lease.Owner owner;
    private final Instant planned;

    /**
     * A recorder.
     *
     * @param table the history
     * @param by who runs, and where
     * @param owner of the leases of this run
     * @param planned when the history was read that the plan is made from, by the server's clock
     */
    public Recorder(HistoryTable table, Attribution by, Lease.Owner owner, Instant planned) {
        this.table = table;
        this.audit = new AuditTrail(table.name());
        this.lostClaim = new LostClaim(table);
        this.leases = new Leases(table);
        this.by = by;
        this.owner = owner;
        this.planned = planned;
    }

    /** Whether an error of a claim means that another runner has the migration. */
    boolean isLostClaim(SQLException error) {
        return lostClaim.isMeantBy(error)
                || hasFailedElsewhere(error)
                || SqlState.is(error, SqlState.LOCK_NOT_AVAILABLE)
                || SqlState.is(error, SqlState.DEADLOCK)
                || SqlState.is(error, SqlState.SERIALIZATION_FAILURE);
    }

    /** Whether an error of a claim comes from the lease of a script outside a transaction. */
    boolean isLostToLease(SQLException error) {
        return lostClaim.isByLease(error);
    }

    /** Whether an error of the record means that the history has a row of the migration already. */
    boolean isRecordedElsewhere(SQLException error) {
        return SqlState.is(error, SqlState.UNIQUE_VIOLATION) && lostClaim.isMeantBy(error);
    }

    private static boolean hasFailedElsewhere(SQLException error) {
        return LostClaim.refusal(error)
                .filter(refusal -> refusal == Refusal.FAILED_ELSEWHERE)
                .isPresent();
    }

    /**
     * What stands around a claim.
     *
     * @param before its timeouts
     * @param after what is to be said before the script
     */
    record Opening(String before, String after) {}

    /** How a migration's transaction begins: its script may ask for modes. */
    static String begin(PreparedScript script) {
        return "BEGIN" + script.transactionModes().map(text -> " " + text).orElse("");
    }

    /**
     * Opens a transaction and takes the migration's row, in one message.
     *
     * @param begin how the transaction begins; empty where it has
     * @param traces looks at the session, before the script may change it
     * @return the server process that holds the transaction
     * @throws SQLException where the claim is lost, among others
     */
    int claim(Session session, PreparedStep step, String begin, Opening opening, SessionTraces traces)
            throws SQLException {
        String claim = opening(step, claimOf(step.step()), opening);
        int pid = begin.isEmpty() ? traces.goOn(session, claim) : traces.begin(session, begin, claim);
        session.drainWarnings();
        return pid;
    }

    /**
     * As {@link #claim}, as the beginning of a message that goes on with the script. The savepoint is the last of it.
     *
     * @param predecessor the migration whose transaction ends right before; without its record, this one fails
     */
    String opening(PlanStep.Apply apply, PreparedScript script, Opening opening, Optional<Migration> predecessor) {
        Migration migration = apply.migration();
        String claim = predecessor
                .map(before -> table.claimBehind(before, migration, apply.failed(), by.actor(), planned))
                .orElseGet(() -> claimOf(apply) + ";\n" + table.requireNoFailureSince(migration, planned));
        return begin(script) + ";\n" + opening.before() + leases.exclude(migration) + ";\n" + claim + ";\n"
                + opening.after();
    }

    private String opening(PreparedStep step, String claim, Opening opening) {
        return opening.before() + leases.exclude(step.migration()) + ";\n" + claim + ";\n"
                + table.requireNoFailureSince(step.migration(), planned) + ";\n" + opening.after();
    }

    private String claimOf(PlanStep step) {
        return step instanceof PlanStep.Reapply again
                ? table.excludeOthers(again.migration()) + ";\nSAVEPOINT " + EXCLUDED + ";\n"
                        + table.claimAgain(again.migration(), again.applied(), by.actor())
                : table.claim(step.migration(), by.actor());
    }

    /**
     * Checks the deferred constraints, writes the record and commits, in one message.
     *
     * @param traces what the script may have left in the session
     * @return how long the migration took, as it was recorded
     */
    Duration complete(Session session, PreparedStep step, SessionTraces traces) throws SQLException {
        traces.findPrepared(session);
        String milliseconds = session.sendForLast(closing(step, traces));
        if (traces.takesPrepared()) {
            session.prepared().forget();
        }
        session.drainWarnings();
        return millis(milliseconds);
    }

    /** As {@link #complete}, as the end of a message: the last row that it returns is the {@linkplain #millis(String) duration}. */
    String closing(PreparedStep step, SessionTraces traces) {
        String wipe = traces.wipe();
        Optional<String> text = step.script().text();
        String record = wipe.isEmpty()
                ? table.completeForElapsed(step.migration(), by, BY_SERVER, text)
                : table.complete(step.migration(), by, BY_SERVER, text) + ";\n" + wipe
                        + table.elapsedQuery(step.migration());
        return "SET CONSTRAINTS ALL IMMEDIATE;\n" + OWN_ROLE + record + ";\nCOMMIT";
    }

    static Duration millis(String recorded) {
        return Duration.ofMillis(Long.parseLong(recorded));
    }

    /** Writes the record of a migration that shares its transaction with others. */
    void completeInTransaction(Session session, PreparedStep step, Duration elapsed, SessionTraces traces)
            throws SQLException {
        traces.findPrepared(session);
        session.send(OWN_ROLE
                + traces.wipe()
                + table.complete(
                        step.migration(), by, millis(elapsed), step.script().text()));
        session.drainWarnings();
    }

    /**
     * Records a failure in the claim's own transaction, so that nobody gets in between: its script is rolled back to a
     * savepoint, and the claim gives way to the failure. Where the claim took the row of an earlier run out, that comes back.
     */
    void recordFailureOfClaim(
            Session session, PreparedStep step, Problem problem, Duration elapsed, SessionTraces traces)
            throws SQLException {
        boolean isAgain = step.step() instanceof PlanStep.Reapply;
        String opening = "ROLLBACK TO SAVEPOINT " + (isAgain ? EXCLUDED : CLAIMED) + ";\n" + OWN_ROLE;
        String record = isAgain
                ? table.failure(step.migration(), by, errorOf(problem), millis(elapsed))
                : table.failureOfClaim(step.migration(), by, errorOf(problem), millis(elapsed));
        session.send(traces.reopened(session, opening) + record + ";\n" + traces.wipe() + "COMMIT");
        session.drainWarnings();
    }

    /**
     * Records a failure in a transaction of its own.
     *
     * @return the problem; what kept it from being recorded is told in it
     */
    Problem recordFailure(Session session, PreparedStep step, Problem problem, Duration elapsed) {
        return recordIn(session, problem, failureOf(step, problem, elapsed));
    }

    /** Notes an attempt whose connection was lost, on one that is there. The note is no condition of anything. */
    void noteLoss(Session session, PreparedStep step, String error, Duration elapsed) {
        try {
            session.send(BEGIN + "SET LOCAL lock_timeout = '2s';\n"
                    + table.noteLoss(step.migration(), by, error, millis(elapsed)) + ";\nCOMMIT");
        } catch (SQLException e) {
            LOG.debug("The loss of the connection could not be noted", e);
            rollback(session);
        }
        session.drainWarnings();
    }

    /**
     * Notes what a runner that died under its lease cannot tell any more, unless it has: who takes its work over is the first
     * to know. The lease is ours.
     */
    void noteDeath(Session session, PreparedStep step, LeaseAttempt.Holder dead) {
        boolean isTold = dead.applicationName().isEmpty() // it gave the lease up in good order
                || session.query(table.lossQuery(step.migration(), dead.heartbeatAge()), row -> row.getBoolean(1))
                        .get(0);
        if (!isTold) {
            noteLoss(
                    session, step, "The run of " + LeaseInTheWay.words(dead) + ", ended without a word", Duration.ZERO);
        }
    }

    /** The record of a failure, as text for a transaction. */
    String failureOf(PreparedStep step, Problem problem, Duration elapsed) {
        return table.failure(step.migration(), by, errorOf(problem), millis(elapsed)) + ";\n";
    }

    /**
     * Writes the record of a failure in a transaction of its own; tells in the problem what kept it from being written. The
     * interruption that is recorded may still be on its way, and meet the record instead of the statement.
     */
    static Problem recordIn(Session session, Problem problem, String record) {
        for (int attempt = 1; ; attempt++) {
            try {
                session.send(OWN_ROLE + BEGIN + "SET LOCAL lock_timeout = '2s';\n" + record + "COMMIT");
                session.drainWarnings();
                return problem;
            } catch (SQLException e) {
                rollback(session);
                if (attempt == ATTEMPTS_AT_RECORD || !SqlState.is(e, SqlState.QUERY_CANCELED)) {
                    return unrecorded(problem, e);
                }
            }
        }
    }

    private static Problem unrecorded(Problem problem, SQLException e) {
        LOG.warn("The failure could not be recorded", e);
        return problem.withFix(
                problem.fix() + " The failure itself could not be recorded: " + StatementProblems.firstLine(e) + ".");
    }

    /** Ends a transaction that failed before a script was begun. */
    static void rollback(Session session) {
        rollback(session, SessionTraces.none());
    }

    /**
     * Ends a transaction that failed, and wipes what its script left in the session; in one message, as a pooler may hand
     * out another session after it. The server ends it on its own when the connection ends.
     */
    static void rollback(Session session, SessionTraces traces) {
        try {
            if (traces.wipe().isEmpty()) {
                session.send("ROLLBACK"); // a warning where no transaction is open
            } else {
                session.send(traces.reopened(session, "ROLLBACK;\nBEGIN;\n") + traces.wipe() + "COMMIT");
            }
        } catch (SQLException e) {
            LOG.debug("The session is of no use any more", e);
            session.close();
        }
        session.drainWarnings();
    }

    static Elapsed millis(Duration elapsed) {
        return new Elapsed.Milliseconds(elapsed.toMillis());
    }

    static String errorOf(Problem problem) {
        String place = problem.position().map(position -> position + ": ").orElse("");
        String said = problem.server()
                .map(server -> server.message() + " (SQLSTATE " + server.sqlState() + ")")
                .orElse(problem.message());
        return place + said;
    }

    /** Whether the history holds the step's migration, in its present version for a repeatable one. */
    boolean isApplied(Session session, PreparedStep step) {
        return session.query(table.appliedQuery(step.migration()), row -> row.getBoolean(1))
                .get(0);
    }

    /** As {@link #isApplied}, without waiting for somebody who has locked the whole history: that one is not done yet. */
    boolean isSeenApplied(Session session, PreparedStep step) {
        try {
            return session.sendForLast("SELECT pg_catalog.set_config('lock_timeout', '200ms', true);\n"
                            + table.appliedQuery(step.migration()))
                    .equals("t");
        } catch (SQLException e) {
            if (SqlState.is(e, SqlState.LOCK_NOT_AVAILABLE)) {
                return false;
            }
            throw DatabaseProblems.exception(e, session.spec().orElse(null));
        }
    }

    /** What the history says of a migration whose COMMIT was not answered. */
    Attempted.Applied recorded(Session session, PreparedStep step) {
        long milliseconds = session.query(table.elapsedQuery(step.migration()), row -> row.getLong(1))
                .get(0);
        return new Attempted.Applied(Duration.ofMillis(milliseconds), List.of(ANSWER_LOST));
    }

    /** The failure of another runner at the same migration since the plan was made. */
    Optional<Problem> failureElsewhere(Session session, PreparedStep step) {
        Migration migration = step.migration();
        return audit.newestAfter(session, table, migration, planned)
                .filter(Attempt::isFailed)
                .map(attempt -> Problem.of(
                        ErrorCode.OTHER_RUNNER_FAILED,
                        "Migration " + migration.version() + " failed in the run that this one waited for"
                                + attempt.executedBy()
                                        .map(who -> " (" + who + ")")
                                        .orElse("") + ": "
                                + attempt.error().orElse("no error was recorded") + ".",
                        "Correct the file and run `pawl migrate` again."));
    }

    /** The runner that is writing the history, in the words of a message; empty where none can be seen. */
    Optional<String> otherRunner(Session session) {
        try {
            return Claimant.of(session, table.name()).stream().findFirst().map(Claimant::words);
        } catch (PawlException e) {
            return Optional.empty(); // a courtesy; the run itself tells what is wrong with the session
        }
    }

    /** Asks for the lease of a migration. */
    LeaseAttempt takeLease(
            Session session, PreparedStep step, Duration timeToLive, Optional<LeaseAttempt.Holder> silent) {
        return leases.tryAcquire(session, step.migration(), owner, timeToLive, silent);
    }

    /** The lease as it is if this run has it. */
    Lease leaseOf(PreparedStep step, Duration timeToLive) {
        return new Lease(step.migration(), owner, timeToLive);
    }

    /** Whether a holder of a lease is this run itself, in an earlier attempt. */
    boolean isOwn(LeaseAttempt.Holder holder) {
        return holder.owner().equals(Optional.of(owner.id()));
    }

    Leases leases() {
        return leases;
    }

    /** Records a migration that ran under a lease and gives the lease back, in one transaction; how long it took. */
    Duration completeLeased(Session session, PreparedStep step, Lease lease, Duration elapsed, SessionTraces traces)
            throws SQLException {
        traces.findPrepared(session);
        session.send(OWN_ROLE + BEGIN + "SET LOCAL lock_timeout = '10s';\n"
                + leases.complete(lease) + ";\n" + claimOf(step.step()) + ";\n"
                + table.complete(
                        step.migration(), by, millis(elapsed), step.script().text()) + ";\n"
                + traces.wipe() + "COMMIT");
        session.drainWarnings();
        return Duration.ofMillis(elapsed.toMillis());
    }

    /**
     * Records a failure under a lease, gives the lease back and keeps what was done, in one transaction.
     *
     * @param record of the failure
     * @param lastWords what else is to be noted of the lease, under its fence
     * @throws SQLException LEASE_LOST among others
     */
    static void recordLeasedFailure(Session session, String record, SessionTraces traces, List<String> lastWords)
            throws SQLException {
        traces.findPrepared(session);
        session.send(OWN_ROLE + BEGIN + "SET LOCAL lock_timeout = '2s';\n" + String.join(";\n", lastWords) + ";\n"
                + record + traces.wipe() + "COMMIT");
        session.drainWarnings();
    }
}
