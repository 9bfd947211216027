package dev.pawl.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.migration.Script;
import dev.pawl.migration.SourcePosition;
import dev.pawl.migration.Statement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("F5: the statement splitter")
class StatementReaderTest {

    @ParameterizedTest(name = "F5: one statement: {0}")
    @ValueSource(
            strings = {
                "SELECT 1",
                "SELECT ';'",
                "SELECT 'it''s;'",
                "SELECT E'\\';'",
                "SELECT e'\\\\' || ';'",
                "SELECT \";\", \"a\"\";\"",
                "SELECT U&'\\0041;', U&\"x;\"",
                "SELECT B'0;', X'F;', N';'",
                "SELECT $$;$$",
                "SELECT $a$ $$;$$ $b$;$b$ $a$",
                "SELECT $größe$;$größe$",
                "SELECT 1 /* ; /* ; */ ; */ + 1",
                "SELECT 1 -- ;\n + 1",
                "SELECT 1 -- ;\r + 1",
                "SELECT (1; 2)",
                "SELECT a$b$ FROM t WHERE c$ = $1",
                "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2)",
                "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 2 END; END",
                "create or replace procedure p() language sql begin /* ; */ atomic select 1; end",
                "CREATE FUNCTION begin() RETURNS int BEGIN ATOMIC SELECT 1 AS end; SELECT t.end FROM t; END",
                "CREATE FUNCTION begin() RETURNS int LANGUAGE sql AS 'SELECT 1'",
                "SELECT E'a'\n  '\\';'",
                "SELECT E'a' -- comment\n\n '\\';'"
            })
    void oneStatement(String sql) {
        assertThat(Scripts.texts(sql + ";")).containsExactly(sql);
        assertThat(Scripts.texts(sql)).as("without a semicolon").containsExactly(sql);
        assertThat(Scripts.texts("\n " + sql + " ; SELECT 2")).containsExactly(sql, "SELECT 2");
    }

    @Test
    @DisplayName("F5: an E literal is not continued on the same line")
    void notContinued() {
        assertThat(Scripts.texts("SELECT E'a' 'b\\'; SELECT 2")).containsExactly("SELECT E'a' 'b\\'", "SELECT 2");
    }

    @Test
    @DisplayName("F5: comments and white space around statements are dropped, empty statements too")
    void around() {
        String sql = "/* head */ -- line\n;; ;\n SELECT 1 /* tail */ -- end\n ; -- after\n;/* only */";
        assertThat(Scripts.texts(sql)).containsExactly("SELECT 1");
        assertThat(Scripts.texts("")).isEmpty();
        assertThat(Scripts.texts("-- nothing")).isEmpty();
    }

    @Test
    @DisplayName("F5: a statement knows its line and column in characters")
    void positions() {
        List<SourcePosition> positions =
                Scripts.split("\uFEFFSELECT 1; SELECT 'ü😀'; SELECT 3;\r\n\r\n\t-- c\n /*\n*/ SELECT 4").stream()
                        .map(split -> split.statement().position())
                        .toList();
        assertThat(positions).extracting(SourcePosition::line).containsExactly(1, 1, 1, 5);
        assertThat(positions).extracting(SourcePosition::column).containsExactly(1, 11, 24, 4);
    }

    @Test
    @DisplayName("F5: standard_conforming_strings is followed through the file")
    void standardConformingStrings() {
        assertThat(Scripts.texts(
                        "SET standard_conforming_strings = off; SELECT 'a\\';b'; RESET ALL; SELECT 'a\\'; SELECT 2"))
                .containsExactly(
                        "SET standard_conforming_strings = off",
                        "SELECT 'a\\';b'",
                        "RESET ALL",
                        "SELECT 'a\\'",
                        "SELECT 2");
        assertThat(Scripts.texts("set local standard_conforming_strings to 'off'; SELECT N'\\';'"))
                .hasSize(2);
        assertThat(Scripts.texts(
                        "SELECT pg_catalog.set_config('standard_conforming_strings', 'off', false); SELECT '\\';'"))
                .hasSize(2);
        assertThat(Scripts.texts("SET standard_conforming_strings = on; SELECT '\\'; SELECT ''"))
                .hasSize(3);
    }

    @Test
    @DisplayName("F5: pg_dump's \\restrict lines are dropped")
    void restrict() {
        assertThat(Scripts.texts("\\restrict abc\n\nSELECT 1;\n\n\\unrestrict abc\n"))
                .containsExactly("SELECT 1");
    }

    @Test
    @DisplayName("F5: COPY data reaches up to the end mark, whatever it looks like")
    void copy() {
        List<Scripts.Split> split = Scripts.split(
                "COPY t FROM stdin; -- data\n1\t'unclosed\n;\n\\N\t\\.x\n \\.\n\\.\nCOPY u (a, b) FROM STDIN WITH (FORMAT csv);\n\\.\r\nSELECT 1");
        assertThat(split)
                .extracting(Scripts.Split::sql)
                .containsExactly("COPY t FROM stdin", "COPY u (a, b) FROM STDIN WITH (FORMAT csv)", "SELECT 1");
        assertThat(split.get(0).data()).isEqualTo("1\t'unclosed\n;\n\\N\t\\.x\n \\.\n");
        assertThat(split.get(1).data()).isEmpty();
        assertThat(split.get(2).statement().position().line()).isEqualTo(9);
    }

