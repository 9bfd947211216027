package dev.pawl.run;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.event.RunEvent;
import dev.pawl.event.RunListener;
import dev.pawl.migration.LockTimeout;
import dev.pawl.migration.Migration;
import dev.pawl.migration.SourcePosition;
import dev.pawl.migration.Statement;
import dev.pawl.migration.StatementKind;
import dev.pawl.migration.StatementSequence;
import dev.pawl.postgres.DatabaseProblems;
import dev.pawl.postgres.Session;
import dev.pawl.record.Lease;
import dev.pawl.record.LeaseAttempt;
import dev.pawl.record.Leases;
import dev.pawl.record.LostClaim;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run through a script outside a transaction, up or down, from the first unfinished statement on.
 *
 * <p>A statement that can run in a transaction shares one with the note that it is finished, so it runs exactly once. One
 * that cannot is noted before and after; if a run ends in between, the next one finds out what became of it ({@link
 * InDoubt}).
 */
final class LeasedScript {

    private static final Logger LOG = LoggerFactory.getLogger(LeasedScript.class);

    /** What may have to come before a transaction's snapshot, or ends it. */
    private static final Set<StatementKind> EARLY =
            EnumSet.of(StatementKind.SESSION_SETTING, StatementKind.SAVEPOINT, StatementKind.TRANSACTION_CONTROL);

    private final Session session;
    private final LeasedWork work;
    private final Migration migration;
    private final Lease lease;
    private final LeaseAttempt.Progress progress;
    private final Leases leases;
    private final RunSettings settings;
    private final RunListener listener;
    private final Cancellation cancellation;
    private final BlockerWatch watch;
    private final Heartbeat heartbeat;
    private final ScriptSender sender;
    private final Fingerprint fingerprint = new Fingerprint();
    private final ScriptSession scriptSession;
    private final InDoubt inDoubt;

    /** How many statements are finished and noted. */
    private int finished;

    /** What the statement that is running may leave where it fails. */
    private Leavings leavings = Leavings.NONE;

    /** Whether the record of the whole may be there. */
    private Attempted.CommitState broken = Attempted.CommitState.PART_UNKNOWN;

    /** Whether the script's own BEGIN is open. */
    private ScriptTransaction scriptTransaction = ScriptTransaction.NONE;

    private enum Leavings {
        NONE,
        /** It can commit part of its work by itself. */
        COMMITTED_PARTS
    }

    private enum ScriptTransaction {
        NONE,
        OPEN,
        /** It holds the lease's row, too. */
        FENCED
    }

    LeasedScript(
            Session session,
            LeasedWork work,
            LeaseAttempt.Acquired acquired,
            RunSettings settings,
            RunListener listener,
            Cancellation cancellation,
            BlockerWatch watch,
            Heartbeat heartbeat) {
        this.session = session;
        this.work = work;
        this.migration = work.migration();
        this.leases = work.leases();
        this.lease = acquired.lease();
        this.progress = acquired.progress();
        this.settings = settings;
        this.listener = listener;
        this.cancellation = cancellation;
        this.watch = watch;
        this.heartbeat = heartbeat;
        this.sender =
                new ScriptSender(session, listener, migration, work.script().statementCount(), cancellation);
        this.scriptSession = ScriptSession.of(session, migration, settings, sender);
        this.inDoubt = new InDoubt(session, work.advice());
        this.finished = progress.finished();
    }

    @SuppressWarnings("try") // the watch looks on its own
    Attempted run() {
        long start = System.nanoTime();
        LockTimeout patience = settings.lockTimeoutOf(migration);
        try (Sideline.Ongoing watching = watch.start(scriptSession.begin(), patience, this::tellBlockers);
                StatementSequence statements = work.script().open()) {
            int index = 1;
            for (Statement statement = statements.next(); statement != null; statement = statements.next()) {
                takeUp(statement, index++);
            }
            refuseCut(index - 1);
            return complete(start);
        } catch (StatementFailure e) {
            return failed(e, start);
        } catch (SQLException e) {
            return broken(e, start);
        } catch (PawlException e) {
            return stopped(e, start);
        }
    }

    private void tellBlockers(List<String> blockers) {
        listener.on(new RunEvent.Blocked(migration, blockers));
    }

    private void takeUp(Statement statement, int index) throws StatementFailure, SQLException {
        if (index > progress.finished()) {
            if (index == progress.finished() + 1) {
                resume(index);
            }
            runOne(statement, index);
            return;
        }
        fingerprint.add(statement.sql());
        if (CarriedSettings.isSetting(statement)) {
            scriptSession.setAgain(statement, index);
        }
    }

