package dev.pawl.run;

import dev.pawl.postgres.Pipeline;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The message that prepares the statements of those behind it. It is a transaction, since the server has to lock the tables
 * that they are about, if only for reading; and one that fails has the server refuse all that is sent behind it.
 */
final class Preparation implements Pipeline.Message {

    private static final Pipeline.Answer COMMIT = new Pipeline.Answer.Done("COMMIT");

    private final List<String> statements;
    private @Nullable SQLException error;

    Preparation(List<String> statements) {
        this.statements = List.copyOf(statements);
    }

    /** Whether there is nothing to prepare, so that it must not be sent. */
    boolean isEmpty() {
        return statements.isEmpty();
    }

    @Override
    public String sql() {
        return "BEGIN;\n" + TransactionSettings.patience() + String.join(StatementText.SEPARATOR, statements)
                + ";\nCOMMIT";
    }

    @Override
    public Pipeline.Next answered(Pipeline.Answer answer) {
        return answer.equals(COMMIT) ? Pipeline.Next.NEXT_MESSAGE : Pipeline.Next.SAME_MESSAGE;
    }

    @Override
    public void noticed(SQLWarning notice) {
        // the server has nothing to say about it
    }

    @Override
    public void failed(SQLException e) {
        error = e;
    }

    /** Whether the server refused it, or was not heard of again; then nothing behind it was run. */
    boolean isRefused() {
        return error != null;
    }

    /** Why. */
    Optional<SQLException> error() {
        return Optional.ofNullable(error);
    }
}
