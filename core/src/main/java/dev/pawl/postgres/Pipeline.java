package dev.pawl.postgres;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Field;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.Query;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.ResultCursor;
import org.postgresql.core.ResultHandlerBase;
import org.postgresql.core.SqlCommand;
import org.postgresql.core.Tuple;
import org.postgresql.jdbc.PreferQueryMode;

/**
 * Messages that are sent one behind the other, before the first is answered: together they cost one round trip. Each is a
 * text of one or several statements in the simple query protocol (PostgreSQL manual, 55.2.2), so its first error ends it, and
 * the message behind it still runs.
 *
 * <p>JDBC tells afterwards, and of all together, what the server said. This asks the driver's own executor instead, which
 * tells each answer as it comes in: so a notice and an error find their statement ({@code docs/adr/013-pipelines.md}).
 */
public final class Pipeline {

    /** What may be on its way at once: it fits into the buffers of both ends, so that neither can wait for the other. */
    public static final int MOST_BYTES = 48 * 1024;

    /** So many answers the driver leaves unread; beyond, it would stop to read. */
    public static final int MOST_MESSAGES = 200;

    private Pipeline() {}

    /** What becomes of the rows that statements return. */
    public enum Rows {
        /** The first column of the last one is told. There must be few: all are held in memory. */
        KEPT,
        /** They are dropped as they come in. */
        DROPPED
    }

    /** What the server says when a statement is done. */
    public sealed interface Answer {
        /**
         * It returned no rows.
         *
         * @param command its tag: {@code INSERT}, {@code COMMIT} …
         */
        record Done(String command) implements Answer {}

        /**
         * It may return rows.
         *
         * @param value of the first column of the last row; empty where there is none, it is null, or rows are dropped
         */
        record Rows(Optional<String> value) implements Answer {}
    }

    /** What follows an answer. */
    public enum Next {
        /** Another answer to the same message. */
        SAME_MESSAGE,
        /** The first answer to the message behind it. */
        NEXT_MESSAGE
    }

    /** A message, and who hears the answers to it. What it throws is thrown when all is read, and nothing more is told. */
    public interface Message {
        /** The statements. */
        String sql();

        /** A statement is done. */
        Next answered(Answer answer);

        /** The server says something on the side, of the statement that is under way. */
        void noticed(SQLWarning notice);

        /** A statement failed, or the connection broke; none of the message's further statements is run. */
        void failed(SQLException error);
    }

    /** Whether the driver lets us; not where a pool hides its connection, or it speaks the extended protocol. */
    static boolean isPossible(@Nullable BaseConnection connection) {
        return connection != null && connection.getQueryExecutor().getPreferQueryMode() == PreferQueryMode.SIMPLE;
    }

    static void send(BaseConnection connection, List<? extends Message> messages, Rows rows) throws SQLException {
        QueryExecutor executor = connection.getQueryExecutor();
        Query query = executor.wrap(messages.stream()
                .map(message -> new NativeQuery(message.sql(), SqlCommand.BLANK))
                .toList());
        Listening listening = new Listening(connection, messages);
        int flags = QueryExecutor.QUERY_SUPPRESS_BEGIN
                | QueryExecutor.QUERY_ONESHOT
                | QueryExecutor.QUERY_NO_METADATA
                | QueryExecutor.QUERY_EXECUTE_AS_SIMPLE
                | (rows == Rows.DROPPED ? QueryExecutor.QUERY_NO_RESULTS : 0);
        executor.execute(query, null, listening, 0, 0, flags);
        listening.throwIfAny();
    }

    /** Hands each answer to the message that it is for. */
    private static final class Listening extends ResultHandlerBase {
        private final BaseConnection connection;
        private final Deque<Message> waiting;
        private @Nullable RuntimeException thrown;

        Listening(BaseConnection connection, List<? extends Message> messages) {
            this.connection = connection;
            this.waiting = new ArrayDeque<>(messages);
        }

        @Override
        public void handleResultRows(Query from, Field[] fields, List<Tuple> tuples, @Nullable ResultCursor cursor) {
            answered(new Answer.Rows(lastValue(tuples)));
        }

        private Optional<String> lastValue(List<Tuple> tuples) {
            byte[] value =
                    tuples.isEmpty() ? null : tuples.get(tuples.size() - 1).get(0);
            if (value == null) {
                return Optional.empty();
            }
            try {
                return Optional.of(connection.getEncoding().decode(value));
            } catch (SQLException | IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void handleCommandStatus(String status, long updateCount, long insertOid) {
            answered(new Answer.Done(status));
        }

        private void answered(Answer answer) {
            tell(message -> {
                if (message.answered(answer) == Next.NEXT_MESSAGE) {
                    waiting.remove();
                }
            });
        }

        @Override
        public void handleWarning(SQLWarning warning) {
            tell(message -> message.noticed(warning));
        }

        @Override
        public void handleError(SQLException error) {
            tell(message -> {
                waiting.remove();
                message.failed(error);
            });
        }

        /** Nothing may be thrown into the driver: it would lose its place among the answers. */
        private void tell(Consumer<Message> telling) {
            Message message = waiting.peek();
            if (message == null || thrown != null) {
                return;
            }
            try {
                telling.accept(message);
            } catch (RuntimeException e) {
                thrown = e;
            }
        }

        @Override
        public void handleCompletion() {
            // each error was told to the message that it is for
        }

        void throwIfAny() {
            if (thrown != null) {
                throw thrown;
            }
        }
    }
}