    private void resume(int index) {
        if (progress.isFresh()) {
            return;
        }
        boolean isEdited = !progress.checksum().equals(lease.checksum());
        if (progress.inDoubt().isPresent() && isEdited) {
            throw inDoubt("was interrupted while its statement "
                    + progress.inDoubt().getAsInt() + " ran, and the file was edited since");
        }
        if (progress.finished() == 0) {
            return;
        }
        refuseEdited(index - 1);
        listener.on(new RunEvent.Resumed(migration, index, finishedStatements("is finished", "are finished")));
    }

    private void refuseEdited(int finishedOnes) {
        if (!progress.digest().equals(fingerprint.value())) {
            throw inDoubt("was interrupted after statement " + finishedOnes
                    + ", and its finished statements were edited since");
        }
    }

    /** Nothing was left to run: is what was run what the file says? */
    private void refuseCut(int count) {
        if (count < progress.finished()) {
            throw inDoubt(
                    "was interrupted after statement " + progress.finished() + ", and has only " + count + " now");
        }
        if (count == progress.finished() && count > 0) {
            refuseEdited(count);
        }
    }

    private PawlException inDoubt(String what) {
        FailureAdvice advice = work.advice();
        return PawlException.of(Problem.at(
                start(),
                ErrorCode.MIGRATION_IN_DOUBT,
                advice.subject(migration) + " (" + start().file() + ") " + what + ".",
                "Restore the file and run `" + advice.command() + "` again; or finish by hand and say "
                        + advice.markDone(migration) + "."));
    }

    private void runOne(Statement statement, int index) throws StatementFailure, SQLException {
        StatementKind kind = statement.kind();
        if (scriptTransaction != ScriptTransaction.NONE) {
            runInScriptTransaction(statement, index);
        } else if (kind == StatementKind.BEGIN) {
            sender.send(statement, index);
            scriptTransaction = ScriptTransaction.OPEN;
            scriptSession.openedByScript(statement);
            fingerprint.add(statement.sql());
        } else if (scriptSession.isToBeSet(statement)) {
            scriptSession.set(statement, index);
            fingerprint.add(statement.sql());
            note(index);
        } else if (canShareTransaction(statement)) {
            runInTransaction(statement, index);
        } else {
            runAlone(statement, index);
        }
    }

    /** Procedures and blocks may commit, settings must outlive a transaction, and some statements refuse one. */
    static boolean canShareTransaction(Statement statement) {
        StatementKind kind = statement.kind();
        if (kind.refusesTransaction()
                || kind == StatementKind.SESSION_SETTING
                || kind == StatementKind.TRANSACTION_CONTROL
                || kind == StatementKind.SAVEPOINT
                || kind == StatementKind.COMMIT) {
            return false;
        }
        return !OwnCommits.arePossibleIn(statement.sql());
    }

    private static String firstWord(Statement statement) {
        List<String> words = SqlWords.of(statement.sql());
        return words.isEmpty() ? "" : words.get(0).toLowerCase(Locale.ROOT);
    }

    private void runInTransaction(Statement statement, int index) throws StatementFailure, SQLException {
        scriptSession.open(leases.started(lease, index, "''"));
        heartbeat.renewed();
        sender.send(statement, index);
        scriptSession.after(statement);
        finish(statement, index);
    }

    private void runInScriptTransaction(Statement statement, int index) throws StatementFailure, SQLException {
        if (statement.kind() == StatementKind.COMMIT) {
            finish(statement, index);
            scriptTransaction = ScriptTransaction.NONE;
            return;
        }
        fenceScriptTransaction(statement, index);
        if (statement.kind() == StatementKind.TRANSACTION_CONTROL) {
            rollBackByScript(statement, index);
            return;
        }
        scriptSession.set(statement, index);
        fingerprint.add(statement.sql());
    }

    /** ROLLBACK: nothing of it happened, and nothing is noted. */
    private void rollBackByScript(Statement statement, int index) throws StatementFailure, SQLException {
        String closing = scriptSession.closing();
        if (!closing.isEmpty()) {
            session.send(closing);
        }
        sender.send(statement, index);
        scriptSession.rolledBackByScript();
        fingerprint.add(statement.sql());
        scriptTransaction = ScriptTransaction.NONE;
        note(index);
    }

    /**
     * Takes the lease's row before the transaction has a snapshot: from REPEATABLE READ on, the note at its end could not be
     * written once a heartbeat was. What has to come before the snapshot goes first: settings, and {@code LOCK}.
     */
    private void fenceScriptTransaction(Statement statement, int index) throws SQLException {
        boolean isEarly =
                EARLY.contains(statement.kind()) || firstWord(statement).equals("lock");
        if (scriptTransaction == ScriptTransaction.OPEN && !isEarly && scriptSession.isOwnRole()) {
            session.send(leases.started(lease, index, "''"));
            heartbeat.renewed();
            scriptTransaction = ScriptTransaction.FENCED;
        }
    }

