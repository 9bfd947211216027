package dev.pawl.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pawl.discover.Format;
import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.migration.Content;
import dev.pawl.migration.Directives;
import dev.pawl.migration.Migration;
import dev.pawl.migration.PreparedScript;
import dev.pawl.migration.Statement;
import dev.pawl.migration.StatementSequence;
import dev.pawl.migration.TransactionMode;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("F6: scripts are reviewed before they run")
class ScriptPreparerTest {

    @Test
    @DisplayName("F6: one outer BEGIN and COMMIT is folded into pawl's transaction, its modes are hoisted")
    void outerPair() {
        PreparedScript prepared = Scripts.prepare(
                "SET search_path = a;\nBEGIN TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ WRITE, NOT DEFERRABLE;\n"
                        + "CREATE TABLE t ();\nSAVEPOINT s;\nCOMMIT;\nRESET search_path;");
        assertThat(prepared.mode()).isEqualTo(TransactionMode.TRANSACTIONAL);
        assertThat(prepared.reason()).isEmpty();
        assertThat(prepared.transactionModes()).contains("ISOLATION LEVEL SERIALIZABLE, NOT DEFERRABLE");
        assertThat(prepared.statementCount()).isEqualTo(4);
        assertThat(texts(prepared))
                .containsExactly("SET search_path = a", "CREATE TABLE t ()", "SAVEPOINT s", "RESET search_path");
    }

    @ParameterizedTest(name = "F6: {0} is folded")
    @ValueSource(
            strings = {
                "BEGIN; SELECT 1; COMMIT",
                "begin work; SELECT 1; end work",
                "START TRANSACTION; SELECT 1; COMMIT AND NO CHAIN",
                "BEGIN; SELECT 1; END"
            })
    void pairs(String sql) {
        assertThat(texts(Scripts.prepare(sql))).containsExactly("SELECT 1");
    }

    @ParameterizedTest(name = "F5 F6: a script that is split again when it runs gives what a small one keeps: {0}")
    @ValueSource(
            strings = {
                "BEGIN; SELECT 1; SAVEPOINT s; COMMIT; SELECT 2",
                "SET TRANSACTION READ WRITE; CREATE TABLE t (); COMMENT ON TABLE t IS ';'",
                "CREATE INDEX CONCURRENTLY i ON t (a); SELECT 1"
            })
    void keptAndRead(String sql) {
        PreparedScript kept = Scripts.prepare(sql);
        PreparedScript read = Scripts.prepare(sql + ";\n" + "-- padding\n".repeat(2_000));
        assertThat(texts(kept)).isNotEmpty().isEqualTo(texts(read)).isEqualTo(texts(kept)); // as often as one likes
    }

    @Test
    @DisplayName("F6: a leading SET TRANSACTION is hoisted, with READ WRITE left out")
    void setTransaction() {
        PreparedScript prepared =
                Scripts.prepare("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ WRITE; SELECT 1;");
        assertThat(prepared.transactionModes()).contains("ISOLATION LEVEL REPEATABLE READ");
        assertThat(texts(prepared)).containsExactly("SELECT 1");
        assertThat(Scripts.prepare(
                                "BEGIN; SET LOCAL a.b = 1; SET SESSION CHARACTERISTICS AS TRANSACTION DEFERRABLE; COMMIT")
                        .transactionModes())
                .contains("DEFERRABLE");
    }

