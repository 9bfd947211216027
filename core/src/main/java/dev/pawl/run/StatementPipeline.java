package dev.pawl.run;

import dev.pawl.migration.Statement;
import dev.pawl.migration.StatementKind;
import dev.pawl.postgres.Pipeline;
import dev.pawl.postgres.Session;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends the statements of a script one behind the other in the transaction that is open: together they cost one round
 * trip. Each is a message of its own, answered on its own; once one has failed, the server refuses those behind it. Rows of
 * values, of which a script may have a million, share messages.
 */
final class StatementPipeline {

    /** Statements that share a message, in characters. */
    private static final int LONGEST_MESSAGE = 32 * 1024;

    /** Within so many characters {@code INSERT INTO … (…) VALUES} comes to its point. */
    private static final int HEAD = 400;

    private final Session session;
    private final ScriptSender sender;
    private final boolean isPossible;
    private final boolean isUnicode;
    private final List<StatementMessage> messages = new ArrayList<>();
    private int bytes;

    StatementPipeline(Session session, ScriptSender sender) {
        this.session = session;
        this.sender = sender;
        this.isPossible = session.canPipeline();
        this.isUnicode = session.holdsUnicode();
    }

    /**
     * Whether a statement may be sent behind others, and others behind it. Savepoints may not: {@code ROLLBACK TO} would take
     * up again what had failed before it. COPY has answers of its own.
     */
    boolean takes(Statement statement) {
        return isPossible
                && statement instanceof Statement.Sql sql
                && sql.kind() != StatementKind.SAVEPOINT
                && !sql.sql().regionMatches(true, 0, "COPY", 0, 4)
                && sizeOf(sql.sql()) <= Pipeline.MOST_BYTES;
    }

    /** Takes a statement, and sends what has come together if there is no room for it. */
    void add(Statement statement, int index) throws StatementFailure {
        int size = sizeOf(statement.sql());
        if (bytes + size > Pipeline.MOST_BYTES || messages.size() == Pipeline.MOST_MESSAGES) {
            flush();
        }
        bytes += size;
        StatementMessage last = messages.isEmpty() ? null : messages.get(messages.size() - 1);
        if (last != null && isRow(statement) && last.hasRoomFor(statement)) {
            last.add(statement);
        } else {
            messages.add(new StatementMessage(sender, statement, index));
        }
    }

    /** An upper bound of its bytes, with what separates it; what the server cannot hold must fail alone, with its place. */
    private int sizeOf(String sql) {
        if (StatementText.isAscii(sql)) {
            return sql.length() + 2;
        }
        return isUnicode ? 3 * sql.length() + 2 : Integer.MAX_VALUE / 2;
    }

    private static boolean isRow(Statement statement) {
        String sql = statement.sql();
        if (statement.kind() != StatementKind.PLAIN || !sql.regionMatches(true, 0, "INSERT", 0, 6)) {
            return false;
        }
        for (int i = 6; i < Math.min(sql.length(), HEAD); i++) {
            if (sql.regionMatches(true, i, "VALUES", 0, 6)) {
                return true;
            }
        }
        return false;
    }

    /** Sends what has come together. */
    void flush() throws StatementFailure {
        if (messages.isEmpty()) {
            return;
        }
        List<StatementMessage> sent = List.copyOf(messages);
        messages.clear();
        bytes = 0;
        link(sent);
        sender.announce(sent.get(0).first(), sent.get(0).firstIndex());
        try {
            session.pipeline(sent, Pipeline.Rows.DROPPED);
        } catch (SQLException e) {
            throw new StatementFailure(sent.get(0).first(), e);
        }
        for (StatementMessage message : sent) {
            message.throwIfFailed();
        }
    }

    private static void link(List<StatementMessage> sent) {
        for (int i = 1; i < sent.size(); i++) {
            sent.get(i - 1).follow(sent.get(i));
        }
    }

    /** Statements that share a message. */
    private static final class StatementMessage implements Pipeline.Message {
        private final ScriptSender sender;
        private final List<Statement> statements = new ArrayList<>(1);
        private final int firstIndex;
        private final StatementText text = new StatementText();
        private final boolean isRows;
        private int done;
        private @Nullable StatementMessage next;
        private @Nullable StatementFailure failure;

        StatementMessage(ScriptSender sender, Statement first, int firstIndex) {
            this.sender = sender;
            this.firstIndex = firstIndex;
            this.isRows = isRow(first);
            add(first);
        }

        boolean hasRoomFor(Statement statement) {
            return isRows && text.length() + statement.sql().length() < LONGEST_MESSAGE;
        }

        void add(Statement statement) {
            statements.add(statement);
            text.add(statement);
        }

        void follow(StatementMessage behind) {
            next = behind;
        }

        Statement first() {
            return statements.get(0);
        }

        int firstIndex() {
            return firstIndex;
        }

        @Override
        public String sql() {
            return text.sql();
        }

        @Override
        public Pipeline.Next answered(Pipeline.Answer answer) {
            sender.finished(statements.get(done++));
            if (done < statements.size()) {
                sender.begun(statements.get(done), firstIndex + done);
                return Pipeline.Next.SAME_MESSAGE;
            }
            StatementMessage behind = next;
            if (behind != null) {
                sender.begun(behind.first(), behind.firstIndex);
            }
            return Pipeline.Next.NEXT_MESSAGE;
        }

        @Override
        public void noticed(SQLWarning notice) {
            sender.passOn(notice);
        }

        @Override
        public void failed(SQLException error) {
            failure = text.failure(error, done);
            sender.failed(statements.get(done));
        }

        void throwIfFailed() throws StatementFailure {
            if (failure != null) {
                throw failure;
            }
        }
    }
}
