package dev.pawl.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("H1: the history's table, by SQL's rules of names")
class NamesTest {

    @ParameterizedTest(name = "H1: {0} is {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    schema_migrations        | "public"."schema_migrations" | public.schema_migrations
                    kb.schema_migrations     | "kb"."schema_migrations"     | kb.schema_migrations
                    KB.Schema_Migrations     | "kb"."schema_migrations"     | kb.schema_migrations
                    "My Schema"."T"          | "My Schema"."T"              | "My Schema"."T"
                    "a""b".c                 | "a""b"."c"                   | "a""b".c
                    "with.dot".t             | "with.dot"."t"               | "with.dot".t
                    größe                    | "public"."größe"             | public."größe"
                    t$1                      | "public"."t$1"               | public.t$1
                    """)
    void parses(String text, String sql, String shown) {
        QualifiedName name = QualifiedName.parse(text);

        assertThat(name.sql()).isEqualTo(sql);
        assertThat(name).hasToString(shown);
        assertThat(QualifiedName.parse(name.toString())).isEqualTo(name);
    }

    @ParameterizedTest(name = "H1: `{0}` is refused")
    @ValueSource(strings = {"", " ", ".", "a.", ".a", "a.b.c", "a b", "\"a", "a;drop", "1a", "a\"b\"", "\"\"", "$a"})
    void refuses(String text) {
        PawlException error = catchThrowableOfType(PawlException.class, () -> QualifiedName.parse(text));

        assertThat(error.problem().code()).isEqualTo(ErrorCode.CONFIG_INVALID_VALUE);
    }

    @Test
    @DisplayName("H1: a name that PostgreSQL would cut is refused, counted in bytes")
    void tooLong() {
        assertThat(new Identifier("ä".repeat(31) + "x").sql()).hasSize(34);
        assertThatIllegalArgumentException().isThrownBy(() -> new Identifier("ä".repeat(32)));
    }

    @Test
    @DisplayName("H2: tables of pawl's own lie beside the history")
    void sibling() {
        assertThat(QualifiedName.of("kb", "schema_migrations")
                        .sibling("pawl_lease")
                        .sql())
                .isEqualTo("\"kb\".\"pawl_lease\"");
    }
}
