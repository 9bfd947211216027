package dev.pawl.run;

import dev.pawl.concurrent.Alongside;
import dev.pawl.migration.Statement;
import dev.pawl.migration.StatementSequence;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The statements of a long script, read on another thread while those before them run. A few are in memory at a time. Behind
 * the data of a {@code COPY} it reads on only when it is asked to: until then the data is being read.
 */
final class ReadAhead implements StatementSequence {

    /** Below, a thread costs more than it saves. */
    private static final int FEWEST_STATEMENTS = 1_000;

    /** What is read at a time, in characters; a longer statement comes by itself. */
    private static final int CHUNK = 64 * 1024;

    private final StatementSequence statements;
    private final Deque<Statement> ready = new ArrayDeque<>();
    private @Nullable Alongside<Chunk> next;
    private boolean isAtEnd;

    private ReadAhead(StatementSequence statements) {
        this.statements = statements;
    }

    /**
     * The same statements, read ahead where they are many.
     *
     * @param count how many there are
     */
    static StatementSequence of(StatementSequence statements, int count) {
        return count < FEWEST_STATEMENTS ? statements : new ReadAhead(statements);
    }

    /**
     * Some statements.
     *
     * @param isLast whether nothing follows
     */
    private record Chunk(List<Statement> statements, boolean isLast) {
        boolean endsInData() {
            return !statements.isEmpty() && statements.get(statements.size() - 1) instanceof Statement.CopyData;
        }
    }

    @Override
    public @Nullable Statement next() {
        if (ready.isEmpty() && !isAtEnd) {
            take();
        }
        return ready.poll();
    }

    private void take() {
        Alongside<Chunk> reading = next;
        next = null;
        Chunk chunk = reading == null ? read() : reading.result();
        ready.addAll(chunk.statements());
        isAtEnd = chunk.isLast();
        if (!isAtEnd && !chunk.endsInData()) {
            next = Alongside.begin("pawl-ahead", this::read);
        }
    }

    private Chunk read() {
        List<Statement> read = new ArrayList<>();
        int length = 0;
        while (length < CHUNK) {
            Statement statement = statements.next();
            if (statement == null) {
                return new Chunk(read, true);
            }
            read.add(statement);
            length += statement.sql().length();
            if (statement instanceof Statement.CopyData) {
                break;
            }
        }
        return new Chunk(read, false);
    }

    @Override
    public void close() {
        Alongside<Chunk> reading = next;
        if (reading != null) {
            reading.await();
        }
        statements.close();
    }
}
