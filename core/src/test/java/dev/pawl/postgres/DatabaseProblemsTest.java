package dev.pawl.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pawl.embedded.testing.TestDatabase;
import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import java.sql.SQLException;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("T3: why a statement of pawl's own failed")
class DatabaseProblemsTest {

    private final TestDatabase database = TestDatabase.create();
    private final String role = database.name() + "_role";
    private Session session = open("postgres");

    @BeforeEach
    void role() {
        session.execute(
                "CREATE ROLE " + role + " LOGIN; CREATE SCHEMA kb; CREATE TABLE kb.t (id serial); CREATE TABLE t ()"
                        + "; REVOKE ALL ON DATABASE " + database.name() + " FROM public; GRANT CONNECT ON DATABASE "
                        + database.name() + " TO " + role);
    }

    @AfterEach
    void close() throws SQLException {
        session.close();
        try (Session owner = open("postgres")) {
            owner.execute("DROP OWNED BY " + role + "; DROP ROLE " + role);
        }
        database.close();
    }

    @ParameterizedTest(name = "D43, N5: {0}")
    @CsvSource(delimiter = '|', textBlock = """
                    SELECT * FROM kb.t                   | GRANT USAGE, CREATE ON SCHEMA "kb" TO "ROLE"; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "kb" TO "ROLE"; GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA "kb" TO "ROLE";
                    SELECT * FROM t                      | GRANT SELECT, INSERT, UPDATE, DELETE ON "t" TO "ROLE";
                    CREATE SCHEMA mine                   | GRANT CONNECT, CREATE ON DATABASE "DB" TO "ROLE";
                    SELECT pg_reload_conf()              | GRANT EXECUTE ON ROUTINE "pg_reload_conf" TO "ROLE";
                    ALTER TABLE t ADD c int              | owner
                    """)
    void permissions(String sql, String fix) {
        session.close();
        session = open(role);

        Problem problem = failure(sql);

        assertThat(problem.code()).isEqualTo(ErrorCode.PERMISSION_MISSING);
        assertThat(problem.message()).contains(role);
        assertThat(problem.fix()).contains(fix.replace("ROLE", role).replace("DB", database.name()));
    }

    @Test
    @DisplayName("D43: the GRANTs of the fix are enough")
    void grantsSuffice() {
        String grants = Permissions.grantsOn(new Identifier("kb"), role);
        session.execute(grants);

        try (Session other = open(role)) {
            other.execute("INSERT INTO kb.t DEFAULT VALUES; CREATE TABLE kb.mine (id int)");
        }
    }

    @Test
    @DisplayName("D43: a caller that knows the schema gets its GRANTs in any language of the server")
    void missingOn() {
        SQLException denied = catchThrowableOfType(SQLException.class, () -> {
            try (Session other = open(role)) {
                other.send("SELECT * FROM kb.t");
            }
        });

        Problem problem = Permissions.missingOn(new Identifier("kb"), role, denied);

        assertThat(problem.fix()).contains(Permissions.grantsOn(new Identifier("kb"), role));
        assertThat(problem.server().orElseThrow().sqlState()).isEqualTo("42501");
    }

    @Test
    @DisplayName("N5: a read-only default is respected and named")
    void readOnly() {
        session.execute("ALTER ROLE " + role + " SET default_transaction_read_only = on");
        session.close();
        session = open(role);

        assertThat(failure("CREATE TEMP TABLE x (); CREATE TABLE y ()").code()).isEqualTo(ErrorCode.DATABASE_READ_ONLY);
        ServerFacts facts = ServerFacts.of(session);
        assertThat(facts.defaultReadOnly()).isTrue();
        PawlException error = catchThrowableOfType(PawlException.class, facts::requireWritable);
        assertThat(error.problem().message()).contains(role, database.name(), "read-only");
    }

    @ParameterizedTest(name = "N5: {0} is {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    CREATE TABLE nowhere.t ()                                                | SCHEMA_MISSING
                    DO $$ BEGIN RAISE 'no space left' USING ERRCODE = '53100'; END $$        | DATABASE_ERROR
                    SELECT 1/0                                                               | DATABASE_ERROR
                    SET statement_timeout = 50; SELECT pg_sleep(9)                           | DATABASE_ERROR
                    SET idle_in_transaction_session_timeout = 50; BEGIN                      | CONNECTION_LOST
                    SELECT pg_terminate_backend(pg_backend_pid())                            | CONNECTION_LOST
                    """)
    void others(String sql, ErrorCode code) {
        if (code == ErrorCode.CONNECTION_LOST && sql.contains("idle")) {
            session.execute(sql);
            Awaitility.await().until(() -> !alive());
            sql = "SELECT 1";
        }
        Problem problem = failure(sql);

        assertThat(problem.code()).isEqualTo(code);
        assertThat(problem.message()).doesNotContain("\n").endsWith(".").doesNotEndWith("..");
    }

    private boolean alive() {
        try (Session other = open("postgres")) {
            return !other.query(
                            "SELECT 1 FROM pg_stat_activity WHERE pid = "
                                    + session.backendPid().orElseThrow(),
                            row -> 1)
                    .isEmpty();
        }
    }

    @Test
    @DisplayName("R6: a lock that pawl's own statement did not obtain")
    void lock() {
        try (Session holder = open("postgres")) {
            holder.execute("BEGIN; LOCK TABLE t");

            Problem problem = failure("SET lock_timeout = 50; SELECT * FROM t");

            assertThat(problem.code()).isEqualTo(ErrorCode.LOCK_TIMEOUT);
        }
    }

    @Test
    @DisplayName("T3: detail, hint and context of the server are kept")
    void serverMessage() {
        Problem problem = failure("DO $$ BEGIN RAISE 'what' USING DETAIL = 'more', HINT = 'advice'; END $$");

        assertThat(problem.server().orElseThrow().message()).isEqualTo("what");
        assertThat(problem.server().orElseThrow().detail()).contains("more");
        assertThat(problem.server().orElseThrow().hint()).contains("advice");
        assertThat(problem.server().orElseThrow().where().orElseThrow()).contains("PL/pgSQL");
    }

    @ParameterizedTest(name = "N5: version {0} is refused")
    @ValueSource(ints = {90_624, 120_022})
    void tooOld(int number) {
        PawlException error =
                catchThrowableOfType(PawlException.class, () -> facts(number).requireSupported());

        assertThat(error.problem().code()).isEqualTo(ErrorCode.SERVER_UNSUPPORTED);
        assertThat(error.problem().message()).contains("13 to 18");
    }

    @ParameterizedTest(name = "N5: version {0} is accepted")
    @CsvSource({"130000, false", "180006, false", "190001, true"})
    void supported(int number, boolean noted) {
        assertThat(facts(number).requireSupported().note().isPresent()).isEqualTo(noted);
    }

    private static ServerFacts facts(int number) {
        return new ServerFacts(number, "x", "d", "u", "u", false, false, false, false, "UTF8", 1, Instant.EPOCH);
    }

    private Problem failure(String sql) {
        PawlException error = catchThrowableOfType(PawlException.class, () -> session.execute(sql));
        assertThat(error).isNotNull();
        return error.problem();
    }

    private Session open(String user) {
        ConnectionSpec spec = ConnectionSpec.parse(database.url().replace("postgres@", user + "@"));
        return new Connector(spec, "pawl/test").open();
    }
}
