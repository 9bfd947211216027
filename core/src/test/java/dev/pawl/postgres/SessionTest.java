package dev.pawl.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pawl.embedded.testing.TestDatabase;
import dev.pawl.embedded.testing.TestServer;
import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.util.PSQLException;

@DisplayName("N4: a session sends text as it is, and leaves nothing behind")
class SessionTest {

    private final TestDatabase database = TestDatabase.create();
    private Session session = new Connector(ConnectionSpec.parse(database.url()), "pawl/test").open();

    @BeforeEach
    void table() {
        session.execute("CREATE TABLE t (id int)");
    }

    @AfterEach
    void close() {
        session.close();
        database.close();
    }

    @Test
    @DisplayName("a row is read with the given reader")
    void queries() {
        List<String> rows = session.query("SELECT 'row ' || n FROM generate_series(1, 3) n", row -> row.getString(1));

        assertThat(rows).containsExactly("row 1", "row 2", "row 3");
    }

    @Test
    @DisplayName("statements of one text run in order; the first error stops the rest and undoes what came before")
    void stopsAtFirstError() {
        PawlException error = catchThrowableOfType(
                PawlException.class,
                () -> session.execute("INSERT INTO t VALUES (1); SELECT 1/0; INSERT INTO t VALUES (2)"));

        assertThat(error.problem().code()).isEqualTo(ErrorCode.DATABASE_ERROR);
        assertThat(error.problem().server().orElseThrow().sqlState()).isEqualTo("22012");
        assertThat(error).hasCauseInstanceOf(PSQLException.class);
        assertThat(count()).isZero();
    }

    @Test
    @DisplayName("a text with BEGIN and COMMIT is one transaction, and several results come back in one round trip")
    void severalResults() throws SQLException {
        List<String> seen = new ArrayList<>();

        session.queryEach(
                "BEGIN; SET LOCAL lock_timeout = '2s'; INSERT INTO t VALUES (7) RETURNING id;"
                        + " SELECT current_setting('lock_timeout'), 'x'; COMMIT",
                rows -> seen.addAll(
                        Session.readAll(rows, row -> row.getMetaData().getColumnCount() + ":" + row.getString(1))));

        assertThat(seen).containsExactly("1:7", "2:2s");
        assertThat(count()).isEqualTo(1);
        assertThat(session.jdbc().getAutoCommit()).isTrue();
    }

    @Test
    @DisplayName("rows that nobody asked for are drained: every call of the function happens")
    void drains() {
        session.execute("CREATE FUNCTION f(i int) RETURNS int LANGUAGE sql AS 'INSERT INTO t VALUES (i) RETURNING id';"
                + " SELECT f(i) FROM generate_series(1, 100) i; SELECT f(0)");

        assertThat(count()).isEqualTo(101);
    }

    @Test
    @DisplayName("braces, question marks and colons are SQL, not JDBC")
    void noEscapeProcessing() {
        List<String> rows = session.query(
                "SELECT '{\"a\": 1}'::jsonb ?| array['a'] || '{d}' || '?' || '{fn now()}'", row -> row.getString(1));

        assertThat(rows).isEqualTo(List.of("true{d}?{fn now()}"));
    }

    @Test
    @DisplayName("R3: notices are kept in order until they are asked for")
    void notices() {
        session.execute("DO $$ BEGIN RAISE NOTICE 'one'; RAISE WARNING 'two'; END $$");

        assertThat(session.drainWarnings()).extracting(SQLWarning::getMessage).containsExactly("one", "two");
        assertThat(session.drainWarnings()).isEmpty();
    }

    @Test
    @DisplayName("the error of a text that means something to its caller arrives as the driver gives it")
    void sends() {
        assertThatExceptionOfType(PSQLException.class)
                .isThrownBy(() -> session.send("CREATE TABLE t (id int)"))
                .matches(e -> SqlState.is(e, SqlState.DUPLICATE_TABLE));
    }

    @Test
    @Timeout(20)
    @DisplayName("another thread cancels what the session is doing; the session lives on")
    void cancels() throws Exception {
        CompletableFuture<PawlException> failed = CompletableFuture.supplyAsync(
                () -> catchThrowableOfType(PawlException.class, () -> session.execute("SELECT pg_sleep(60)")));
        try (var other = database.connect();
                var statement = other.createStatement()) {
            Awaitility.await().until(() -> {
                try (var rows =
                        statement.executeQuery("SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND pid = "
                                + session.backendPid().orElseThrow())) {
                    return rows.next();
                }
            });
        }

        session.cancel();

        assertThat(SqlState.is(failed.get(10, TimeUnit.SECONDS), SqlState.QUERY_CANCELED))
                .isTrue();
        assertThat(count()).isZero();
    }

