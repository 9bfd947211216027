package dev.pawl.run;

import dev.pawl.error.PawlException;
import dev.pawl.event.RunEvent;
import dev.pawl.event.RunListener;
import dev.pawl.migration.Migration;
import dev.pawl.migration.Statement;
import dev.pawl.migration.StatementKind;
import dev.pawl.migration.StatementSequence;
import dev.pawl.migration.TransactionMode;
import dev.pawl.plan.PlanStep;
import dev.pawl.plan.PreparedStep;
import dev.pawl.postgres.Session;
import dev.pawl.postgres.Sharing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Which migrations can be run in bulk, and their messages. */
final class BulkMessages {

    /** What one migration may take of a pipeline, in characters of its script. */
    private static final int LONGEST_SCRIPT = 16 * 1024;

    private final Recorder recorder;
    private final RunSettings settings;
    private final RunListener listener;
    private final Cancellation cancellation;

    BulkMessages(Recorder recorder, RunSettings settings, RunListener listener, Cancellation cancellation) {
        this.recorder = recorder;
        this.settings = settings;
        this.listener = listener;
        this.cancellation = cancellation;
    }

    /**
     * The message of a step; empty where it cannot be run in bulk, which is told.
     *
     * @param predecessor the migration that is sent right before it
     * @param atBegin called when the server comes to it
     * @param atEnd called when it is committed
     */
    Optional<MigrationMessage> of(
            Session session,
            PreparedStep step,
            Optional<Migration> predecessor,
            Runnable atBegin,
            Consumer<Attempted.Applied> atEnd) {
        if (step.script().mode() != TransactionMode.TRANSACTIONAL) {
            return Optional.empty(); // which says itself why
        }
        if (!(step.step() instanceof PlanStep.Apply apply) || !step.migration().isVersioned()) {
            tell(step, predecessor, "it is repeatable");
            return Optional.empty();
        }
        List<Statement> statements = new ArrayList<>();
        Optional<String> obstacle = obstacle(session).or(() -> read(step, statements));
        if (obstacle.isPresent()) {
            tell(step, predecessor, obstacle.get());
            return Optional.empty();
        }
        ScriptSender sender = new ScriptSender(session, listener, step, cancellation);
        statements.forEach(sender.traces()::after);
        StatementText text = new StatementText()
                .add(recorder.opening(
                        apply, step.script(), TransactionalExecutor.opening(step, settings), predecessor));
        statements.forEach(text::add);
        text.add(statements.isEmpty() ? "" : StatementText.SEPARATOR);
        text.add(recorder.closing(step, sender.traces()));
        if (!text.isAscii() && !session.holdsUnicode()) {
            tell(step, predecessor, "the database's encoding may not hold all of its characters");
            return Optional.empty();
        }
        return Optional.of(new MigrationMessage(step, sender, statements, text, atBegin, atEnd));
    }

    /** Once: where it is not the first of a pipeline, it is asked for again. */
    private void tell(PreparedStep step, Optional<Migration> predecessor, String reason) {
        if (predecessor.isEmpty()) {
            listener.on(new RunEvent.RunsAlone(step.migration(), reason));
        }
    }

    private static Optional<String> obstacle(Session session) {
        if (session.sharing() != Sharing.OURS) {
            return Optional.of("others use the server's session, too");
        }
        if (!session.canPipeline()) {
            return Optional.of("the driver speaks the extended protocol");
        }
        boolean isOldStrings = session.reported("standard_conforming_strings")
                .filter("off"::equals)
                .isPresent();
        return isOldStrings ? Optional.of("standard_conforming_strings is off") : Optional.empty();
    }

    /** Reads the statements; why they cannot share a message. */
    private static Optional<String> read(PreparedStep step, List<Statement> statements) {
        int length = 0;
        try (StatementSequence sequence = step.script().open()) {
            for (Statement statement = sequence.next(); statement != null; statement = sequence.next()) {
                length += statement.sql().length();
                if (length > LONGEST_SCRIPT) {
                    return Optional.of("it is long");
                }
                if (statement.kind() != StatementKind.PLAIN) {
                    return Optional.of(why(statement));
                }
                statements.add(statement);
            }
            return Optional.empty();
        } catch (PawlException e) {
            return Optional.of("it cannot be read"); // who runs it alone is told what is wrong
        }
    }

    private static String why(Statement statement) {
        String what = switch (statement.kind()) {
            case SESSION_SETTING -> "changes settings";
            case SAVEPOINT -> "is about savepoints";
            case COPY_FROM_STDIN -> "has data with it";
            default -> "may return rows";
        };
        return "its statement in line " + statement.position().line() + " " + what;
    }
}
