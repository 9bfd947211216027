package dev.pawl.acceptance.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pawl.acceptance.Job;
import dev.pawl.acceptance.Outcome;
import dev.pawl.acceptance.Workplace;
import dev.pawl.embedded.testing.Effort;
import dev.pawl.embedded.testing.TestServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ctrl-C and SIGTERM, once and twice, wherever a run can be: it ends soon, and nothing is left half-done. */
class InterruptTest {
    private static final Duration SOON = Duration.ofSeconds(15);

    /** Little different from those that every build tries. */
    private static final Set<String> OTHERS = Set.of("INT one", "TERM all", "HUP all", "TERM TERM", "INT TERM");

    private static final String EFFORT = "only with -D" + Effort.EFFORT_PROPERTY + "=full";

    @TempDir
    private Path folder;

    private Workplace place;

    @BeforeEach
    void begin() {
        place = new Workplace(folder).migration("001_users.sql", "CREATE TABLE users (id int);\n");
        place.pawl("migrate").succeeded();
    }

    @AfterEach
    void end() {
        place.close();
    }

    private static String working(String query) {
        return "SELECT 1 FROM pg_stat_activity WHERE application_name LIKE 'pawl/%' AND state = 'active'"
                + " AND query LIKE '" + query + "%'";
    }

    /** Waits for the end of an interrupted run, which must come soon. */
    private static Outcome endOf(Job job) throws InterruptedException {
        long start = System.nanoTime();
        Outcome outcome = job.end();
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .as("%s", outcome)
                .isLessThan(SOON);
        return outcome;
    }

    /** No statement of the interrupted run goes on, and no transaction of it is open. */
    private void assertNobodyWorks() throws SQLException, InterruptedException {
        String sessions = "SELECT pid, state, query FROM pg_stat_activity WHERE datname = current_database()"
                + " AND application_name LIKE 'pawl/%'";
        long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (!place.rows(sessions).isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(50); // the server notices a closed connection a moment later
        }
        assertThat(place.rows(sessions)).isEmpty();
    }

    private String audit(String version) throws SQLException {
        return String.join(
                "\n",
                place.rows("SELECT action, status, error_message FROM migration_history WHERE version = '" + version
                        + "' ORDER BY executed_at"));
    }

    @ParameterizedTest(
            name = "T3: SIG{0} to {1} cancels the statement, rolls back, records the attempt, and ends with {2}")
    @CsvSource({"INT, all, 130", "TERM, one, 143", "INT, one, 130", "TERM, all, 143", "HUP, all, 129"})
    void transactional(String signal, String whom, int code) throws Exception {
        assumeTrue(Effort.isFull() || !OTHERS.contains(signal + " " + whom), EFFORT);
        place.migration("002_slow.sql", "CREATE TABLE half (id int);\nSELECT pg_sleep(120);\n");
        try (Job job = place.terminal().job("migrate")) {
            place.awaitRow(working("SELECT pg_sleep"));

            if (whom.equals("all")) {
                job.signalAll(signal);
            } else {
                job.signal(signal);
            }

            Outcome outcome = endOf(job).exited(code);
            assertThat(outcome.err()).contains("error[INTERRUPTED]", "nothing of it was applied");
        }
        assertNobodyWorks();
        assertThat(place.value("SELECT to_regclass('half')")).isEmpty();
        assertThat(audit("002")).startsWith("apply|failed|").contains("interrupted");

        place.migration("002_slow.sql", "CREATE TABLE half (id int);\n");
        place.pawl("migrate").succeeded();
        assertThat(place.rows("SELECT version, status FROM schema_migrations ORDER BY version"))
                .containsExactly("001|applied", "002|applied");
    }