    @Test
    @DisplayName("F5: the end of the file may follow the end mark of COPY directly")
    void copyAtTheEnd() {
        assertThat(Scripts.split("COPY t FROM stdin;\n1\n\\.").get(0).data()).isEqualTo("1\n");
    }

    @Test
    @DisplayName("F5: COPY data that is not read is skipped")
    void copyNotRead() throws IOException {
        try (StatementReader reader = StatementReader.open(Scripts.script("COPY t FROM stdin;\n1;\n\\.\nSELECT 1;"))) {
            if (!(reader.next() instanceof Statement.CopyData copy)) {
                throw new AssertionError("No COPY");
            }
            assertThat(reader.next()).extracting(Statement::sql).isEqualTo("SELECT 1");
            assertThat(copy.data().read()).as("stale data").isEqualTo(-1);
        }
    }

    @Test
    @DisplayName("F1: drizzle's breakpoint ends a statement")
    void breakpoint() {
        assertThat(
                        Scripts.texts(
                                "CREATE TABLE a (b int)\n--> statement-breakpoint\nSELECT 1;--> statement-breakpoint\nSELECT 2"))
                .containsExactly("CREATE TABLE a (b int)", "SELECT 1", "SELECT 2");
    }

    @ParameterizedTest(name = "F5: never closed: {0}")
    @ValueSource(
            strings = {
                "'abc",
                "'abc''",
                "E'\\'",
                "E'\\",
                "\"abc",
                "U&\"abc",
                "$$abc",
                "$tag$ $tagg$ $tag",
                "/* abc",
                "/* /* */",
                "(1",
                "((1)"
            })
    void unterminated(String opener) {
        Problem problem = problem("SELECT 1;\n  SELECT 2, " + opener);
        assertThat(problem.code()).isEqualTo(ErrorCode.SQL_UNTERMINATED);
        int prefix = opener.startsWith("E") ? 1 : opener.startsWith("U") ? 2 : 0;
        int column = 13 + prefix;
        assertThat(problem.position()).contains(new SourcePosition(Scripts.FILE, 2, column));
        assertThat(problem.excerpt()).isPresent();
    }

    @Test
    @DisplayName("F5: a COPY without end mark and a body without END are reported where they begin")
    void unterminatedStatements() {
        assertThat(problem("SELECT 1;\nCOPY t FROM stdin;\n1\n2\n").position())
                .contains(new SourcePosition(Scripts.FILE, 2, 1));
        assertThat(problem("CREATE FUNCTION f() RETURNS int\nBEGIN ATOMIC SELECT 1;")
                        .position())
                .contains(new SourcePosition(Scripts.FILE, 2, 1));
        assertThat(problem("COPY t FROM stdin").code()).isEqualTo(ErrorCode.SQL_UNTERMINATED);
    }

    @ParameterizedTest(name = "F5: a command of psql is refused: {0}")
    @ValueSource(strings = {"\\i other.sql", "\\set x 1", "\\connect db", "\\.", "\\copy t from 'f'", "\\;", "\\!"})
    void metaCommands(String command) {
        Problem problem = problem("SELECT 1;\n" + command + "\nSELECT 2;");
        assertThat(problem.code()).isEqualTo(ErrorCode.META_COMMAND);
        assertThat(problem.position()).contains(new SourcePosition(Scripts.FILE, 2, 1));
        assertThat(problem("SELECT 1 " + command).code()).isEqualTo(ErrorCode.META_COMMAND);
    }

    @Test
    @DisplayName("F5: SQL after COPY FROM STDIN on its line is refused")
    void sqlAfterCopy() {
        assertThat(problem("COPY t FROM stdin; SELECT 1;\n\\.\n").code()).isEqualTo(ErrorCode.COPY_DATA_INVALID);
    }

    @Test
    @DisplayName("F4: bytes that are not UTF-8 are refused at their place")
    void encoding() {
        byte[] bytes = "SELECT 1;\nSELECT 'ü_'".getBytes(StandardCharsets.UTF_8);
        bytes[bytes.length - 2] = (byte) 0xE9;
        assertThatThrownBy(() -> Scripts.split(StatementReader.open(Script.wholeFile(Scripts.content(bytes)))))
                .isInstanceOfSatisfying(PawlException.class, e -> {
                    assertThat(e.problem().code()).isEqualTo(ErrorCode.ENCODING_INVALID);
                    assertThat(e.problem().message()).contains("0xE9");
                    assertThat(e.problem().position()).contains(new SourcePosition(Scripts.FILE, 2, 10));
                });
    }

    @Test
    @DisplayName("F5: statements of slices have the lines of the file, and end with their slice")
    void slices() {
        String sql = "no\nSELECT 1\nno\nSELECT 2;\nSELECT 3";
        Script script = new Script(
                Scripts.content(sql), List.of(new Script.Slice(3, 12, 2), new Script.Slice(15, Long.MAX_VALUE, 4)));
        assertThat(Scripts.split(StatementReader.open(script)))
                .extracting(split -> split.statement().position().line() + " " + split.sql())
                .containsExactly("2 SELECT 1", "4 SELECT 2", "5 SELECT 3");
    }

    private static Problem problem(String sql) {
        try {
            List<String> texts = Scripts.texts(sql);
            throw new AssertionError("No problem in " + texts);
        } catch (PawlException e) {
            return e.problem();
        }
    }
}
