package dev.pawl.run;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.event.RunEvent;
import dev.pawl.event.RunListener;
import dev.pawl.migration.Migration;
import dev.pawl.migration.SourcePosition;
import dev.pawl.migration.Statement;
import dev.pawl.migration.StatementKind;
import dev.pawl.migration.StatementSequence;
import dev.pawl.plan.PreparedStep;
import dev.pawl.postgres.DatabaseProblems;
import dev.pawl.postgres.Session;
import dev.pawl.postgres.SqlState;
import dev.pawl.record.Lease;
import dev.pawl.record.LeaseAttempt;
import dev.pawl.record.LostClaim;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * One run through a script outside a transaction, from the first unfinished statement on.
 *
 * <p>A statement that can run in a transaction shares one with the note that it is finished, so it runs exactly once. One
 * that cannot is noted before and after; if a run ends in between, the next one finds out what became of it ({@link
 * InDoubt}).
 */
final class LeasedScript {

    private final Session session;
    private final PreparedStep step;
    private final Lease lease;
    private final LeaseAttempt.Progress progress;
    private final Recorder recorder;
    private final RunSettings settings;
    private final RunListener listener;
    private final Cancellation cancellation;
    private final ScriptSender sender;
    private final Fingerprint fingerprint = new Fingerprint();
    private final InDoubt inDoubt;

    /** How many statements are finished and noted. */
    private int finished;

    /** Whether the script's own BEGIN is open. */
    private ScriptTransaction scriptTransaction = ScriptTransaction.NONE;

    private enum ScriptTransaction {
        NONE,
        OPEN
    }

    LeasedScript(
            Session session,
            PreparedStep step,
            LeaseAttempt.Acquired acquired,
            Recorder recorder,
            RunSettings settings,
            RunListener listener,
            Cancellation cancellation) {
        this.session = session;
        this.step = step;
        this.lease = acquired.lease();
        this.progress = acquired.progress();
        this.recorder = recorder;
        this.settings = settings;
        this.listener = listener;
        this.cancellation = cancellation;
        this.sender = new ScriptSender(session, listener, step);
        this.inDoubt = new InDoubt(session);
        this.finished = progress.finished();
    }

    Attempted run() {
        long start = System.nanoTime();
        try (StatementSequence statements = step.script().open()) {
            int index = 1;
            for (Statement statement = statements.next(); statement != null; statement = statements.next()) {
                takeUp(statement, index++);
            }
            return complete(start);
        } catch (StatementFailure e) {
            return failed(e, start);
        } catch (SQLException e) {
            return broken(e, start);
        } catch (PawlException e) {
            // In doubt, edited, or the file is gone: what was noted stays, for the next run.
            if (!session.isBroken()) {
                recorder.recordLeasedFailure(session, step, lease, e.problem(), elapsedSince(start));
                return new Attempted.Failed(e.problem(), e);
            }
            throw e;
        }
    }

    private void takeUp(Statement statement, int index) throws StatementFailure, SQLException {
        if (index > progress.finished()) {
            if (index == progress.finished() + 1 && index > 1) {
                resume(index);
            }
            runOne(statement, index);
            return;
        }
        fingerprint.add(statement.sql());
        if (statement.kind() == StatementKind.SESSION_SETTING) {
            sender.send(statement, index); // the session that it was made for is gone
        }
    }

    private void resume(int index) {
        if (!progress.digest().equals(fingerprint.value())) {
            throw PawlException.of(Problem.at(
                    SourcePosition.startOf(step.migration().up().content().location()),
                    ErrorCode.MIGRATION_IN_DOUBT,
                    "Migration " + step.migration().filename() + " was interrupted after statement " + (index - 1)
                            + ", and its finished statements were edited since.",
                    "Restore those statements and run `pawl migrate` again; or finish by hand and say `pawl mark "
                            + step.migration().version() + " applied --reason …`."));
        }
        listener.on(new RunEvent.Resumed(step.migration(), index, "statements 1 to " + (index - 1) + " are finished"));
    }

    private void runOne(Statement statement, int index) throws StatementFailure, SQLException {
        cancellation.check();
        StatementKind kind = statement.kind();
        if (scriptTransaction == ScriptTransaction.OPEN) {
            runInScriptTransaction(statement, index);
        } else if (kind == StatementKind.BEGIN) {
            sender.send(statement, index);
            scriptTransaction = ScriptTransaction.OPEN;
            fingerprint.add(statement.sql());
        } else if (canShareTransaction(statement)) {
            runInTransaction(statement, index);
        } else {
            runAlone(statement, index);
        }
    }

    /** Procedures and DO blocks may commit, settings must outlive a transaction, and some statements refuse one. */
    private static boolean canShareTransaction(Statement statement) {
        StatementKind kind = statement.kind();
        if (kind.refusesTransaction()
                || kind == StatementKind.SESSION_SETTING
                || kind == StatementKind.TRANSACTION_CONTROL
                || kind == StatementKind.SAVEPOINT
                || kind == StatementKind.COMMIT) {
            return false;
        }
        List<String> words = SqlWords.of(statement.sql());
        String first = words.isEmpty() ? "" : words.get(0).toLowerCase(Locale.ROOT);
        return !first.equals("call") && !first.equals("do");
    }

    private void runInTransaction(Statement statement, int index) throws StatementFailure, SQLException {
        session.send("BEGIN;\nSET LOCAL lock_timeout = '" + lockTimeout().toMillis() + "ms';\n"
                + recorder.leases().started(lease, index));
        sender.send(statement, index);
        finish(statement, index, "COMMIT");
    }

