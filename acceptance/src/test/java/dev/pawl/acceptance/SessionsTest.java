package dev.pawl.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stuck runs, forgotten transactions and dead hosts, as an operator meets them. */
class SessionsTest {
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

    /** Process numbers, ids of runs and times differ from run to run. */
    private static Outcome masked(Outcome outcome) {
        return new Outcome(outcome.command(), outcome.exit(), masked(outcome.out()), masked(outcome.err()));
    }

    private static String masked(String text) {
        return text.replaceAll("(?<=(?:for|of|in) )\\d[\\d.]*m?s\\b", "TIME")
                .replaceAll("(?<=process )\\d+", "NUMBER")
                .replaceAll("(?<=run |pawl/)[0-9a-f]{8}", "RUN");
    }

    /** Lists until the list says something, and does not show the run's second session at the moment of a look. */
    private Outcome awaitListing(String text) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        Outcome listed = place.pawl("sessions").succeeded();
        while (!listed.out().contains(text) || listed.out().contains("SELECT p.phase")) {
            assertThat(System.nanoTime()).as("no %s in %s", text, listed).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(100);
            listed = place.pawl("sessions").succeeded();
        }
        return listed;
    }

    private Connection forgotten() throws SQLException {
        Connection connection = place.database().connect();
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET application_name = 'nightly-report'");
            connection.setAutoCommit(false);
            statement.execute("SELECT count(*) FROM orders");
        }
        return connection;
    }

    private String pid(String condition) throws SQLException {
        return place.value("SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND " + condition);
    }

    @Test
    @DisplayName(
            "R11, R6, B61: a migration that waits for a forgotten transaction: it is shown, ended, and the run goes on")
    void forgottenTransaction() throws Exception {
        place.migration("001_orders.sql", "CREATE TABLE orders (id int);\n");
        place.pawl("migrate").succeeded();
        place.golden().verify("sessions/nobody", place.pawl("sessions"));
        place.migration("002_total.sql", "ALTER TABLE orders ADD COLUMN total numeric;\n");
        try (Connection reader = forgotten();
                Job run = place.terminal().job("migrate")) {
            Outcome listed = awaitListing("waits for pid");
            Outcome first = new Outcome(listed.command(), listed.exit(), withoutIdle(listed.out()), listed.err());
            place.golden().verify("sessions/blocked", masked(first));
            String blocker = pid("application_name = 'nightly-report'");
            Outcome unconfirmed = place.pawl("sessions", "--end", blocker).exited(8);
            assertThat(unconfirmed.err()).contains("CONFIRMATION_MISSING", "--yes", "nightly-report");
            Outcome ended = place.pawl("sessions", "--end", blocker, "--yes", "--reason", "forgotten in a debugger")
                    .succeeded();
            assertThat(ended.out())
                    .isEqualTo("✓ Ended pid " + blocker + " (nightly-report); its transaction is rolled back\n");
            run.end().succeeded();
            assertThat(reader.isValid(1)).isFalse();
        }
        assertThat(place.pawl("history").succeeded().out())
                .contains(
                        "end-session  -", "by ada", "ended pid ", "nightly-report", "reason: forgotten in a debugger");
        assertThat(place.value("SELECT count(*) FROM information_schema.columns WHERE table_name = 'orders'"))
                .isEqualTo("2");
    }

    /** Whether the run has its second session by now is a matter of moments. */
    private static String withoutIdle(String listing) {
        return listing.replaceAll("(?m)^  • pid \\d+  idle .*\\R(?:      .*\\R)+", "")
                .replaceFirst("Runners \\(2\\)", "Runners (1)");
    }

    @Test
    @DisplayName(
            "R11, R5: a run killed with -9 leaves its session at work, and a lease: both are shown and ended, and the next"
                    + " run goes on where it was")
    void deadHost() throws Exception {
        place.migration("001_steps.sql", """
                -- pawl: no-transaction
                CREATE TABLE steps (n int);
                INSERT INTO steps VALUES (1);
                SELECT pg_sleep(120);
                INSERT INTO steps VALUES (2);
                """);
        String session;
        try (Job run = place.terminal().job("migrate")) {
            awaitListing("SELECT pg_sleep(120)");
            session = pid("query LIKE 'SELECT pg_sleep(120)%' AND state = 'active'");
            run.signalAll("KILL");
        }
        Outcome left = place.pawl("sessions").succeeded();
        assertThat(left.out())
                .contains("pid " + session + "  001_steps.sql  active for ")
                .contains("• 001_steps.sql  2 of 4 statements done")
                .contains("held by ada, process ");
        Outcome held = place.pawl("sessions", "--release", "1", "--yes").exited(7);
        assertThat(held.err()).contains("RUNNER_BUSY", "pawl sessions --end " + session);
        Outcome marked = place.pawl("mark", "1", "pending").exited(7);
        assertThat(marked.err()).contains("RUNNER_BUSY", "pawl sessions");

        place.pawl("sessions", "--end", session, "--yes", "--reason", "its host is gone")
                .succeeded();
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (!pid("application_name LIKE 'pawl/%'").isEmpty() && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(100); // the session beside it notices a moment later
        }
        place.migration("001_steps.sql", """
                -- pawl: no-transaction
                CREATE TABLE steps (n int);
                INSERT INTO steps VALUES (1);
                INSERT INTO steps VALUES (2);
                """);
        place.golden().verify("sessions/orphaned", masked(place.pawl("sessions").succeeded()));
        Outcome released = place.pawl("sessions", "--release", "1", "--yes", "--reason", "its host is gone")
                .succeeded();
        assertThat(released.out())
                .isEqualTo("✓ Gave up the lease of 001_steps.sql; the next run goes on with it at once\n");
        place.golden().verify("sessions/expired", masked(place.pawl("sessions").succeeded()));

        place.pawl("migrate", "--runner-wait", "1s").succeeded();
        assertThat(place.rows("SELECT n FROM steps ORDER BY n")).containsExactly("1", "2");
        assertThat(place.rows("SELECT action, version FROM migration_history ORDER BY executed_at"))
                .containsExactly("end-session|001", "end-session|001", "lost|001", "apply|001");
        assertThat(place.pawl("sessions").succeeded().out()).isEqualTo("No runner is at work, no lease is held.\n");
    }

    @ParameterizedTest(name = "T2, T3: after SIG{0} the JSON says the exit code that the process has, {1}")
    @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
    void exitCodeOfSignal(String signal, int code) throws Exception {
        place.migration("001_a.sql", "CREATE TABLE a ();\n");
        place.migration("002_slow.sql", "SELECT pg_sleep(60);\n");
        try (Job run = place.terminal().job("migrate", "--json")) {
            awaitListing("SELECT pg_sleep(60)");
            Outcome stopped = run.signal(signal).end().exited(code);
            assertThat(stopped.jsonObject("error"))
                    .containsEntry("code", "INTERRUPTED")
                    .containsEntry("exitCode", (long) code);
            assertThat(stopped.jsonList("applied"))
                    .extracting(migration -> migration.get("filename"))
                    .containsExactly("001_a.sql");
        }
    }
}
