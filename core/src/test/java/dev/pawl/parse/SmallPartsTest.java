package dev.pawl.parse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.error.Excerpt;
import dev.pawl.migration.SourcePosition;
import dev.pawl.migration.Statement;
import dev.pawl.migration.StatementKind;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("T3: H7: the small questions about a statement")
class SmallPartsTest {

    @Test
    @DisplayName("T3: a position of the server becomes line, column and a caret")
    void locate() {
        Statement statement = statement("SELECT 'ü😀',\r\n\tnope\r\nFROM t", 7, 5);
        assertThat(StatementLocator.locate(statement, 1).position()).isEqualTo(new SourcePosition("f.sql", 7, 5));
        assertThat(StatementLocator.locate(statement, 13).position()).isEqualTo(new SourcePosition("f.sql", 7, 17));
        StatementLocator.Location nope = StatementLocator.locate(statement, 16);
        assertThat(nope.position()).isEqualTo(new SourcePosition("f.sql", 8, 2));
        assertThat(nope.excerpt()).isEqualTo(new Excerpt(" nope", 2));
        assertThat(StatementLocator.locate(statement, 999).position().line()).isEqualTo(9);
        assertThat(StatementLocator.locate(statement, 0).position().line()).isEqualTo(7);
    }

    @Test
    @DisplayName("T3: a long line is cut around the caret")
    void longLine() {
        String line = "a".repeat(500) + "X" + "b".repeat(500);
        for (int column : new int[] {1, 30, 501, 980, 1001}) {
            Excerpt excerpt =
                    StatementLocator.locate(statement(line, 1, 1), column).excerpt();
            assertThat(excerpt.line().length()).isLessThanOrEqualTo(122);
            char expected = line.charAt(column - 1);
            assertThat(excerpt.line().charAt(excerpt.caret() - 1)).isEqualTo(expected);
        }
    }

    @Test
    @DisplayName("T3: nothing in an excerpt reaches the terminal as a command")
    void controlCharacters() {
        assertThat(Excerpts.around("a\u001B[31m\tb\u202Ec", 1).line()).isEqualTo("a [31m b c");
    }

    private static Statement statement(String sql, int line, int column) {
        return new Statement.Sql(sql, new SourcePosition("f.sql", line, column), StatementKind.PLAIN);
    }

    @ParameterizedTest(name = "H7: {0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "CREATE TABLE t () | table t",
                "create table if not exists Kb.Schema_Migrations (a int) | table kb.schema_migrations",
                "CREATE UNLOGGED TABLE \"A b\".\"c\"\"d\" () | table A b.c\"d",
                "CREATE TABLE t AS SELECT 1 | table t",
                "CREATE /* x */ TABLE -- y | none",
                "CREATE SCHEMA kb | schema kb",
                "CREATE SCHEMA IF NOT EXISTS \"Kb\" AUTHORIZATION bob | schema Kb",
                "CREATE SCHEMA AUTHORIZATION bob | schema bob",
                "CREATE TEMP TABLE t () | none",
                "CREATE INDEX i ON t (a) | none",
                "ALTER TABLE t ADD a int | none",
                "SELECT 'CREATE TABLE t ()' | none"
            })
    void createdNames(String sql, String expected) {
        Optional<CreatedNames> created = CreatedNames.of(sql);
        String text = created.map(SmallPartsTest::describe).orElse("none");
        assertThat(text).isEqualTo(expected);
    }

    private static String describe(CreatedNames created) {
        if (created instanceof CreatedNames.Table table) {
            return "table " + table.schema().map(schema -> schema + ".").orElse("") + table.name();
        }
        return "schema " + ((CreatedNames.Schema) created).name();
    }

    @Test
    @DisplayName("F4: the check of UTF-8 agrees with Java's decoder, however the bytes are cut")
    void utf8() {
        Random random = new Random(7);
        int[] bytes = {
            0x00, 0x41, 0x7F, 0x80, 0x9F, 0xA0, 0xBF, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEF, 0xF0, 0xF4, 0xF5
        };
        int fine = 0;
        for (int round = 0; round < 200_000; round++) {
            byte[] input = new byte[1 + random.nextInt(7)];
            for (int i = 0; i < input.length; i++) {
                input[i] = (byte) bytes[random.nextInt(bytes.length)];
            }
            boolean expected = isUtf8(input);
            fine += expected ? 1 : 0;
            assertThat(passes(input, random.nextInt(input.length + 1))).isEqualTo(expected);
        }
        assertThat(fine).isGreaterThan(1_000);
    }

    private static boolean passes(byte[] input, int cut) {
        Utf8Check check = new Utf8Check(0);
        return check.check(input, 0, cut) == Utf8Check.FINE
                && check.check(input, cut, input.length) == Utf8Check.FINE
                && check.finish() == Utf8Check.FINE;
    }

    private static boolean isUtf8(byte[] input) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(input))
                    .chars()
                    .noneMatch(c -> c == 0);
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