    private Duration lockTimeout() {
        return step.migration()
                .directives()
                .lockTimeout()
                .orElse(settings.lockTimeout())
                .value();
    }

    private void runInScriptTransaction(Statement statement, int index) throws StatementFailure, SQLException {
        if (statement.kind() == StatementKind.COMMIT) {
            finish(statement, index, "COMMIT");
            scriptTransaction = ScriptTransaction.NONE;
            return;
        }
        sender.send(statement, index);
        fingerprint.add(statement.sql());
        if (statement.kind() == StatementKind.TRANSACTION_CONTROL) {
            scriptTransaction = ScriptTransaction.NONE; // ROLLBACK: nothing of it happened, and nothing is noted
            note(index);
        }
    }

    private void runAlone(Statement statement, int index) throws StatementFailure, SQLException {
        boolean isInDoubt = progress.inDoubt().isPresent() && progress.inDoubt().getAsInt() == index;
        InDoubt.Finding finding = isInDoubt ? inDoubt.look(step.migration(), statement) : InDoubt.Finding.RUN;
        if (isInDoubt) {
            listener.on(new RunEvent.Resumed(step.migration(), index, finding.words()));
        }
        if (finding == InDoubt.Finding.RUN) {
            session.send(recorder.leases().started(lease, index));
            sendAlone(statement, index);
        }
        fingerprint.add(statement.sql());
        note(index);
    }

    private void sendAlone(Statement statement, int index) throws StatementFailure {
        try {
            sender.send(statement, index);
        } catch (StatementFailure e) {
            if (!session.isBroken() && statement.kind() == StatementKind.CREATE_INDEX_CONCURRENTLY) {
                inDoubt.dropInvalidIndex(statement);
            }
            throw e;
        }
        if (statement.kind() == StatementKind.CREATE_INDEX_CONCURRENTLY) {
            inDoubt.requireValidIndex(statement);
        }
    }

    private void finish(Statement statement, int index, String commit) throws SQLException {
        fingerprint.add(statement.sql());
        session.send(recorder.leases().finished(lease, index, fingerprint.value()) + ";\n" + commit);
        finished = index;
    }

    private void note(int index) throws SQLException {
        session.send(recorder.leases().finished(lease, index, fingerprint.value()));
        finished = index;
    }

    private Attempted complete(long start) throws SQLException {
        Duration recorded = recorder.completeLeased(session, step, lease, elapsedSince(start), sender.traces());
        return new Attempted.Applied(recorded, sender.notices());
    }

    private Attempted failed(StatementFailure failure, long start) {
        SQLException error = failure.error();
        if (session.isBroken()) {
            return lost(error, Attempted.CommitState.NOT_SENT);
        }
        rollbackIfOpen();
        Problem problem = StatementProblems.of(step.migration(), failure, whatIsLeft());
        if (cancellation.isRequested()) {
            problem = Cancellation.interrupted(
                    "Migration " + step.migration().version() + " was interrupted. " + whatIsLeft());
        } else if (isPassing(error)) {
            return new Attempted.Blocked(problem, List.of(), error);
        }
        recorder.recordLeasedFailure(session, step, lease, problem, elapsedSince(start));
        return new Attempted.Failed(problem, error);
    }

    private String whatIsLeft() {
        if (finished == 0) {
            return "Nothing of it was applied.";
        }
        return "It runs outside a transaction: statements 1 to " + finished + " of "
                + step.script().statementCount() + " are done and stay; the next run goes on with statement "
                + (finished + 1) + ".";
    }

    private static boolean isPassing(SQLException error) {
        return SqlState.is(error, SqlState.LOCK_NOT_AVAILABLE)
                || SqlState.is(error, SqlState.DEADLOCK)
                || SqlState.is(error, SqlState.SERIALIZATION_FAILURE);
    }

    private Attempted broken(SQLException error, long start) {
        if (session.isBroken()) {
            return lost(error, Attempted.CommitState.UNKNOWN);
        }
        rollbackIfOpen();
        if (LostClaim.refusal(error).isPresent()) {
            return new Attempted.Failed(leaseLost(), error);
        }
        Problem problem = DatabaseProblems.of(error, session.spec().orElse(null));
        recorder.recordLeasedFailure(session, step, lease, problem, elapsedSince(start));
        return new Attempted.Failed(problem, error);
    }

    private Problem leaseLost() {
        return Problem.of(
                ErrorCode.RUNNER_BUSY,
                "Another runner took over migration " + step.migration().filename()
                        + ", because this one had not been heard of for "
                        + settings.leaseTime().toSeconds() + " s.",
                "Nothing to mend: run `pawl status` to see how far the other one is.");
    }

    private Attempted lost(SQLException error, Attempted.CommitState commit) {
        Migration migration = step.migration();
        return new Attempted.Lost(
                Problem.at(
                        SourcePosition.startOf(migration.up().content().location()),
                        ErrorCode.CONNECTION_LOST,
                        "The connection was lost while migration " + migration.filename() + " ran: "
                                + StatementProblems.firstLine(error) + ".",
                        whatIsLeft() + " Run `pawl migrate` again when the server can be reached."),
                commit,
                error);
    }

    private void rollbackIfOpen() {
        try {
            session.send("ROLLBACK"); // a warning where no transaction is open
        } catch (SQLException e) {
            session.close();
        }
        session.drainWarnings();
    }

    private static Duration elapsedSince(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