    @Test
    @DisplayName("R5: a session that the server ended is broken, says so without asking, and closes quietly")
    void broken() throws SQLException {
        database.execute("SELECT pg_terminate_backend(" + session.backendPid().orElseThrow() + ")");

        PawlException error = catchThrowableOfType(PawlException.class, () -> session.execute("SELECT pg_sleep(5)"));

        assertThat(error.problem().code()).isEqualTo(ErrorCode.CONNECTION_LOST);
        assertThat(session.isBroken()).isTrue();
        session.close();
        session.cancel();
    }

    @Test
    @DisplayName("the process number and the application name are known without a round trip")
    void identity() {
        ServerFacts facts = ServerFacts.of(session);

        assertThat(session.backendPid()).hasValue(facts.backendPid());
        assertThat(session.query("SHOW application_name", row -> row.getString(1)))
                .containsExactly("pawl/test");
        assertThat(Pooler.detect(session, facts, Pooling.TRANSACTION)).isEqualTo(Pooler.NONE);
    }

    @Test
    @DisplayName("I2: a connection of a pool is returned as it was lent")
    void loan() throws SQLException {
        var jdbc = database.connect();
        jdbc.setClientInfo("ApplicationName", "shop");
        jdbc.setAutoCommit(false);
        var pool = new OneConnection(jdbc);

        try (Session borrowed = new Connector(pool, "pawl/42").open()) {
            assertThat(borrowed.query("SHOW application_name", row -> row.getString(1)))
                    .containsExactly("pawl/42");
            assertThat(borrowed.jdbc().getAutoCommit()).isTrue();
        }

        assertThat(jdbc.getAutoCommit()).isFalse();
        try (var statement = jdbc.createStatement();
                var rows = statement.executeQuery("SHOW application_name")) {
            rows.next();
            assertThat(rows.getString(1)).isEqualTo("shop");
        }
        jdbc.close();
    }

    @Test
    @DisplayName("I2: a data source without a server, or without the database, says so")
    void dataSourceProblems() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(database.jdbcUrl());
        source.setDatabaseName("no_such_database");
        Connector missing = new Connector(source, "pawl/42");

        PawlException error = catchThrowableOfType(PawlException.class, missing::open);
        assertThat(error.problem().code()).isEqualTo(ErrorCode.DATABASE_MISSING);
        assertThat(error.problem().message()).contains("no_such_database");

        source.setPortNumbers(new int[] {1});
        error = catchThrowableOfType(PawlException.class, missing::open);
        assertThat(error.problem().code()).isEqualTo(ErrorCode.DATABASE_UNREACHABLE);
    }

    @Test
    @DisplayName("N4: a pooler is told by its process number, which is not the server's")
    void pooler() throws Exception {
        try (Wire pooler = Wire.inventingProcessNumbers(TestServer.get().port());
                Session pooled = new Connector(
                                ConnectionSpec.parse(database.url()
                                                .replace(":" + TestServer.get().port(), ":" + pooler.port())
                                        + "?sslmode=disable"),
                                "pawl/test")
                        .open()) {
            assertThat(Pooler.detect(pooled, ServerFacts.of(pooled), Pooling.TRANSACTION))
                    .isEqualTo(Pooler.TRANSACTION);
        }
    }

    @Test
    @DisplayName("N5: facts tell who, where, and what can be done there")
    void facts() {
        ServerFacts facts = ServerFacts.of(session);

        assertThat(facts.database()).isEqualTo(database.name());
        assertThat(facts.user()).isEqualTo("postgres");
        assertThat(facts.superuser()).isTrue();
        assertThat(facts.isReadOnly()).isFalse();
        assertThat(facts.encoding()).isEqualTo("UTF8");
        assertThat(facts.version()).startsWith(Integer.toString(facts.majorVersion()));
        assertThat(facts.startedAt()).isBefore(java.time.Instant.now().plus(Duration.ofSeconds(1)));
        assertThat(facts.requireSupported().requireWritable()).isSameAs(facts);
    }

    private int count() {
        return session.query("SELECT count(*) FROM t", row -> row.getInt(1)).get(0);
    }
}
