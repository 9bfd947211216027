package dev.pawl.acceptance.torture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.acceptance.Outcome;
import dev.pawl.acceptance.Workplace;
import dev.pawl.embedded.testing.Effort;
import dev.pawl.embedded.testing.Traffic;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service goes on reading while the packaged command line alters the table that it reads. */
class LiveTrafficTest {
    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration ALLOWANCE = Duration.ofMillis(500);
    private static final String SECRET = "hunter2-of-the-report";

    @TempDir
    private Path folder;

    private Workplace place;

    @BeforeEach
    void begin() {
        place = new Workplace(folder);
        place.migration("001_orders.sql", "CREATE TABLE orders AS SELECT generate_series(1, 1000) AS id;\n");
        place.pawl("migrate").succeeded();
        place.migration("002_total.sql", "ALTER TABLE orders ADD COLUMN total int;\n");
    }

    @AfterEach
    void end() {
        place.close();
    }

    /** A transaction with ACCESS SHARE on the table, and a password in the query that it ran last. */
    private Connection report() throws SQLException {
        Connection connection =
                DriverManager.getConnection(place.database().jdbcUrl() + "&ApplicationName=nightly-report");
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT count(*) FROM orders");
            statement.execute("SELECT set_config('report.source', 'host=db password=" + SECRET + "', true)");
        }
        return connection;
    }

    private static CompletableFuture<Void> endAfter(Connection transaction, Duration time) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        transaction.commit();
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                },
                CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS));
    }

    @Test
    @DisplayName(
            "R6 N3: readers wait for two seconds and a half at most, the blocker is named, and it is applied in the end")
    void traffic() throws Exception {
        Duration held = Effort.isFull() ? Duration.ofSeconds(30) : Duration.ofSeconds(8);
        try (Connection report = report();
                Traffic traffic = Traffic.on(place.database().jdbcUrl(), "orders")) {
            CompletableFuture<Void> ended = endAfter(report, held);
            Outcome run = place.pawl("migrate").succeeded();
            assertThat(ended).isDone();
            traffic.end();

            assertThat(traffic.longestStall())
                    .as("%s", traffic)
                    .isLessThan(LOCK_TIMEOUT.plus(ALLOWANCE).plus(traffic.longestElsewhere()))
                    .isGreaterThan(LOCK_TIMEOUT.dividedBy(2));
            assertThat(run.out())
                    .contains("Attempt 1 did not get its lock; trying again in ", "Attempt 2 did not get its lock")
                    .containsPattern("blocked by pid \\d+, role postgres, nightly-report, from 127\\.0\\.0\\.1, idle in"
                            + " transaction, open for \\d+ m?s: SELECT set_config\\('\\*\\*\\*'");
            assertThat(run.text()).doesNotContain(SECRET);
        }
        assertThat(place.rows("SELECT action, status FROM migration_history WHERE version = '002'"))
                .containsExactly("apply|success");
    }

    @Test
    @DisplayName(
            "R6 H6 N3: where the budget is spent: exit 7, who is in the way, one audit row; nothing to mend for the next run")
    void budget() throws Exception {
        try (Connection report = report()) {
            Outcome run = place.pawl("migrate", "--lock-timeout", "500ms", "--lock-budget", "2s")
                    .exited(7);
            assertThat(run.err())
                    .contains("error[LOCK_TIMEOUT]", "nightly-report", "Nothing of it was applied.")
                    .doesNotContain(SECRET);
            assertThat(place.rows("SELECT action, status FROM migration_history WHERE version = '002'"))
                    .containsExactly("apply|failed");
            assertThat(place.pawl("history").succeeded().text()).doesNotContain(SECRET);
            report.commit();
        }
        place.pawl("migrate").succeeded();
        assertThat(place.value("SELECT count(total) FROM orders")).isEqualTo("0");
    }
}
