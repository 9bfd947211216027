package dev.pawl.run;

import dev.pawl.postgres.Pipeline;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The message that prepares the statements of those behind it. */
final class Preparation implements Pipeline.Message {

    private final String sql;
    private int unanswered;
    private @Nullable SQLException error;

    Preparation(List<String> statements) {
        this.sql = String.join(StatementText.SEPARATOR, statements);
        this.unanswered = statements.size();
    }

    /** Whether there is nothing to prepare, so that it must not be sent. */
    boolean isEmpty() {
        return sql.isEmpty();
    }

    @Override
    public String sql() {
        return sql;
    }

    @Override
    public Pipeline.Next answered(Pipeline.Answer answer) {
        unanswered--;
        return unanswered == 0 ? Pipeline.Next.NEXT_MESSAGE : Pipeline.Next.SAME_MESSAGE;
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
