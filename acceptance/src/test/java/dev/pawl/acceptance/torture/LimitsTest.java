package dev.pawl.acceptance.torture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.acceptance.Outcome;
import dev.pawl.acceptance.Workplace;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an administrator may have limited, as somebody sees it who runs the packaged command line. */
class LimitsTest {
    @TempDir
    private Path folder;

    private Workplace place;
    private String role;

    @BeforeEach
    void begin() throws SQLException {
        place = new Workplace(folder);
        role = place.database().name() + "_app";
        place.database().execute("CREATE ROLE " + role + " LOGIN; GRANT ALL ON SCHEMA public TO " + role);
        place.migration("001_orders.sql", "CREATE TABLE orders AS SELECT generate_series(1, 5000) AS id;\n");
        pawl("migrate").succeeded();
    }

    @AfterEach
    void end() throws SQLException {
        place.database().execute("DROP OWNED BY " + role + "; DROP ROLE " + role);
        place.close();
    }

    private Outcome pawl(String... arguments) {
        String url = place.database().url().replace("postgres@", role + "@");
        return place.terminal().with("DATABASE_URL", url).pawl(arguments);
    }

    private void alter(String what) throws SQLException {
        place.database().execute("ALTER ROLE " + role + " " + what);
    }

    @Test
    @DisplayName(
            "N5 R4 T3: with one connection a script outside a transaction runs; that nobody can renew its lease is a warning")
    void oneConnection() throws SQLException {
        alter("CONNECTION LIMIT 1");
        place.migration("002_long.sql", "-- pawl: no-transaction\nSELECT pg_sleep(2.5);\n");
        place.terminal().write("pawl.toml", "[run]\nlease-time = \"2s\"\n");
        Outcome run = pawl("migrate").succeeded();
        assertThat(run.text()).contains("LEASE_UNRENEWED", "002_long.sql", "too many connections for role");
        alter("CONNECTION LIMIT 0");
        assertThat(pawl("status").exited(6).err()).contains("TOO_MANY_CONNECTIONS", "--wait 60s");
        alter("CONNECTION LIMIT -1");
        pawl("migrate").succeeded();
    }

    @Test
    @DisplayName("N5 T3: what the role's limits end says which limit, leaves nothing, and runs once it is lifted")
    void limits() throws SQLException {
        place.migration(
                "002_sorted.sql",
                "CREATE TABLE a (id int);\nCREATE TABLE b AS SELECT id, repeat('x', 999) FROM"
                        + " orders, generate_series(1, 5) ORDER BY 2, 1 DESC;\n");
        alter("SET temp_file_limit = '64kB'");
        Outcome full = pawl("migrate").exited(1);
        assertThat(full.err())
                .contains(
                        "error[STATEMENT_FAILED]",
                        "temp_file_limit",
                        "002_sorted.sql:2:1",
                        "53400",
                        "raise the one that");
        alter("RESET temp_file_limit");
        alter("SET statement_timeout = '1s'");
        place.migration("002_sorted.sql", "CREATE TABLE a (id int);\nSELECT pg_sleep(20);\n");
        assertThat(pawl("migrate").exited(1).err()).contains("57014", "-- pawl: statement-timeout=");
        assertThat(place.value("SELECT to_regclass('a')")).isEmpty();
        place.migration("002_sorted.sql", "CREATE TABLE a (id int);\nSELECT pg_sleep(1.2);\n");
        pawl("migrate", "--statement-timeout", "20s").succeeded();
    }
}