    @ParameterizedTest(name = "T3: a second SIG{1} right after SIG{0} changes nothing: {2}")
    @CsvSource({"INT, INT, 130", "TERM, TERM, 143", "INT, TERM, 130"})
    void twice(String first, String second, int code) throws Exception {
        assumeTrue(Effort.isFull() || !OTHERS.contains(first + " " + second), EFFORT);
        place.migration("002_slow.sql", "CREATE TABLE half (id int);\nSELECT pg_sleep(120);\n");
        try (Job job = place.terminal().job("migrate")) {
            place.awaitRow(working("SELECT pg_sleep"));

            job.signalAll(first).signalAnyLeft(second);

            assertThat(endOf(job).exited(code).err()).contains("error[INTERRUPTED]");
        }
        assertNobodyWorks();
        assertThat(place.value("SELECT to_regclass('half')")).isEmpty();
        assertThat(audit("002")).startsWith("apply|failed|").contains("interrupted");
    }

    @Test
    @DisplayName("T3, H6: a second Ctrl-C while the attempt is being recorded leaves nothing half-done")
    void twiceWhileRecording() throws Exception {
        place.migration("002_slow.sql", "CREATE TABLE half (id int);\nSELECT pg_sleep(120);\n");
        try (Connection other = place.database().connect();
                Statement statement = other.createStatement();
                Job job = place.terminal().job("migrate")) {
            place.awaitRow(working("SELECT pg_sleep"));
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE migration_history IN EXCLUSIVE MODE"); // who records has to wait

            job.signalAll("INT");
            place.awaitRow("SELECT 1 FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE NOT granted"
                    + " AND application_name LIKE 'pawl/%'");
            job.signalAll("INT");

            endOf(job).exited(130);
            other.rollback();
        }
        assertNobodyWorks();
        assertThat(place.value("SELECT to_regclass('half')")).isEmpty();
        place.migration("002_slow.sql", "CREATE TABLE half (id int);\n");
        place.pawl("migrate").succeeded();
    }

    @Test
    @DisplayName("T3, R5: Ctrl-C during a concurrent index build; the next run drops what is left and builds it anew")
    void concurrentIndex() throws Exception {
        place.migration("002_index.sql", """
                INSERT INTO users SELECT generate_series(1, 1000);
                CREATE INDEX CONCURRENTLY users_id_idx ON users (id);
                ANALYZE users;
                """);
        try (Connection writer = place.database().connect();
                Statement statement = writer.createStatement();
                Job job = place.terminal().job("migrate")) {
            writer.setAutoCommit(false);
            statement.execute("INSERT INTO users VALUES (0)"); // the build waits for this transaction
            place.awaitRow("SELECT 1 FROM pg_index WHERE NOT indisvalid");

            job.signalAll("INT");

            Outcome outcome = endOf(job).exited(130);
            assertThat(outcome.err()).contains("error[INTERRUPTED]", "the next run goes on with statement 2");
            writer.rollback();
        }
        assertNobodyWorks();
        assertThat(audit("002")).startsWith("apply|failed|").contains("interrupted");

        assertThat(place.pawl("migrate").succeeded().out()).contains("Resuming: 002_index.sql at statement 2");
        assertThat(place.rows(
                        "SELECT indexrelid::regclass, indisvalid FROM pg_index WHERE indrelid = 'users'::regclass"))
                .containsExactly("users_id_idx|t");
        assertThat(place.value("SELECT count(*) FROM users")).isEqualTo("1000");
        assertThat(place.value("SELECT count(*) FROM pawl_lease")).isEqualTo("0");
    }

    @Test
    @DisplayName("T3, R4: Ctrl-C while it waits for another runner ends this run only")
    void waitingForRunner() throws Exception {
        place.migration("002_slow.sql", "CREATE TABLE slow (id int);\nSELECT pg_sleep(5);\n");
        try (Job other = place.terminal().job("migrate")) {
            place.awaitRow(working("SELECT pg_sleep"));
            try (Job job = place.terminal().job("migrate")) {
                job.awaitText("Waiting for another runner");

                job.signalAll("INT");

                assertThat(endOf(job).exited(130).err()).contains("error[INTERRUPTED]");
            }
            other.end().succeeded();
        }
        assertThat(audit("002")).isEqualTo("apply|success|");
    }

