package dev.pawl.acceptance.mistakes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.acceptance.Workplace;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptMistakesTest {
    @TempDir
    private Path folder;

    private Workplace place;
    private Mistakes mistakes;

    @BeforeEach
    void begin() {
        place = new Workplace(folder);
        mistakes = new Mistakes(place);
    }

    @AfterEach
    void end() {
        place.close();
    }

    @Test
    @DisplayName(
            "T3, A21, B22, B63, D8, E1: an error in the third statement has file, line, column, a caret and the server's own words")
    void thirdStatement() throws SQLException {
        place.migration("001_users.sql", "CREATE TABLE users (id int PRIMARY KEY);\n");
        place.migration("002_orders.sql", """
                -- Migration: orders
                CREATE TABLE orders (id int PRIMARY KEY, user_id int REFERENCES users);

                INSERT INTO users VALUES (1);

                INSERT INTO orders
                VALUES (1, 1),
                       (2, 7);

                CREATE TABLE never (id int);
                """);
        place.migration("003_items.sql", "CREATE TABLE items (id int);\n");

        mistakes.expect("third-statement", "STATEMENT_FAILED", 1, "migrate");
        assertThat(
                        place.rows(
                                "SELECT to_regclass('users'), to_regclass('orders'), to_regclass('never'), to_regclass('items')"))
                .containsExactly("users|||");
        assertThat(place.value("SELECT count(*) FROM users")).isEqualTo("0");
    }

    @Test
    @DisplayName("T3: a typing error is pointed at by a caret, with the server's hint")
    void typingError() {
        place.migration("001_users.sql", """
                CREATE TABLE users (id int PRIMARY KEY, name text);
                INSERT INTO users (id, name) VALUES (1, 'Ada');
                SELECT id,
                       users.nam
                FROM users;
                """);

        mistakes.expect("typing-error", "STATEMENT_FAILED", 1, "migrate");
        var error = place.pawl("migrate", "--json").exited(1).jsonObject("error");
        assertThat(error).containsEntry("sqlState", "42703");
        assertThat(error.get("line")).hasToString("4");
        assertThat(error.get("column")).hasToString("8");
        assertThat(error.get("file")).asString().endsWith("001_users.sql");
    }

    @Test
    @DisplayName(
            "H6, B63, D9, D39, E17, E49, E51: a failed migration is recorded, shown, and runs once its file is corrected")
    void failsAndRecovers() throws SQLException {
        place.migration("001_users.sql", "CREATE TABLE users (id int);\nSELECT 1/0;\n");
        place.pawl("migrate").exited(1);

        assertThat(place.rows("SELECT version, status, error_message FROM schema_migrations"))
                .singleElement()
                .asString()
                .startsWith("001|failed|")
                .contains("division by zero");
        assertThat(place.rows("SELECT version, action, status, executed_by, error_message FROM migration_history"))
                .singleElement()
                .asString()
                .startsWith("001|apply|failed|ada")
                .contains("division by zero");
        place.golden().verify("mistakes/failed-status", place.pawl("status").succeeded());
        assertThat(place.pawl("status", "--json").succeeded().jsonList("failed"))
                .singleElement()
                .satisfies(failed -> assertThat(failed).containsEntry("version", "001"))
                .satisfies(failed -> assertThat(failed.get("error")).asString().contains("division by zero"));

        place.migration("001_users.sql", "CREATE TABLE users (id int);\n");
        place.pawl("migrate").succeeded();

        assertThat(place.rows("SELECT version, status FROM schema_migrations")).containsExactly("001|applied");
        assertThat(place.rows("SELECT status FROM migration_history ORDER BY executed_at"))
                .containsExactly("failed", "success");
    }
}
