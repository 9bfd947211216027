package dev.pawl.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.pawl.embedded.testing.TestDatabase;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("H2: values as SQL text come back unchanged, whatever a script has set")
class LiteralTest {

    private static TestDatabase database;
    private static Session session;

    @BeforeAll
    static void open() {
        database = TestDatabase.create();
        session = new Connector(ConnectionSpec.parse(database.url()), "pawl/test").open();
    }

    @AfterAll
    static void close() {
        session.close();
        database.close();
    }

    @ParameterizedTest(name = "H2: standard_conforming_strings = {0}")
    @ValueSource(strings = {"on", "off"})
    @DisplayName("H2: random texts, also with quotes, backslashes and control characters")
    void texts(String standardConformingStrings) {
        session.execute("SET backslash_quote = off; SET standard_conforming_strings = " + standardConformingStrings);
        List<String> texts = texts(new Random(42));
        StringBuilder sql = new StringBuilder("SELECT * FROM (VALUES ");
        for (int i = 0; i < texts.size(); i++) {
            sql.append(i == 0 ? "" : ", ")
                    .append("(")
                    .append(Literal.text(texts.get(i)))
                    .append(")");
        }

        assertThat(session.query(sql + ") v", row -> row.getString(1))).isEqualTo(texts);
    }

    private static List<String> texts(Random random) {
        String alphabet = "a'\\\"$\n\r\t\u0001;-{}?%é漢";
        List<String> texts = new ArrayList<>(List.of("", "'", "\\", "\\'", "'; DROP TABLE t; --", "$$", "🦀", "E'"));
        for (int i = 0; i < 500; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(12); n > 0; n--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            texts.add(text.toString());
        }
        return texts;
    }

    @Test
    @DisplayName("H2: a NUL, which PostgreSQL cannot store, is refused before it is sent")
    void nul() {
        assertThatIllegalArgumentException().isThrownBy(() -> Literal.text("a\0b"));
    }

    @Test
    @DisplayName("H2: moments, UUIDs, bytes, numbers and truth keep type and value")
    void others() {
        Instant moment = Instant.parse("2025-10-18T12:34:56.123456Z");
        UUID uuid = new UUID(1, -1);
        byte[] bytes = {0, 1, (byte) 0xff, '\\', '\''};
        String sql = "SELECT "
                + String.join(
                        ", ",
                        Literal.timestamp(moment),
                        Literal.uuid(uuid),
                        Literal.bytes(bytes),
                        Literal.number(Long.MIN_VALUE + 1),
                        Literal.bool(true));

        List<Object> row = session.query(
                        sql,
                        r -> List.of(
                                r.getObject(1, OffsetDateTime.class).toInstant(),
                                r.getObject(2),
                                r.getBytes(3),
                                r.getLong(4),
                                r.getBoolean(5)))
                .get(0);

        assertThat(row.get(0)).isEqualTo(moment);
        assertThat(row.get(1)).isEqualTo(uuid);
        assertThat((byte[]) row.get(2)).isEqualTo(bytes);
        assertThat(row.get(3)).isEqualTo(Long.MIN_VALUE + 1);
        assertThat(row.get(4)).isEqualTo(true);
    }

    @Test
    @DisplayName("H2: null is NULL in every type")
    void nulls() {
        assertThat(List.of(
                        Literal.text(null),
                        Literal.timestamp(null),
                        Literal.uuid(null),
                        Literal.bytes(null),
                        Literal.number(null),
                        Literal.bool(null)))
                .containsOnly("NULL");
    }
}
