package dev.pawl.parse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.embedded.testing.TestDatabase;
import dev.pawl.migration.StatementKind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("F7: what a statement means is told by its words")
class StatementKindTest {
    /** No subscription needs a publisher here: they are made without one. */
    private static final List<String> SET_UP = List.of(
            "CREATE TABLE t (a int PRIMARY KEY)",
            "CREATE INDEX i ON t (a)",
            "CREATE TABLE p (a int) PARTITION BY RANGE (a)",
            "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (2)",
            "CREATE MATERIALIZED VIEW m AS SELECT a FROM t",
            "CREATE UNIQUE INDEX mi ON m (a)",
            "CREATE TYPE e AS ENUM ('x')",
            "CREATE SUBSCRIPTION s CONNECTION 'host=127.0.0.1 port=1' PUBLICATION p WITH (connect = false)");

    @ParameterizedTest(name = "{0}: {1}", quoteTextArguments = false)
    @DisplayName("F7: F6: every kind by its leading words")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "BEGIN | BEGIN",
                "BEGIN | begin work isolation level serializable",
                "BEGIN | START TRANSACTION READ WRITE",
                "COMMIT | COMMIT",
                "COMMIT | END TRANSACTION",
                "COMMIT | COMMIT WORK AND NO CHAIN",
                "TRANSACTION_CONTROL | COMMIT AND CHAIN",
                "TRANSACTION_CONTROL | END WORK AND CHAIN",
                "TRANSACTION_CONTROL | ROLLBACK",
                "TRANSACTION_CONTROL | ROLLBACK AND CHAIN",
                "TRANSACTION_CONTROL | ABORT",
                "TRANSACTION_CONTROL | PREPARE TRANSACTION 'x'",
                "TRANSACTION_CONTROL | SET TRANSACTION READ ONLY",
                "TRANSACTION_CONTROL | SET LOCAL TRANSACTION ISOLATION LEVEL SERIALIZABLE",
                "TRANSACTION_CONTROL | SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
                "TRANSACTION_CONTROL | SET transaction_isolation = 'serializable'",
                "TRANSACTION_CONTROL | SET default_transaction_read_only = on",
                "SAVEPOINT | SAVEPOINT a",
                "SAVEPOINT | RELEASE a",
                "SAVEPOINT | ROLLBACK TO a",
                "SAVEPOINT | ROLLBACK WORK TO SAVEPOINT a",
                "COPY_FROM_STDIN | COPY t FROM stdin",
                "COPY_FROM_STDIN | copy a.\"from\" (x, y) from STDIN with (format csv)",
                "COPY_FROM_STDIN | COPY BINARY t FROM STDIN",
                "RETURNS_ROWS | COPY t FROM '/tmp/x'",
                "RETURNS_ROWS | COPY t FROM PROGRAM 'echo stdin'",
                "RETURNS_ROWS | COPY (SELECT * FROM stdin) TO STDOUT",
                "CREATE_INDEX_CONCURRENTLY | CREATE INDEX CONCURRENTLY i ON t (a)",
                "CREATE_INDEX_CONCURRENTLY | create /* x */ unique index concurrently if not exists i on t (a)",
                "PLAIN | CREATE INDEX concurrent ON t (a)",
                "PLAIN | CREATE INDEX \"concurrently\" ON t (a)",
                "DROP_INDEX_CONCURRENTLY | DROP INDEX CONCURRENTLY IF EXISTS i",
                "PLAIN | DROP INDEX i",
                "REINDEX_CONCURRENTLY | REINDEX INDEX CONCURRENTLY i",
                "REINDEX_CONCURRENTLY | REINDEX (VERBOSE, CONCURRENTLY) TABLE t",
                "REINDEX_CONCURRENTLY | REINDEX (CONCURRENTLY true) DATABASE",
                "PLAIN | REINDEX (CONCURRENTLY false) TABLE t",
                "PLAIN | REINDEX TABLE t",
                "OUTSIDE_TRANSACTION | REINDEX SCHEMA public",
                "OUTSIDE_TRANSACTION | REINDEX (VERBOSE) SYSTEM",
                "DETACH_CONCURRENTLY | ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY",
                "DETACH_CONCURRENTLY | ALTER TABLE IF EXISTS ONLY a . \"b c\" * DETACH PARTITION d.e CONCURRENTLY",
                "PLAIN | ALTER TABLE p DETACH PARTITION p1",
                "PLAIN | ALTER TABLE p DETACH PARTITION p1 FINALIZE",
                "PLAIN | ALTER TYPE e ADD VALUE 'y'",
                "OUTSIDE_TRANSACTION | VACUUM (ANALYZE) t",
                "OUTSIDE_TRANSACTION | CREATE DATABASE d",
                "OUTSIDE_TRANSACTION | DROP DATABASE IF EXISTS d",
                "OUTSIDE_TRANSACTION | ALTER DATABASE d SET TABLESPACE pg_default",
                "PLAIN | ALTER DATABASE d SET work_mem = '1MB'",
                "OUTSIDE_TRANSACTION | CREATE TABLESPACE s LOCATION '/x'",
                "OUTSIDE_TRANSACTION | DROP TABLESPACE s",
                "OUTSIDE_TRANSACTION | ALTER SYSTEM SET work_mem = '1MB'",
                "OUTSIDE_TRANSACTION | CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p",
                "PLAIN | CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p WITH (connect = off)",
                "PLAIN | CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p WITH (enabled, create_slot = false)",
                "OUTSIDE_TRANSACTION | DROP SUBSCRIPTION s",
                "OUTSIDE_TRANSACTION | ALTER SUBSCRIPTION s REFRESH PUBLICATION",
                "OUTSIDE_TRANSACTION | ALTER SUBSCRIPTION s SET PUBLICATION p",
                "PLAIN | ALTER SUBSCRIPTION s ADD PUBLICATION p WITH (refresh = false)",
                "PLAIN | ALTER SUBSCRIPTION s DISABLE",
                "OUTSIDE_TRANSACTION | CLUSTER",
                "OUTSIDE_TRANSACTION | CLUSTER VERBOSE",
                "OUTSIDE_TRANSACTION | CLUSTER (VERBOSE)",
                "PLAIN | CLUSTER t USING i",
                "OUTSIDE_TRANSACTION | DISCARD ALL",
                "SESSION_SETTING | DISCARD PLANS",
                "OUTSIDE_TRANSACTION | COMMIT PREPARED 'x'",
                "OUTSIDE_TRANSACTION | ROLLBACK PREPARED 'x'",
                "SESSION_SETTING | SET search_path = a, b",
                "SESSION_SETTING | SET SESSION AUTHORIZATION bob",
                "SESSION_SETTING | RESET ROLE",
                "PLAIN | SET CONSTRAINTS ALL DEFERRED",
                "PLAIN | REFRESH MATERIALIZED VIEW CONCURRENTLY m",
                "PLAIN | INSERT INTO t VALUES (1)",
                "PLAIN | INSERT INTO t SELECT 'returning', \"returning\" /* returning */",
                "PLAIN | INSERT INTO t SELECT (SELECT returning FROM x)",
                "RETURNS_ROWS | INSERT INTO t VALUES (1) RETURNING a",
                "RETURNS_ROWS | delete from t returning *",
                "RETURNS_ROWS | UPDATE t SET a = 1 Returning a",
                "PLAIN | DO $$BEGIN END$$",
                "PLAIN | GRANT SELECT ON t TO bob",
                "RETURNS_ROWS | SELECT f()",
                "RETURNS_ROWS | (SELECT 1)",
                "RETURNS_ROWS | WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x",
                "RETURNS_ROWS | VALUES (1)",
                "RETURNS_ROWS | TABLE t",
                "RETURNS_ROWS | CALL p()",
                "RETURNS_ROWS | EXECUTE p",
                "RETURNS_ROWS | EXPLAIN SELECT 1",
                "RETURNS_ROWS | SHOW ALL",
                "RETURNS_ROWS | PREPARE x AS SELECT 1",
                "RETURNS_ROWS | FETCH ALL FROM c",
                "RETURNS_ROWS | WHATEVER"
            })
    void kinds(StatementKind kind, String sql) {
        assertThat(classify(sql)).isEqualTo(kind);
    }

    private static StatementKind classify(String sql) {
        boolean copy = sql.toLowerCase(Locale.ROOT).startsWith("copy ");
        return copy
                ? StatementClassifier.classify(sql, false)
                : Scripts.split(sql).get(0).statement().kind();
    }

    @Test
    @DisplayName("F7: a real server refuses in a transaction what pawl runs outside one, and nothing else")
    void agreesWithTheServer() throws SQLException {
        List<String> differences = new ArrayList<>();
        try (TestDatabase database = TestDatabase.create();
                Connection connection = database.connect()) {
            for (String sql : SET_UP) {
                run(connection, sql);
            }
            for (String sql : List.of(
                    "CREATE INDEX CONCURRENTLY i2 ON t (a)",
                    "CREATE UNIQUE INDEX CONCURRENTLY i2 ON t (a)",
                    "CREATE INDEX i2 ON t (a)",
                    "DROP INDEX CONCURRENTLY i",
                    "DROP INDEX i",
                    "REINDEX INDEX CONCURRENTLY i",
                    "REINDEX (CONCURRENTLY) TABLE t",
                    "REINDEX (CONCURRENTLY false) TABLE t",
                    "REINDEX TABLE t",
                    "REINDEX SCHEMA public",
                    "REINDEX DATABASE " + database.name(),
                    "REINDEX SYSTEM " + database.name(),
                    "ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY",
                    "ALTER TABLE p DETACH PARTITION p1",
                    "VACUUM t",
                    "ANALYZE t",
                    "CLUSTER",
                    "CLUSTER t USING i",
                    "CREATE DATABASE never",
                    "DROP DATABASE IF EXISTS never",
                    "CREATE TABLESPACE never LOCATION '/nowhere'",
                    "DROP TABLESPACE IF EXISTS never",
                    "ALTER DATABASE " + database.name() + " SET TABLESPACE pg_default",
                    "ALTER DATABASE " + database.name() + " SET work_mem = '1MB'",
                    "ALTER SYSTEM SET work_mem = '1MB'",
                    "DISCARD ALL",
                    "DISCARD PLANS",
                    "COMMIT PREPARED 'x'",
                    "ROLLBACK PREPARED 'x'",
                    "CREATE SUBSCRIPTION s2 CONNECTION 'host=127.0.0.1' PUBLICATION p",
                    "CREATE SUBSCRIPTION s2 CONNECTION 'host=127.0.0.1' PUBLICATION p WITH (connect = false)",
                    "ALTER SUBSCRIPTION s DISABLE",
                    "ALTER SUBSCRIPTION s SET PUBLICATION q WITH (refresh = false)",
                    "REFRESH MATERIALIZED VIEW CONCURRENTLY m",
                    "ALTER TYPE e ADD VALUE 'y'")) {
                boolean refused = isRefusedInTransaction(connection, sql);
                if (refused != classify(sql).refusesTransaction()) {
                    differences.add(sql + (refused ? ": the server refuses it" : ": the server takes it"));
                }
            }
            run(connection, "ALTER SUBSCRIPTION s SET (slot_name = NONE)");
            run(connection, "DROP SUBSCRIPTION s");
        }
        assertThat(differences).isEmpty();
    }

    private static boolean isRefusedInTransaction(Connection connection, String sql) throws SQLException {
        run(connection, "BEGIN");
        try {
            run(connection, sql);
            return false;
        } catch (SQLException e) {
            return "25001".equals(e.getSQLState());
        } finally {
            run(connection, "ROLLBACK");
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
