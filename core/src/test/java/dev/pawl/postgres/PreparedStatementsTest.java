package dev.pawl.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Statements that are prepared once")
class PreparedStatementsTest {

    private final PreparedStatements prepared = new PreparedStatements();

    @Test
    @DisplayName("R1: the second use of a statement needs no preparation, whatever its values")
    void again() {
        assertThat(prepared.shorten("BEGIN;\nDELETE FROM t WHERE a = E'x' AND b = 'c'"))
                .isEqualTo("BEGIN;\nEXECUTE pawl_search_path_0_0(E'x')");
        assertThat(prepared.preparation())
                .containsExactly("PREPARE pawl_search_path_0_0 AS DELETE FROM t WHERE a = $1 AND b = 'c'");
        assertThat(prepared.shorten("DELETE FROM t WHERE a = E'it''s' AND b = 'c'"))
                .isEqualTo("EXECUTE pawl_search_path_0_0(E'it''s')");
        assertThat(prepared.preparation()).isEmpty();
    }

    @Test
    @DisplayName("R1: settings that follow each other are one statement, defaults among them")
    void settings() {
        assertThat(prepared.shorten("""
                        SET LOCAL lock_timeout = '2000ms';
                        SET LOCAL search_path = "o'b";
                        SET LOCAL application_name = E'a''b';
                        SET LOCAL statement_timeout TO DEFAULT;
                        RESET SESSION AUTHORIZATION;
                        RESET ROLE;
                        SAVEPOINT one;
                        """))
                .isEqualTo("EXECUTE pawl_search_path_0_0(E'\"o''b\"', E'a''b');\nSAVEPOINT one");
        assertThat(prepared.preparation())
                .containsExactly(
                        "PREPARE pawl_search_path_0_0 AS SELECT pg_catalog.set_config('lock_timeout', '2000ms', true), "
                                + "pg_catalog.set_config('search_path', $1, true), "
                                + "pg_catalog.set_config('application_name', $2, true), "
                                + "pg_catalog.set_config('statement_timeout', NULL, true), "
                                + "pg_catalog.set_config('session_authorization', NULL, false), "
                                + "pg_catalog.set_config('role', NULL, false)");
    }

    @Test
    @DisplayName("R1: a session that lost them gets others; one that refused them is left alone")
    void lost() {
        prepared.shorten("SELECT 1");
        prepared.forget();
        assertThat(prepared.shorten("SELECT 1")).isEqualTo("EXECUTE pawl_search_path_1_0");
        assertThat(prepared.preparation()).containsExactly("PREPARE pawl_search_path_1_0 AS SELECT 1");

        prepared.refuse();
        assertThat(prepared.shorten("SELECT 1")).isEqualTo("SELECT 1");
        assertThat(prepared.preparation()).isEmpty();
    }
}
