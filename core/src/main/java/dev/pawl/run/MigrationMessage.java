package dev.pawl.run;

import dev.pawl.migration.Statement;
import dev.pawl.plan.PreparedStep;
import dev.pawl.postgres.Pipeline;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A whole migration in one message, from BEGIN to COMMIT. Whatever fails in it ends it: nothing behind that is run, and
 * COMMIT is not reached.
 */
final class MigrationMessage implements Pipeline.Message {

    /** The claim ends with a savepoint. */
    private static final Pipeline.Answer CLAIMED = new Pipeline.Answer.Done("SAVEPOINT");

    private static final Pipeline.Answer COMMIT = new Pipeline.Answer.Done("COMMIT");

    private final PreparedStep step;
    private final ScriptSender sender;
    private final List<Statement> statements;
    private final StatementText text;
    private Runnable atBegin = () -> {};
    private Consumer<Attempted.Applied> atEnd = end -> {};
    private Stage stage = Stage.CLAIM;
    private int done;
    private long begunAt;
    private Optional<String> last = Optional.empty();
    private Attempted.@Nullable Applied applied;
    private @Nullable SQLException error;

    /** What the server is at. */
    enum Stage {
        CLAIM,
        SCRIPT,
        RECORD,
        COMMITTED
    }

    /**
     * The message of a migration.
     *
     * @param statements its script
     * @param text the message
     */
    MigrationMessage(PreparedStep step, ScriptSender sender, List<Statement> statements, StatementText text) {
        this.step = step;
        this.sender = sender;
        this.statements = statements;
        this.text = text;
    }

    /**
     * Says who is to be told.
     *
     * @param begins called when the server comes to it
     * @param ends called when it is committed
     */
    void tell(Runnable begins, Consumer<Attempted.Applied> ends) {
        atBegin = begins;
        atEnd = ends;
    }

    @Override
    public String sql() {
        return text.sql();
    }

    /** An upper bound of its bytes. */
    int size() {
        return text.size();
    }

    PreparedStep step() {
        return step;
    }

    /** The server comes to it. */
    void begin() {
        begunAt = System.nanoTime();
        atBegin.run();
    }

    @Override
    public Pipeline.Next answered(Pipeline.Answer answer) {
        switch (stage) {
            case CLAIM -> claimed(answer);
            case SCRIPT -> {
                sender.finished(statements.get(done++));
                goOn();
            }
            case RECORD -> recorded(answer);
            case COMMITTED -> throw new IllegalStateException("An answer after COMMIT: " + answer);
        }
        return stage == Stage.COMMITTED ? Pipeline.Next.NEXT_MESSAGE : Pipeline.Next.SAME_MESSAGE;
    }

    private void claimed(Pipeline.Answer answer) {
        if (answer.equals(CLAIMED)) {
            goOn();
        }
    }

    private void goOn() {
        if (done == statements.size()) {
            stage = Stage.RECORD;
            return;
        }
        stage = Stage.SCRIPT;
        sender.begun(statements.get(done), done + 1);
    }

    /** The last row before COMMIT is how long it took. */
    private void recorded(Pipeline.Answer answer) {
        if (answer instanceof Pipeline.Answer.Rows rows) {
            last = rows.value();
        } else if (answer.equals(COMMIT)) {
            stage = Stage.COMMITTED;
            Attempted.Applied end = new Attempted.Applied(Recorder.millis(last.orElseThrow()), sender.notices());
            applied = end;
            atEnd.accept(end);
        }
    }

    @Override
    public void noticed(SQLWarning notice) {
        if (stage == Stage.SCRIPT) {
            sender.passOn(notice);
        }
    }

    @Override
    public void failed(SQLException e) {
        error = e;
    }

    /** That it is applied; empty where it is not, or nothing was heard of it. */
    Optional<Attempted.Applied> applied() {
        return Optional.ofNullable(applied);
    }

    /** Whether the server is at a statement of the script, not at one of pawl's own. */
    boolean isInScript() {
        return stage == Stage.SCRIPT;
    }

    /** Why it failed; empty where it did not, or nothing was heard of it. */
    Optional<SQLException> error() {
        return Optional.ofNullable(error);
    }

    /** What became of it, if it failed and the connection did not. */
    Attempted outcome(SQLException failed, TransactionOutcomes outcomes) {
        Duration elapsed = Duration.ofNanos(System.nanoTime() - begunAt);
        return switch (stage) {
            // The server reads a message whole before it begins: what it cannot read may be anywhere in it.
            case CLAIM ->
                text.failureAt(failed)
                        .map(failure -> outcomes.ofStatement(step, failure, sender.traces(), elapsed))
                        .orElseGet(() -> outcomes.ofClaim(step, failed));
            case SCRIPT -> outcomes.ofStatement(step, text.failure(failed, done), sender.traces(), elapsed);
            case RECORD, COMMITTED -> outcomes.ofCommit(step, failed, sender.traces(), elapsed);
        };
    }
}
