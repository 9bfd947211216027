package dev.pawl.run;

import dev.pawl.error.PawlException;
import dev.pawl.event.RunListener;
import dev.pawl.migration.Migration;
import dev.pawl.migration.Statement;
import dev.pawl.migration.StatementKind;
import dev.pawl.migration.StatementSequence;
import dev.pawl.migration.TransactionMode;
import dev.pawl.plan.PlanStep;
import dev.pawl.plan.PreparedStep;
import dev.pawl.postgres.Pipeline;
import dev.pawl.postgres.PreparedStatements;
import dev.pawl.postgres.Session;
import dev.pawl.postgres.Sharing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which migrations can be run in bulk, and their messages. */
final class BulkMessages {

    /** What one migration may take of a pipeline, in characters of its script. */
    private static final int LONGEST_SCRIPT = 16 * 1024;

    /** One place is for what prepares their statements. */
    private static final int MOST_MESSAGES = Pipeline.MOST_MESSAGES - 1;

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
     * The messages of a step and of as many behind it as can be sent at once. Any thread may write them, while nobody else
     * asks for what the session has prepared.
     *
     * @param from the index of the step
     */
    BulkWindow window(Session session, List<PreparedStep> steps, int from) {
        List<MigrationMessage> window = new ArrayList<>();
        int bytes = 0;
        for (int i = from; i < steps.size() && window.size() < MOST_MESSAGES; i++) {
            Optional<Migration> predecessor = window.isEmpty()
                    ? Optional.empty()
                    : Optional.of(steps.get(i - 1).migration());
            Written written = write(session, steps.get(i), predecessor);
            if (!(written instanceof Written.Message in)) {
                return new BulkWindow(from, window, ((Written.Alone) written).reason());
            }
            bytes += in.message().size();
            if (!window.isEmpty() && bytes > Pipeline.MOST_BYTES) {
                break;
            }
            window.add(in.message());
        }
        return new BulkWindow(from, window, Optional.empty());
    }

    /** A message, or why there is none. */
    private sealed interface Written {
        record Message(MigrationMessage message) implements Written {}

        /** The reason is empty where the step says it itself. */
        record Alone(Optional<String> reason) implements Written {
            Alone(String reason) {
                this(Optional.of(reason));
            }
        }
    }

    private Written write(Session session, PreparedStep step, Optional<Migration> predecessor) {
        if (step.script().mode() != TransactionMode.TRANSACTIONAL) {
            return new Written.Alone(Optional.empty());
        }
        if (!(step.step() instanceof PlanStep.Apply apply) || !step.migration().isVersioned()) {
            return new Written.Alone("it is repeatable");
        }
        List<Statement> statements = new ArrayList<>();
        Optional<String> obstacle = obstacle(session).or(() -> read(step, statements));
        if (obstacle.isPresent()) {
            return new Written.Alone(obstacle);
        }
        ScriptSender sender = new ScriptSender(session, listener, step, cancellation);
        statements.forEach(sender.traces()::after);
        if (sender.traces().takesPrepared()) {
            return new Written.Alone("it prepares statements");
        }
        PreparedStatements prepared = session.prepared();
        StatementText text = new StatementText()
                .add(prepared.shorten(recorder.opening(
                        apply, step.script(), TransactionalExecutor.opening(step, settings), predecessor)))
                .add(StatementText.SEPARATOR);
        statements.forEach(text::add);
        text.add(statements.isEmpty() ? "" : StatementText.SEPARATOR);
        text.add(prepared.shorten(recorder.closing(step, sender.traces())));
        return text.isAscii() || session.holdsUnicode()
                ? new Written.Message(new MigrationMessage(step, sender, statements, text))
                : new Written.Alone("the database's encoding may not hold all of its characters");
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
