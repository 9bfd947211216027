package dev.pawl.acceptance.mistakes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.acceptance.Workplace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileMistakesTest {
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

    private void changesNothing() throws SQLException {
        assertThat(place.value("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"))
                .isEqualTo("0");
    }

    @Test
    @DisplayName("F1, T3: the folder does not exist")
    void folderMissing() throws SQLException {
        mistakes.expect("folder-missing", "LOCATION_MISSING", 3, "migrate", "--dir", "migratons");
        changesNothing();
    }

    @Test
    @DisplayName("F1, T3: the folder is empty")
    void folderEmpty() throws IOException, SQLException {
        Files.createDirectories(folder.resolve("migrations"));

        mistakes.expect("folder-empty", "LOCATION_EMPTY", 3, "migrate");
        changesNothing();
    }

    @Test
    @DisplayName("F1, T3: a .sql file that no layout explains is an error, not skipped")
    void unexplained() throws SQLException {
        place.migration("001_users.sql", "SELECT 1;").migration("notes.sql", "SELECT 2;");

        mistakes.expect("unexplained", "FILE_UNEXPLAINED", 3, "migrate");
        changesNothing();
    }

    @Test
    @DisplayName("F1, E8: other files beside the migrations are no error")
    void otherFiles() {
        place.migration("001_users.sql", "SELECT 1;").migration("run-migrations.js", "// the old runner");

        place.pawl("migrate").succeeded();
    }

    @Test
    @DisplayName("F2, T3: two files of one version are named both")
    void duplicate() throws SQLException {
        place.migration("001_users.sql", "SELECT 1;").migration("001_orders.sql", "SELECT 2;");

        mistakes.expect("duplicate", "VERSION_DUPLICATE", 3, "migrate");
        changesNothing();
    }

    @Test
    @DisplayName(
            "S1, A38, B13, B24, B25, D7, D19, E14, E52, T3: an edited applied file stops everything and names both ways out")
    void edited() throws SQLException {
        place.migration("001_users.sql", "CREATE TABLE users (id int);");
        place.pawl("migrate").succeeded();
        place.migration("001_users.sql", "CREATE TABLE users (id bigint);")
                .migration("002_orders.sql", "CREATE TABLE orders (id int);");

        mistakes.expect("edited", "CHECKSUM_CHANGED", 3, "migrate");
        assertThat(place.pawl("validate").exited(3).text()).contains("has been modified after being applied");
        assertThat(place.value("SELECT to_regclass('orders')")).isEmpty();
    }

    @Test
    @DisplayName("S1, T3: an applied file that is gone")
    void missing() throws IOException {
        place.migration("001_users.sql", "SELECT 1;")
                .migration("002_orders.sql", "SELECT 2;")
                .migration("003_items.sql", "SELECT 3;");
        place.pawl("migrate").succeeded();
        Files.delete(folder.resolve("migrations/002_orders.sql"));

        mistakes.expect("missing", "FILE_MISSING", 3, "migrate");
    }

    @Test
    @DisplayName("F3, T3: a late file is refused where the config denies it, and named in a warning elsewhere")
    void outOfOrder() throws SQLException {
        place.migration("002_orders.sql", "CREATE TABLE orders (id int);");
        place.pawl("migrate").succeeded();
        place.migration("001_users.sql", "CREATE TABLE users (id int);");
        Path config = place.terminal().write("strict.toml", "[migrations]\nout-of-order = \"deny\"\n");

        mistakes.expect("out-of-order", "OUT_OF_ORDER", 3, "migrate", "--config", config.toString());
        assertThat(place.value("SELECT to_regclass('users')")).isEmpty();

        assertThat(place.pawl("migrate").succeeded().text()).contains("001_users.sql", "OUT_OF_ORDER");
        assertThat(place.value("SELECT to_regclass('users')")).isEqualTo("users");
    }

    @Test
    @DisplayName("F4, T3: bytes that are not UTF-8, with line and column")
    void notUtf8() throws SQLException {
        place.terminal()
                .write(
                        "migrations/001_users.sql",
                        "SELECT 1;\nSELECT 'Zo\u00eb';\n".getBytes(StandardCharsets.ISO_8859_1));

        mistakes.expect("not-utf8", "ENCODING_INVALID", 3, "migrate");
        changesNothing();
    }

    @Test
    @DisplayName("F4, T3: a NUL byte, with its line")
    void nulByte() throws SQLException {
        place.migration("001_users.sql", "SELECT 1;\nSELECT 2;\0\n");

        mistakes.expect("nul-byte", "NUL_BYTE", 3, "migrate");
        changesNothing();
    }

    @Test
    @DisplayName("F5, T3: an open quote is shown where it begins")
    void openQuote() throws SQLException {
        place.migration("001_users.sql", "SELECT 1;\nSELECT 'it;\nSELECT 2;\n");

        mistakes.expect("open-quote", "SQL_UNTERMINATED", 3, "migrate");
        changesNothing();
    }

    @Test
    @DisplayName("F5, T3: an open comment is shown where it begins")
    void openComment() throws SQLException {
        place.migration("001_users.sql", "SELECT 1;\n  /* outer /* inner */\nSELECT 2;\n");

        mistakes.expect("open-comment", "SQL_UNTERMINATED", 3, "migrate");
        changesNothing();
    }

    @Test
    @DisplayName("F5, T3: an open dollar quote is shown where it begins")
    void openDollarQuote() throws SQLException {
        place.migration("001_users.sql", "DO $body$\nBEGIN\n  NULL;\nEND\n$boby$;\n");

        mistakes.expect("open-dollar-quote", "SQL_UNTERMINATED", 3, "migrate");
        changesNothing();
    }

    @Test
    @DisplayName("F7, T3: a directive that pawl does not know")
    void unknownDirective() throws SQLException {
        place.migration("001_users.sql", "-- pawl: no-transactoin\nSELECT 1;\n");

        mistakes.expect("unknown-directive", "DIRECTIVE_UNKNOWN", 3, "migrate");
        changesNothing();
    }

    @Test
    @DisplayName("F5, T3: a psql meta-command, with its line")
    void metaCommand() throws SQLException {
        place.migration("001_users.sql", "CREATE TABLE users (id int);\n\\copy users FROM 'users.csv'\n");

        mistakes.expect("meta-command", "META_COMMAND", 3, "migrate");
        changesNothing();
    }

    @Test
    @DisplayName("F6, T3: a script that ends the transaction is refused before anything runs")
    void commitsItself() throws SQLException {
        place.migration("001_users.sql", "CREATE TABLE users (id int);\nCOMMIT;\nCREATE TABLE orders (id int);\n");

        mistakes.expect("commits-itself", "TRANSACTION_CONTROL", 3, "migrate");
        changesNothing();
    }

    @Test
    @DisplayName("H1, T3: a name that the history cannot hold is refused before anything runs")
    void nameTooLong() throws SQLException {
        place.migration("001_" + "x".repeat(240) + ".sql", "CREATE TABLE users (id int);");
        Path config = place.terminal().write("short.toml", "[history]\nshape = \"stems\"\n");
        place.database().execute("""
                CREATE TABLE schema_migrations (id SERIAL PRIMARY KEY, version VARCHAR(100) UNIQUE NOT NULL,
                  name VARCHAR(255) NOT NULL, applied_at TIMESTAMP DEFAULT NOW(), execution_time_ms INTEGER, checksum VARCHAR(64))""");

        mistakes.expect("name-too-long", "NAME_TOO_LONG", 3, "migrate", "--config", config.toString());
        assertThat(place.value("SELECT to_regclass('users')")).isEmpty();
    }
}