    private void runAlone(Statement statement, int index) throws StatementFailure, SQLException {
        boolean isInDoubt = progress.inDoubt().isPresent() && progress.inDoubt().getAsInt() == index;
        InDoubt.Finding finding =
                isInDoubt ? inDoubt.look(migration, statement, progress.inventory()) : InDoubt.Finding.RUN;
        if (isInDoubt) {
            listener.on(new RunEvent.Resumed(migration, index, finding.words()));
        }
        if (finding == InDoubt.Finding.RUN) {
            inDoubt.requireNoInvalidIndex(statement);
            sender.announce(statement, index);
            fence(statement, index);
            leavings = OwnCommits.arePossibleIn(statement.sql()) ? Leavings.COMMITTED_PARTS : Leavings.NONE;
            scriptSession.sendAlone(statement);
            scriptSession.after(statement);
        }
        fingerprint.add(statement.sql());
        note(index);
        leavings = Leavings.NONE;
    }

    /**
     * Makes sure, as late as it can be done, that the lease is still ours. Most statements that refuse a transaction refuse
     * company in their message, too, so the answer must be fresh when they are sent: a process that was stopped meanwhile
     * asks again.
     */
    private void fence(Statement statement, int index) throws SQLException {
        String message = scriptSession.alone(statement)
                + Recorder.BEGIN
                + scriptSession.ownRole()
                + leases.started(lease, index, InDoubt.inventory(statement))
                + ";\nCOMMIT";
        long asked;
        do {
            asked = System.nanoTime();
            session.send(message);
            heartbeat.renewed();
        } while (elapsedSince(asked).compareTo(settings.leaseTime().dividedBy(2)) > 0);
    }

    /** Commits a statement's transaction together with the note that it is finished. */
    private void finish(Statement statement, int index) throws StatementFailure, SQLException {
        fingerprint.add(statement.sql());
        try {
            session.send(scriptSession.ownRole()
                    + leases.finished(lease, index, fingerprint.value()) + ";\n" + scriptSession.closing()
                    + "COMMIT");
        } catch (SQLException e) {
            if (session.isBroken() || LostClaim.refusal(e).isPresent()) {
                throw e;
            }
            throw new StatementFailure(statement, e); // a deferred constraint
        }
        scriptSession.committed();
        finished = index;
        heartbeat.renewed();
    }

    private void note(int index) throws SQLException {
        session.send(Recorder.BEGIN
                + scriptSession.ownRole()
                + leases.finished(lease, index, fingerprint.value())
                + ";\nCOMMIT");
        finished = index;
        heartbeat.renewed();
    }

    private Attempted complete(long start) throws SQLException {
        broken = Attempted.CommitState.UNKNOWN;
        Duration recorded = work.complete(session, lease, elapsedSince(start), scriptSession.remaining());
        return new Attempted.Applied(recorded, sender.notices());
    }

    private Attempted failed(StatementFailure failure, long start) {
        SQLException error = failure.error();
        if (session.isBroken()) {
            return lost(error, failure.statement().position(), Attempted.CommitState.NOT_SENT);
        }
        scriptSession.rollback();
        List<String> lastWords = afterFailureOf(failure.statement());
        if (cancellation.isRequested()) {
            return record(interrupted(), error, lastWords, start);
        }
        Problem problem = StatementProblems.of(migration, failure, whatIsLeft(), work.advice());
        if (!Passing.is(error)) {
            return record(problem, error, lastWords, start);
        }
        try {
            SessionTraces remaining = scriptSession.remaining();
            remaining.findPrepared(session);
            session.send(String.join(";\n", lastWords) + ";\n" + remaining.wipe());
        } catch (SQLException e) {
            return broken(e, start);
        }
        return Attempted.Blocked.by(error, problem, whatIsLeft(), watch.seen());
    }

    /** What a statement that failed leaves is cleaned up where that is quick; else it stays in doubt for the next run. */
    private List<String> afterFailureOf(Statement statement) {
        cancellation.workingOn(null); // what is recorded now is not to be cancelled
        try {
            boolean isLeftForNextRun =
                    cancellation.isRequested() && statement.kind() == StatementKind.CREATE_INDEX_CONCURRENTLY;
            boolean isOpen = isLeftForNextRun || inDoubt.leavesSomething(statement, inventory());
            return isOpen ? List.of() : List.of(leases.decided(lease));
        } catch (PawlException e) {
            LOG.debug("What the statement left is for the next run to clean up", e);
            return List.of();
        }
    }