    @ParameterizedTest(name = "F6: {0} is refused, line {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "ROLLBACK | 1",
                "SELECT 1;~ABORT | 2",
                "COMMIT | 1",
                "BEGIN;~SELECT 1 | 1",
                "BEGIN;~COMMIT AND CHAIN;~COMMIT | 2",
                "BEGIN;~BEGIN;~COMMIT | 2",
                "SET LOCAL a.b = 1; BEGIN; COMMIT | 1",
                "PREPARE TRANSACTION 'x' | 1",
                "SELECT 1;~SET TRANSACTION ISOLATION LEVEL SERIALIZABLE | 2",
                "BEGIN READ ONLY; COMMIT | 1",
                "SET TRANSACTION READ ONLY; SELECT 1 | 1",
                "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY | 1",
                "SET TRANSACTION SNAPSHOT 'x' | 1",
                "SET default_transaction_read_only = on | 1",
                "SELECT 1; SET transaction_isolation = 'serializable' | 1",
                "BEGIN;~CREATE INDEX CONCURRENTLY i ON t (a);~COMMIT | 1",
                "SAVEPOINT a;~VACUUM | 1"
            })
    void refused(String sql, int line) {
        List<Problem> problems = problems(sql.replace('~', '\n'));
        assertThat(problems).extracting(Problem::code).containsOnly(ErrorCode.TRANSACTION_CONTROL);
        assertThat(problems.get(0).position().orElseThrow().line()).isEqualTo(line);
    }

    @ParameterizedTest(name = "F6: {0} runs as one transaction, and the user is told")
    @ValueSource(
            strings = {
                "BEGIN; SELECT 1; COMMIT;BEGIN; SELECT 2; COMMIT",
                "BEGIN; SELECT 1; COMMIT; SELECT 2",
                "SELECT 1; BEGIN; SELECT 2; COMMIT"
            })
    void joined(String sql) {
        PreparedScript prepared = Scripts.prepare(sql);
        assertThat(prepared.joinedTransactions()).isPresent();
        assertThat(texts(prepared)).containsExactly("SELECT 1", "SELECT 2");
        assertThat(Scripts.prepare("BEGIN; SELECT 1; COMMIT").joinedTransactions())
                .isEmpty();
    }

    @ParameterizedTest(name = "R6: {0} turns the lock timeout off ahead of work")
    @ValueSource(
            strings = {
                "SET lock_timeout = 0; DROP TABLE t",
                "SET LOCAL lock_timeout TO '0ms'; SELECT f()",
                "SET SESSION lock_timeout = '0'; SELECT set_config('a.b', '', false); DROP TABLE t",
                "SELECT pg_catalog.set_config('lock_timeout', '0', true); DROP TABLE t",
                "BEGIN; SET lock_timeout = 0; DROP TABLE t; COMMIT",
                "-- pawl: no-transaction\nSET lock_timeout = 0; CREATE INDEX CONCURRENTLY i ON t (id); DROP TABLE t"
            })
    void unlimitedLocks(String sql) {
        assertThat(Scripts.prepare(sql).unlimitedLocks()).isPresent();
    }

    @ParameterizedTest(name = "R6: {0} does not")
    @ValueSource(
            strings = {
                "DROP TABLE t",
                "SET lock_timeout = '1s'; DROP TABLE t",
                "SET lock_timeout = 0; SET lock_timeout = '10s'; DROP TABLE t",
                "DROP TABLE t; SET lock_timeout = 0",
                "SET statement_timeout = 0; DROP TABLE t",
                "SET lock_timeout = 0; CREATE INDEX CONCURRENTLY i ON t (id)"
            })
    void limitedLocks(String sql) {
        assertThat(Scripts.prepare(sql).unlimitedLocks()).isEmpty();
    }

    @Test
    @DisplayName("F6: F7: a script marked no-transaction may control transactions as it likes")
    void markedNoTransaction() {
        PreparedScript prepared =
                Scripts.prepare("-- pawl: no-transaction\nBEGIN; SELECT 1; ROLLBACK; BEGIN; COMMIT; VACUUM;");
        assertThat(prepared.mode()).isEqualTo(TransactionMode.NON_TRANSACTIONAL);
        assertThat(prepared.reason()).contains("it is marked no-transaction");
        assertThat(texts(prepared)).containsExactly("BEGIN", "SELECT 1", "ROLLBACK", "BEGIN", "COMMIT", "VACUUM");
    }

    @Test
    @DisplayName("F7: a statement that refuses a transaction makes the script run outside one, with the reason")
    void recognised() {
        PreparedScript prepared =
                Scripts.prepare("SET lock_timeout = '1s';\n\nCREATE INDEX CONCURRENTLY i ON t (a);\nVACUUM;");
        assertThat(prepared.mode()).isEqualTo(TransactionMode.NON_TRANSACTIONAL);
        assertThat(prepared.reason()).contains("CREATE INDEX CONCURRENTLY cannot run in a transaction (line 3)");
        assertThat(prepared.transactionModes()).isEmpty();
        assertThat(prepared.statementCount()).isEqualTo(3);
        assertThat(Scripts.prepare("VACUUM (FULL) t").reason()).contains("VACUUM cannot run in a transaction (line 1)");
        assertThat(Scripts.prepare("REINDEX (VERBOSE) SCHEMA s").reason())
                .contains("REINDEX SCHEMA cannot run in a transaction (line 1)");
    }

    @ParameterizedTest(name = "F5: {0} would cut the connection and is refused")
    @ValueSource(
            strings = {
                "SET client_encoding = 'LATIN1'",
                "SET client_encoding TO sql_ascii",
                "SET NAMES 'LATIN1'",
                "SELECT pg_catalog.set_config('client_encoding', 'LATIN1', false)",
                "SET datestyle = 'German'",
                "SET SESSION DateStyle TO SQL, DMY",
                "SET datestyle = 'Postgres, MDY'"
            })
    void settings(String sql) {
        assertThat(problems("SELECT 1; " + sql)).extracting(Problem::code).containsExactly(ErrorCode.SETTING_REFUSED);
        assertThat(problems("-- pawl: no-transaction\n" + sql))
                .extracting(Problem::code)
                .containsExactly(ErrorCode.SETTING_REFUSED);
    }

    @ParameterizedTest(name = "F5: {0} is fine")
    @ValueSource(
            strings = {
                "SET client_encoding = 'UTF8'",
                "SET client_encoding TO 'utf-8'",
                "SET NAMES 'UNICODE'",
                "RESET client_encoding",
                "SET client_encoding TO DEFAULT",
                "SET datestyle = 'ISO, DMY'",
                "SET datestyle TO dmy",
                "SELECT pg_catalog.set_config('search_path', '', false)"
            })
    void harmlessSettings(String sql) {
        assertThat(Scripts.prepare(sql).statementCount()).isEqualTo(1);
    }

    @Test
    @DisplayName("F5: all problems of all scripts are told at once")
    void everyProblem() {
        List<Migration> migrations = List.of(
                Scripts.plain("\\i a\nSELECT 1;\n\\set b c\nROLLBACK;"),
                Scripts.plain("SELECT 1;\n-- pawl: no-transaction\n"),
                Scripts.plain("SELECT 1"),
                Scripts.plain("SELECT 'x"));
        assertThatThrownBy(() -> new ScriptPreparer().prepareAll(migrations))
                .isInstanceOfSatisfying(
                        PawlException.class,
                        e -> assertThat(e.problems())
                                .extracting(Problem::code)
                                .containsExactly(
                                        ErrorCode.META_COMMAND,
                                        ErrorCode.META_COMMAND,
                                        ErrorCode.TRANSACTION_CONTROL,
                                        ErrorCode.DIRECTIVE_UNKNOWN,
                                        ErrorCode.SQL_UNTERMINATED));
        assertThat(new ScriptPreparer().prepareAll(List.of(migrations.get(2)))).hasSize(1);
    }

    @Test
    @DisplayName("F5: a script without statements is legal")
    void empty() {
        PreparedScript prepared = Scripts.prepare("-- nothing to do\n");
        assertThat(prepared.statementCount()).isZero();
        assertThat(texts(prepared)).isEmpty();
    }

    @ParameterizedTest(name = "F4: a file that changed since it was read is refused, with {0} lines behind it")
    @ValueSource(ints = {0, 10_000, 120_000}) // held in memory, held when it is reviewed, never held
    void changedBeforePreparing(int lines) {
        String padding = "-- padding\n".repeat(lines);
        Changing content = new Changing("SELECT 1;\n" + padding);
        Migration migration =
                Scripts.read(Format.PLAIN, content, Directives.NONE).get(0);
        assertThat(texts(new ScriptPreparer().prepare(migration, migration.up())))
                .containsExactly("SELECT 1");
        content.text = "SELECT 2;\n" + padding;
        assertThatThrownBy(() -> new ScriptPreparer().prepare(migration, migration.up()))
                .isInstanceOfSatisfying(
                        PawlException.class, e -> assertThat(e.problem().code()).isEqualTo(ErrorCode.FILE_CHANGED));
    }

    @Test
    @DisplayName(
            "F4: a large file that changes before it runs is refused at its end, when its transaction can still go back")
    void changedBeforeRunning() {
        String padding = "-- padding\n".repeat(120_000);
        Changing content = new Changing("SELECT 1;\n" + padding);
        Migration migration =
                Scripts.read(Format.PLAIN, content, Directives.NONE).get(0);
        PreparedScript prepared = new ScriptPreparer().prepare(migration, migration.up());
        assertThat(texts(prepared)).containsExactly("SELECT 1");
        content.text = "SELECT 2;\n" + padding;
        PawlException e = catchThrowableOfType(PawlException.class, () -> texts(prepared));
        assertThat(e.problem().code()).isEqualTo(ErrorCode.FILE_CHANGED);
    }

    @Test
    @DisplayName("R9: F7: a down script is read with directives of its own")
    void downScript() {
        Migration migration = Scripts.read(
                        Format.DBMATE,
                        "-- migrate:up\nCREATE TABLE t ();\n-- migrate:down transaction:false\nDROP TABLE t;\n")
                .get(0);
        ScriptPreparer preparer = new ScriptPreparer();
        assertThat(preparer.prepare(migration, migration.up()).mode()).isEqualTo(TransactionMode.TRANSACTIONAL);
        PreparedScript down = preparer.prepare(migration, migration.down().orElseThrow());
        assertThat(down.mode()).isEqualTo(TransactionMode.NON_TRANSACTIONAL);
        assertThat(texts(down)).containsExactly("DROP TABLE t");
    }

    private static List<Problem> problems(String sql) {
        Migration migration = Scripts.plain(sql);
        return catchThrowableOfType(PawlException.class, () -> new ScriptPreparer().prepare(migration, migration.up()))
                .problems();
    }

    private static List<String> texts(PreparedScript prepared) {
        List<String> texts = new ArrayList<>();
        try (StatementSequence statements = prepared.open()) {
            for (Statement next = statements.next(); next != null; next = statements.next()) {
                texts.add(next.sql());
            }
        }
        return texts;
    }

    /** A file that somebody edits. */
    private static final class Changing implements Content {
        private String text;

        private Changing(String text) {
            this.text = text;
        }

        @Override
        public String location() {
            return Scripts.FILE;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