    @Test
    @DisplayName("T3, R6, H6: Ctrl-C between two attempts to get a lock ends the run and is recorded once")
    void waitingForRetry() throws Exception {
        place.migration("002_email.sql", "ALTER TABLE users ADD email text;\n");
        try (Connection other = place.database().connect();
                Statement statement = other.createStatement();
                Job job = place.terminal().job("migrate", "--lock-timeout", "300ms", "--lock-budget", "10m")) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE users IN ACCESS SHARE MODE");
            job.awaitText("Attempt 3 did not get its lock");

            job.signalAll("INT");

            assertThat(endOf(job).exited(130).err()).contains("error[INTERRUPTED]", "Nothing of it was applied");
            other.rollback();
        }
        assertNobodyWorks();
        assertThat(audit("002"))
                .startsWith("apply|failed|")
                .contains("interrupted")
                .doesNotContain("\n");
        place.pawl("migrate").succeeded();
    }

    @Test
    @DisplayName("T3, N2: Ctrl-C while it waits for a server that is starting")
    void waitingForServer() throws Exception {
        String nowhere;
        try (ServerSocket free = new ServerSocket(0)) {
            nowhere = place.database().url().replaceFirst(":\\d+/", ":" + free.getLocalPort() + "/");
        }
        try (Job job = place.terminal().job("migrate", "--wait", "2m", "--url", nowhere)) {
            job.awaitText("Waiting for the server");

            job.signalAll("INT");

            assertThat(endOf(job).exited(130).err()).contains("error[INTERRUPTED]");
        }
    }

    @Test
    @DisplayName("T3, F5: Ctrl-C in the middle of the data of a COPY keeps none of it")
    void copy() throws Exception {
        place.migration("002_trigger.sql", """
                CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    PERFORM pg_sleep(0.001);
                    RETURN NEW;
                END $$;
                CREATE TRIGGER slow BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION dawdle();
                """);
        place.pawl("migrate").succeeded();
        String rows = IntStream.range(0, 1_000_000).mapToObj(Integer::toString).collect(Collectors.joining("\n"));
        place.migration("003_copy.sql", "COPY users FROM stdin;\n" + rows + "\n\\.\n");
        try (Job job = place.terminal().job("migrate")) {
            place.awaitRow(working("COPY users"));

            job.signalAll("INT");

            assertThat(endOf(job).exited(130).err()).contains("error[INTERRUPTED]", "nothing of it was applied");
        }
        assertNobodyWorks();
        assertThat(place.value("SELECT count(*) FROM users")).isEqualTo("0");
        assertThat(audit("003")).startsWith("apply|failed|").contains("interrupted");
    }

    @ParameterizedTest(name = "T3, R7: SIG{0} in the review window ends it with {1}, and nothing is changed")
    @CsvSource({"INT, 130", "TERM, 143"})
    void reviewWindow(String signal, int code) throws Exception {
        place.migration("002_email.sql", "ALTER TABLE users ADD email text;\n");
        try (Job job = place.terminal().job("migrate", "--review-window", "2m")) {
            job.awaitText("Starting in 2m");

            job.signalAll(signal);

            assertThat(endOf(job).exited(code).err()).contains("Stopped in the review window");
        }
        assertThat(audit("002")).isEmpty();
    }

    @ParameterizedTest(
            name = "T3, I1: SIG{0} to the whole job while `pawl run` migrates ends with {1}, and starts nothing")
    @CsvSource({"INT, 130", "TERM, 143"})
    void run(String signal, int code) throws IOException, SQLException, InterruptedException {
        place.migration("002_slow.sql", "CREATE TABLE half (id int);\nSELECT pg_sleep(120);\n");
        try (Job job = place.terminal().job("run", "--", "echo", "started")) {
            place.awaitRow(working("SELECT pg_sleep"));

            job.signalAll(signal).signalAnyLeft(signal);

            Outcome outcome = endOf(job).exited(code);
            assertThat(outcome.out()).isEmpty();
            assertThat(outcome.err().toLowerCase(Locale.ROOT)).contains("error[interrupted]");
        }
        assertNobodyWorks();
        assertThat(audit("002")).startsWith("apply|failed|").contains("interrupted");
    }

    @Test
    @DisplayName("R5: after kill -9 the server ends the statement that nobody waits for, and lets its claim go")
    void killed() throws Exception {
        assumeTrue(TestServer.get().version() >= 14, "PostgreSQL 13 does not look at its clients while it works");
        place.terminal().write("pawl.toml", "[run]\nlease-time = \"6s\"\n");
        place.migration("002_slow.sql", "CREATE TABLE half (id int);\nSELECT pg_sleep(600);\n");
        try (Job job = place.terminal().job("migrate")) {
            place.awaitRow(working("SELECT pg_sleep"));

            job.signalAll("KILL");
            place.migration("002_slow.sql", "CREATE TABLE half (id int);\n");
            Outcome next = place.pawl("migrate").succeeded();

            assertThat(next.out()).contains("Waiting for another runner");
            job.end().exited(137);
        }
        assertThat(place.value("SELECT to_regclass('half')")).isEqualTo("half");
    }

    @Test
    @DisplayName("T3, R5: interrupted at random moments, once or twice: the next run finishes, and nothing ran twice")
    void randomMoments() throws Exception {
        Random random = new Random(Effort.seed());
        for (int round = 1; round <= Effort.times(2, 60); round++) {
            Path own = Files.createDirectory(folder.resolve("round" + round));
            try (Workplace site = new Workplace(own)) {
                interruptAtRandom(site, random);
            } catch (AssertionError e) {
                throw new AssertionError("round " + round + " with -D" + Effort.SEED_PROPERTY + "=" + Effort.seed(), e);
            }
        }
    }

    private static void interruptAtRandom(Workplace site, Random random) throws Exception {
        site.migration("001_log.sql", "CREATE TABLE log (what text);\n")
                .migration("002_two.sql", "INSERT INTO log VALUES ('2');\nSELECT pg_sleep(0.2);\n")
                .migration("003_index.sql", """
                        INSERT INTO log VALUES ('3');
                        CREATE INDEX CONCURRENTLY log_what_idx ON log (what);
                        INSERT INTO log VALUES ('3');
                        """)
                .migration("004_four.sql", "INSERT INTO log VALUES ('4');\nSELECT pg_sleep(0.2);\n");
        String first = random.nextBoolean() ? "INT" : "TERM";
        String second = random.nextBoolean() ? "INT" : "TERM";
        try (Job job = site.terminal().job("migrate")) {
            Thread.sleep(random.nextInt(2_500));
            job.signalAnyLeft(first);
            if (random.nextBoolean()) {
                Thread.sleep(random.nextInt(300));
                job.signalAnyLeft(second);
            }
            assertThat(endOf(job).exit()).as("%s", job).isIn(0, 130, 143);
        }
        Set<String> applied =
                site.value("SELECT to_regclass('schema_migrations')").isEmpty()
                        ? Set.of()
                        : Set.copyOf(site.rows("SELECT version FROM schema_migrations WHERE status = 'applied'"));
        boolean hasLog = !site.value("SELECT to_regclass('log')").isEmpty();
        assertThat(hasLog).isEqualTo(applied.contains("001"));
        Set<String> logged = hasLog ? Set.copyOf(site.rows("SELECT what FROM log WHERE what IN ('2', '4')")) : Set.of();
        assertThat(logged.contains("2")).isEqualTo(applied.contains("002"));
        assertThat(logged.contains("4")).isEqualTo(applied.contains("004"));

        site.pawl("migrate").succeeded();

        assertThat(site.rows("SELECT what FROM log ORDER BY what")).containsExactly("2", "3", "3", "4");
        assertThat(site.rows("SELECT indexrelid::regclass, indisvalid FROM pg_index WHERE indrelid = 'log'::regclass"))
                .containsExactly("log_what_idx|t");
        assertThat(site.rows("SELECT version, count(*) FROM migration_history WHERE status = 'success'"
                        + " GROUP BY version ORDER BY version"))
                .containsExactly("001|1", "002|1", "003|1", "004|1");
    }
}
