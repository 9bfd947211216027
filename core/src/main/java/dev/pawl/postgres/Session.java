package dev.pawl.postgres;

import dev.pawl.error.PawlException;
import java.io.IOException;
import java.io.InputStream;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.core.BaseConnection;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection, for SQL on pawl's own behalf. It stays in autocommit; who wants a transaction writes {@code BEGIN} and
 * {@code COMMIT} into the text, so that they travel with the statements between them. All statements of one text travel
 * in one message, and the first error stops the rest. PostgreSQL runs such a text as one transaction unless it says
 * otherwise, and statements ahead of a {@code BEGIN} in the same text belong to the transaction that it begins.
 *
 * <p>Used by one thread, but for {@link #cancel}, {@link #waiting}, {@link #abort}, {@link #isBroken} and {@link #close}. Nothing here starts a statement
 * that the caller did not ask for.
 */
public final class Session implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private static final int COPY_BUFFER = 1 << 16;

    private final Connection jdbc;
    private final @Nullable ConnectionSpec spec;
    private final @Nullable Loan loan;
    private final @Nullable Consumer<Session> home;
    private final AtomicBoolean isGivenBack = new AtomicBoolean();
    private final OptionalInt backendPid;
    private final List<SQLWarning> warnings = new ArrayList<>();
    private @Nullable PreparedStatements prepared;
    private volatile @Nullable Statement running;
    private volatile @Nullable Waiting waiting;
    private volatile @Nullable String endedBecause;
    private volatile boolean broken;
    private volatile Sharing sharing;

    /**
     * Takes over an open connection, and closes it in the end.
     *
     * @param jdbc in autocommit
     * @param spec what it was opened from, for messages; null where pawl did not open it
     */
    public Session(Connection jdbc, @Nullable ConnectionSpec spec) {
        this(jdbc, spec, null);
    }

    Session(Connection jdbc, @Nullable ConnectionSpec spec, @Nullable Loan loan) {
        this(jdbc, spec, loan, null);
    }

    private Session(
            Connection jdbc, @Nullable ConnectionSpec spec, @Nullable Loan loan, @Nullable Consumer<Session> home) {
        this.jdbc = jdbc;
        this.spec = spec;
        this.loan = loan;
        this.home = home;
        this.sharing = loan == null ? Sharing.OURS : Sharing.LENT;
        this.backendPid = driver(jdbc)
                .map(connection -> OptionalInt.of(connection.getBackendPID()))
                .orElse(OptionalInt.empty());
    }

    /**
     * A session on the same connection, for somebody else to use meanwhile.
     *
     * @param takeBack told once, when that one closes it; the connection stays as it is
     */
    Session lent(Consumer<Session> takeBack) {
        return new Session(jdbc, spec, loan, takeBack);
    }

    /** The connection itself, for what this class does not do: COPY, batches, the statements of a migration. */
    public Connection jdbc() {
        return jdbc;
    }

    /** What the connection was opened from. */
    public Optional<ConnectionSpec> spec() {
        return Optional.ofNullable(spec);
    }

    /** Who else uses the server's session. */
    public Sharing sharing() {
        return sharing;
    }

    /** Takes note of what stands between here and the server; the session itself. */
    public Session behind(Pooler pooler) {
        switch (pooler) {
            case NONE -> {}
            case TRANSACTION -> sharing = Sharing.POOLED;
            case SESSION -> sharing = Sharing.LENT;
        }
        return this;
    }

    /**
     * Runs statements and drops whatever rows they return, after reading them all.
     *
     * @throws PawlException of the database family
     */
    public void execute(String sql) {
        try {
            send(sql);
        } catch (SQLException e) {
            throw DatabaseProblems.exception(e, spec);
        }
    }

    /**
     * As {@link #execute}, for a caller to whom the error means something: a lost claim, a statement of a migration.
     *
     * @throws SQLException as the driver gives it
     */
    public void send(String sql) throws SQLException {
        try (Statement statement = prepare()) {
            runWithoutRows(statement, sql);
            keepWarnings(statement.getWarnings());
        } catch (SQLException e) {
            throw noted(e);
        } finally {
            answered();
        }
    }

    /**
     * As {@link #send}, with further statements on its heels, each in a message of its own: a pooler that works by the
     * transaction keeps the server's session for a client of which more has come already. Where a statement fails, those
     * behind it still run.
     *
     * @throws SQLException as the driver gives it, of the first statement that failed
     */
    public void sendFollowed(String sql, List<String> others) throws SQLException {
        try (Statement statement = prepare()) {
            statement.addBatch(sql);
            for (String other : others) {
                statement.addBatch(other);
            }
            statement.executeBatch();
            keepWarnings(statement.getWarnings());
        } catch (BatchUpdateException e) {
            throw noted(e.getNextException() == null ? e : e.getNextException());
        } finally {
            running = null;
        }
    }

    /** What the server keeps prepared for this session; only where nobody else {@linkplain #sharing() uses} it. */
    public PreparedStatements prepared() {
        PreparedStatements known = prepared;
        if (known == null) {
            known = new PreparedStatements();
            prepared = known;
        }
        return known;
    }

    /** Whether {@link #pipeline} can be used. */
    public boolean canPipeline() {
        return Pipeline.isPossible(ownDriver());
    }

    /**
     * Sends messages one behind the other and hands each answer to the message that it is for. One round trip.
     *
     * @param messages {@value Pipeline#MOST_MESSAGES} at most; where there are several, of {@value Pipeline#MOST_BYTES}
     *     bytes at most
     * @throws SQLException where nothing could be sent; errors of the server are told to the messages
     */
    public void pipeline(List<? extends Pipeline.Message> messages, Pipeline.Rows rows) throws SQLException {
        BaseConnection connection = ownDriver();
        if (connection == null) {
            throw new IllegalStateException("No pipeline is possible through this connection");
        }
        waiting = new Waiting();
        try {
            Pipeline.send(connection, messages.stream().map(Noting::new).toList(), rows);
        } catch (SQLException e) {
            throw noted(e);
        } finally {
            answered();
        }
    }

    private @Nullable BaseConnection ownDriver() {
        try {
            return jdbc.isWrapperFor(BaseConnection.class) ? jdbc.unwrap(BaseConnection.class) : null;
        } catch (SQLException e) {
            return null; // closed already: whoever uses it next is told
        }
    }

    /** Takes note of errors that end the session, before the message hears of them. */
    private final class Noting implements Pipeline.Message {
        private final Pipeline.Message message;

        Noting(Pipeline.Message message) {
            this.message = message;
        }

        @Override
        public String sql() {
            return message.sql();
        }

        @Override
        public Pipeline.Next answered(Pipeline.Answer answer) {
            return message.answered(answer);
        }

        @Override
        public void noticed(SQLWarning notice) {
            message.noticed(notice);
        }

        @Override
        public void failed(SQLException error) {
            message.failed(noted(error));
        }
    }

    /** Rows are dropped as they come in: a statement may return more of them than there is memory for. */
    private static void runWithoutRows(Statement statement, String sql) throws SQLException {
        try {
            statement.executeUpdate(sql);
        } catch (SQLException e) {
            boolean isOfDriver = e instanceof PSQLException said && said.getServerErrorMessage() == null;
            if (!isOfDriver || !PSQLState.TOO_MANY_RESULTS.getState().equals(e.getSQLState())) {
                throw e;
            }
            // All of it was done; the driver only wonders at the rows.
        }
    }

    /**
     * Sends the data of a {@code COPY … FROM STDIN}.
     *
     * @param data in UTF-8, which the driver asks every server to take
     * @throws SQLException as the driver gives it
     * @throws IOException if the data cannot be read
     */
    public void copyIn(String sql, InputStream data) throws SQLException, IOException {
        waiting = new Waiting();
        try {
            jdbc.unwrap(PGConnection.class).getCopyAPI().copyIn(sql, data, COPY_BUFFER);
            keepWarnings(jdbc.getWarnings());
        } catch (SQLException e) {
            throw noted(e);
        } finally {
            answered();
            if (!isBroken()) {
                jdbc.clearWarnings();
            }
        }
    }

    private Statement prepare() throws SQLException {
        Statement statement = jdbc.createStatement();
        running = statement;
        waiting = new Waiting();
        statement.setEscapeProcessing(false); // braces and question marks are the script's own
        return statement;
    }

    private void answered() {
        running = null;
        waiting = null;
    }

    private SQLException noted(SQLException e) {
        String because = endedBecause;
        if (because != null) {
            return new SQLException(because, PSQLState.CONNECTION_FAILURE.getState(), e);
        }
        if (SqlState.endsSession(e.getSQLState())) {
            broken = true;
        }
        return e;
    }

    /** The wait for an answer of the server; each statement has its own. */
    public static final class Waiting {
        private final long start = System.nanoTime();

        private Waiting() {}

        /** How long it has lasted. */
        public Duration length() {
            return Duration.ofNanos(System.nanoTime() - start);
        }
    }

    /** What the session is waiting for, asked from any thread; empty where it has its answer. */
    public Optional<Waiting> waiting() {
        return Optional.ofNullable(waiting);
    }

    /**
     * Ends the session from any thread, without a word to the server: no answer is to be expected any more. Whoever waits
     * for one gets an error of a broken connection.
     *
     * @param because what that error says
     */
    public void abort(String because) {
        unlessGivenBack(() -> abortConnection(because));
    }

    private void abortConnection(String because) {
        endedBecause = because;
        broken = true;
        try {
            jdbc.abort(Runnable::run);
        } catch (SQLException e) {
            LOG.debug("The connection was gone already", e);
        }
    }

    /**
     * Takes a silence of the server for a broken connection from now on; for short questions only. No round trip.
     *
     * @param longest zero for ever
     * @throws PawlException of the database family
     */
    public void expectAnswersWithin(Duration longest) {
        try {
            jdbc.setNetworkTimeout(Runnable::run, (int) Math.min(longest.toMillis(), Integer.MAX_VALUE));
        } catch (SQLException e) {
            throw DatabaseProblems.exception(e, spec);
        }
    }

    /**
     * Runs statements of which exactly one returns rows.
     *
     * @throws PawlException of the database family
     */
    public <T> List<T> query(String sql, RowReader<T> reader) {
        List<List<T>> results = queryAll(sql, reader);
        if (results.size() != 1) {
            throw new IllegalArgumentException("One result was expected, not " + results.size() + ": " + sql);
        }
        return results.get(0);
    }

    /**
     * Runs statements in one round trip and gives the rows of each that returns any, in order. Where the rows differ from
     * one statement to the next, see {@link #queryEach}.
     *
     * @throws PawlException of the database family
     */
    public <T> List<List<T>> queryAll(String sql, RowReader<T> reader) {
        List<List<T>> results = new ArrayList<>();
        queryEach(sql, rows -> results.add(readAll(rows, reader)));
        return results;
    }

    /**
     * Runs statements in one round trip and hands over the result of each that returns rows, in order.
     *
     * @param onResult called once for each, before its first row; it may read none
     * @throws PawlException of the database family
     */
    public void queryEach(String sql, ResultReader onResult) {
        try {
            run(sql, onResult);
        } catch (SQLException e) {
            throw DatabaseProblems.exception(e, spec);
        }
    }

    /**
     * As {@link #queryEach}, for a caller to whom the error means something.
     *
     * @throws SQLException as the driver gives it
     */
    public void sendEach(String sql, ResultReader onResult) throws SQLException {
        run(sql, onResult);
    }

    /**
     * As {@link #send}, for the answer that comes last: the first column of the last row of all results.
     *
     * @throws SQLException as the driver gives it
     */
    public String sendForLast(String sql) throws SQLException {
        List<String> last = new ArrayList<>(1);
        run(sql, rows -> {
            while (rows.next()) {
                last.clear();
                last.add(rows.getString(1));
            }
        });
        return last.get(0);
    }

    private void run(String sql, ResultReader onResult) throws SQLException {
        try (Statement statement = prepare()) {
            boolean isResult = statement.execute(sql);
            while (isResult || statement.getUpdateCount() != -1) {
                if (isResult) {
                    onResult.read(statement.getResultSet());
                }
                isResult = statement.getMoreResults();
            }
            keepWarnings(statement.getWarnings());
        } catch (SQLException e) {
            throw noted(e);
        } finally {
            answered();
        }
    }

    private void keepWarnings(@Nullable SQLWarning first) {
        for (SQLWarning warning = first; warning != null; warning = warning.getNextWarning()) {
            warnings.add(warning);
        }
    }

    /** What the server said on the side (NOTICE, WARNING) since the last call, in order. */
    public List<SQLWarning> drainWarnings() {
        List<SQLWarning> drained = List.copyOf(warnings);
        warnings.clear();
        return drained;
    }

    /** Reads the rows of one result. */
    public static <T> List<T> readAll(ResultSet rows, RowReader<T> reader) throws SQLException {
        List<T> read = new ArrayList<>();
        while (rows.next()) {
            read.add(reader.read(rows));
        }
        return read;
    }

    /**
     * The process that the server named when the session began; no round trip. Behind a pooler it is the pooler's
     * invention (see {@link Pooler}). Empty where a pool hides the driver's connection.
     */
    public OptionalInt backendPid() {
        return backendPid;
    }

    /** Whether the database can store every character. */
    public boolean holdsUnicode() {
        return reported("server_encoding").filter("UTF8"::equals).isPresent();
    }

    /** A setting that the server reports of its own accord, as it is now; no round trip. */
    public Optional<String> reported(String setting) {
        return driver().map(connection -> connection.getParameterStatus(setting));
    }

    /**
     * The server's version as it said when the session began, for example 180006; no round trip.
     *
     * @throws PawlException of the database family
     */
    public int serverVersionNumber() {
        try {
            return 10_000 * jdbc.getMetaData().getDatabaseMajorVersion()
                    + jdbc.getMetaData().getDatabaseMinorVersion();
        } catch (SQLException e) {
            throw DatabaseProblems.exception(e, spec);
        }
    }

    private Optional<PGConnection> driver() {
        return driver(jdbc);
    }

    private static Optional<PGConnection> driver(Connection jdbc) {
        try {
            return jdbc.isWrapperFor(PGConnection.class)
                    ? Optional.of(jdbc.unwrap(PGConnection.class))
                    : Optional.empty();
        } catch (SQLException e) {
            return Optional.empty(); // closed already: there is nothing to ask and nothing to cancel
        }
    }

    /** Whether the connection is known to be gone; asks nobody. */
    public boolean isBroken() {
        return isGivenBack.get() || isConnectionBroken();
    }

    /** As {@link #isBroken}, also after the session was given back. */
    boolean isConnectionBroken() {
        try {
            return broken || jdbc.isClosed();
        } catch (SQLException e) {
            return true;
        }
    }

    /**
     * Asks the server, from any thread and over a connection of its own, to cancel what the session is doing. A statement
     * that was finished meanwhile is not harmed; the next one of those started through {@link #jdbc} may be.
     */
    public void cancel() {
        unlessGivenBack(this::cancelStatement);
    }

    private void cancelStatement() {
        Statement statement = running;
        try {
            if (statement != null) {
                statement.cancel();
                return;
            }
            Optional<PGConnection> connection = driver();
            if (connection.isPresent()) {
                connection.get().cancelQuery();
            }
        } catch (SQLException e) {
            // The session is gone or has just become idle: what was to be stopped has stopped.
            LOG.debug("Nothing left to cancel", e);
        }
    }

    /** Closes the connection; the server rolls back what is open. Never throws: nobody could do anything about it. */
    @Override
    public void close() {
        if (home == null) {
            closeConnection();
        } else if (giveUp()) {
            home.accept(this);
        }
    }

    /** Once only, and not while another thread is at it: what is meant for this borrower must not reach the next one. */
    private boolean giveUp() {
        synchronized (isGivenBack) {
            return isGivenBack.compareAndSet(false, true);
        }
    }

    private void unlessGivenBack(Runnable act) {
        if (home == null) {
            act.run();
            return;
        }
        synchronized (isGivenBack) {
            if (!isGivenBack.get()) {
                act.run();
            }
        }
    }

    private void closeConnection() {
        try (jdbc) {
            if (loan != null && !isBroken()) {
                loan.end();
            }
        } catch (SQLException e) {
            LOG.debug("The connection broke while it was closed", e);
        }
    }

    /** Takes a result whose rows have not been read. */
    @FunctionalInterface
    public interface ResultReader {
        /** Reads as many rows as it wants; never closes the result. */
        void read(ResultSet rows) throws SQLException;
    }
}
