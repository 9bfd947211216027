package dev.pawl.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a team does from day to day. */
class WorkflowTest {
    @TempDir
    private Path folder;

    private Workplace place;

    @BeforeEach
    void begin() {
        place = new Workplace(folder);
    }

    @AfterEach
    void end() {
        place.close();
    }

    @Test
    @DisplayName("B30, B56, B64, D14: write a migration, apply it, look at the status and at the trail with its times")
    void newMigrateStatusHistory() throws SQLException {
        place.migration("001-create-users.sql", "CREATE TABLE users (id int);\n");
        place.pawl("migrate").succeeded();
        place.pawl("new", "add usage tracking").succeeded();
        Path written = folder.resolve("migrations/002-add-usage-tracking.sql");
        assertThat(written).content().containsIgnoringCase("add usage tracking");
        place.migration("002-add-usage-tracking.sql", "CREATE TABLE usage (id int);\n");

        assertThat(place.pawl("status").succeeded().out()).contains("1 applied, 1 pending");
        place.pawl("migrate").succeeded();
        assertThat(place.pawl("status").succeeded().out()).contains("2 applied, 0 pending");

        assertThat(place.pawl("history", "--json").succeeded().jsonList("attempts"))
                .hasSize(2)
                .allSatisfy(attempt -> assertThat(attempt)
                        .containsEntry("status", "success")
                        .containsEntry("executedBy", "ada")
                        .doesNotContainEntry("executionTimeMs", null));
    }

    @Test
    @DisplayName("B31, B32, E20, R9: a pair of files is taken back by rollback, and both are in the trail")
    void rollback() throws SQLException {
        place.migration("001_users.up.sql", "CREATE TABLE users (id int);\n")
                .migration("001_users.down.sql", "DROP TABLE users;\n");
        place.pawl("migrate").succeeded();

        place.pawl("rollback", "--yes").succeeded();

        assertThat(place.value("SELECT to_regclass('users')")).isEmpty();
        assertThat(place.value("SELECT count(*) FROM schema_migrations")).isEqualTo("0");
        assertThat(place.rows("SELECT action, status FROM migration_history ORDER BY executed_at"))
                .containsExactly("apply|success", "rollback|success");
        place.pawl("migrate").succeeded();
        assertThat(place.value("SELECT to_regclass('users')")).isEqualTo("users");
    }

    @Test
    @DisplayName("B54, R8: a preview build does not touch the production database, and the other way round")
    void environmentsStayApart() throws SQLException {
        place.migration("001_users.sql", "CREATE TABLE users (id int);\n");
        Terminal preview = place.terminal().with("VERCEL_ENV", "preview").with("NODE_ENV", "production");
        preview.pawl("migrate").succeeded();
        place.migration("002_orders.sql", "CREATE TABLE orders (id int);\n");

        Outcome refused = place.terminal()
                .with("VERCEL_ENV", "production")
                .pawl("migrate")
                .exited(8);

        assertThat(refused.text()).contains("ENVIRONMENT_MISMATCH", "preview", "production");
        assertThat(place.value("SELECT to_regclass('orders')")).isEmpty();
        preview.pawl("migrate").succeeded();
    }
}