    private String inventory() {
        return session.query(leases.inventory(lease), row -> row.getString(1)).stream()
                .findFirst()
                .orElse("");
    }

    private Problem interrupted() {
        return Cancellation.interrupted(work.advice().subject(migration) + " was interrupted. " + whatIsLeft());
    }

    private Attempted record(Problem problem, Throwable cause, List<String> lastWords, long start) {
        cancellation.workingOn(null);
        List<String> words = new ArrayList<>(lastWords);
        words.add(leases.release(lease));
        try {
            Recorder.recordLeasedFailure(
                    session, work.failure(problem, elapsedSince(start)), scriptSession.remaining(), words);
            return new Attempted.Failed(problem, cause);
        } catch (SQLException e) {
            Recorder.rollback(session, scriptSession.remaining());
            if (LostClaim.refusal(e).isPresent()) {
                return new Attempted.Failed(work.lost(settings.leaseTime()), cause);
            }
            giveLeaseBack(lastWords);
            String record = work.failure(problem, elapsedSince(start));
            return new Attempted.Failed(Recorder.recordIn(session, problem, record), cause);
        }
    }

    /** Where the failure cannot be recorded, the next run need not wait for the lease all the same. */
    private void giveLeaseBack(List<String> lastWords) {
        List<String> words = new ArrayList<>(lastWords);
        words.add(leases.release(lease));
        try {
            session.send(Recorder.BEGIN + String.join(";\n", words) + ";\nCOMMIT");
        } catch (SQLException e) {
            LOG.debug("The lease stays until it expires", e);
            Recorder.rollback(session);
        }
    }

    /** Interrupted between two statements, in doubt, edited, or the file is gone: what was noted stays. */
    private Attempted stopped(PawlException e, long start) {
        if (session.isBroken()) {
            return lost(e, Attempted.CommitState.NOT_SENT);
        }
        scriptSession.rollback();
        return record(cancellation.isRequested() ? interrupted() : e.problem(), e, List.of(), start);
    }

    private String whatIsLeft() {
        if (leavings == Leavings.COMMITTED_PARTS) {
            return "It runs outside a transaction: " + finishedOnes() + "statement " + (finished + 1)
                    + " can commit by itself, and what it committed stays. Look at what it changed, and see to it that"
                    + " it can run again.";
        }
        if (finished == 0) {
            return work.advice().nothing();
        }
        return "It runs outside a transaction: " + finishedOnes()
                + work.advice().next() + " goes on with statement " + (finished + 1) + ".";
    }

    private String finishedOnes() {
        String of = " of " + work.script().statementCount();
        return finished == 0
                ? ""
                : finishedStatements(of.strip() + " is done and stays", of.strip() + " are done and stay") + "; ";
    }

    private String finishedStatements(String areOne, String areMany) {
        return finished == 1 ? "statement 1 " + areOne : "statements 1 to " + finished + " " + areMany;
    }

    private SourcePosition start() {
        return SourcePosition.startOf(work.source().content().location());
    }

    private Attempted broken(SQLException error, long start) {
        if (session.isBroken()) {
            return lost(error, broken);
        }
        scriptSession.rollback();
        if (LostClaim.refusal(error).isPresent()) {
            return new Attempted.Failed(work.lost(settings.leaseTime()), error);
        }
        if (work.isRecordedElsewhere(error)) {
            return record(recordedElsewhere(), error, List.of(), start);
        }
        Problem problem = cancellation.isRequested()
                ? interrupted()
                : DatabaseProblems.of(error, session.spec().orElse(null));
        return record(problem, error, List.of(), start);
    }

    /** By hand, or by another program that fills the same table: pawl's own runs exclude each other. */
    private Problem recordedElsewhere() {
        return Problem.of(
                ErrorCode.RUNNER_BUSY,
                "Migration " + migration.filename()
                        + " ran here to its end, and somebody else has put it into the history meanwhile.",
                "Nothing is to be run again. See in `pawl status` what the history says of it now, and find out who wrote"
                        + " it: another program must not fill the history while pawl runs.");
    }

    private Attempted lost(Exception error, Attempted.CommitState commit) {
        return lost(error, start(), commit);
    }

    private Attempted lost(Exception error, SourcePosition at, Attempted.CommitState commit) {
        Problem problem = Problem.at(
                at,
                ErrorCode.CONNECTION_LOST,
                "The connection was lost while migration " + migration.filename() + " ran: "
                        + StatementProblems.firstLine(error) + ".",
                whatIsLeft() + " " + work.advice().afterLoss(error));
        Problem told = error instanceof SQLException said
                ? DatabaseProblems.serverMessage(said).map(problem::withServer).orElse(problem)
                : problem;
        return new Attempted.Lost(told, commit, error);
    }

    private static Duration elapsedSince(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
