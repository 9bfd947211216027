package dev.pawl.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that meet: several runners, a killed one, a server that is not there yet, and other people's locks. */
class RunnersTest {
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
    @DisplayName(
            "R4, A3, A39: four runners start at once on a fresh database; each migration runs once, and all succeed")
    void fourAtOnce() throws SQLException, InterruptedException {
        place.migration("001_log.sql", "CREATE TABLE log (what text);\n");
        for (int i = 2; i <= 6; i++) {
            place.migration("00" + i + "_step.sql", "INSERT INTO log VALUES ('" + i + "');\nSELECT pg_sleep(0.1);\n");
        }

        List<Process> runners = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            runners.add(place.terminal().start("migrate"));
        }
        for (Process runner : runners) {
            assertThat(runner.waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(runner.exitValue()).isZero();
        }

        assertThat(place.rows("SELECT what FROM log ORDER BY what")).containsExactly("2", "3", "4", "5", "6");
        assertThat(place.value("SELECT count(*) FROM migration_history")).isEqualTo("6");
    }

    @Test
    @DisplayName("R5: after kill -9 in the middle of a migration the next run goes on with no manual step")
    void killed() throws SQLException, InterruptedException {
        place.migration("001_first.sql", "CREATE TABLE first (id int);\n");
        place.migration("002_slow.sql", "CREATE TABLE second (id int);\nSELECT pg_sleep(4);\n");
        Process runner = place.terminal().start("migrate");
        awaitRow(
                "SELECT 1 FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND application_name LIKE 'pawl%'");

        runner.descendants().forEach(ProcessHandle::destroyForcibly);
        runner.destroyForcibly().waitFor();
        place.pawl("migrate").succeeded();

        assertThat(place.rows("SELECT version, status FROM schema_migrations ORDER BY version"))
                .containsExactly("001|applied", "002|applied");
        assertThat(place.value("SELECT to_regclass('second')")).isEqualTo("second");
    }

    @Test
    @DisplayName(
            "R5, F7, D50: a concurrent index build that is killed leaves an invalid index; the next run drops it and builds it again")
    void killedIndexBuild() throws SQLException, InterruptedException {
        place.migration("001_users.sql", "CREATE TABLE users (id int);\n");
        place.pawl("migrate").succeeded();
        place.migration("002_index.sql", "CREATE INDEX CONCURRENTLY users_id_idx ON users (id);\n");
        try (var writer = place.database().connect();
                var statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("INSERT INTO users VALUES (1)"); // the build waits for this transaction
            Process runner = place.terminal().start("migrate");
            awaitRow("SELECT 1 FROM pg_index WHERE NOT indisvalid");
            runner.descendants().forEach(ProcessHandle::destroyForcibly);
            runner.destroyForcibly().waitFor();
            place.database()
                    .execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX%'");
            writer.commit();
        }
        assertThat(place.value("SELECT indisvalid FROM pg_index WHERE indexrelid = 'users_id_idx'::regclass"))
                .isEqualTo("f");

        place.pawl("migrate").succeeded();

        assertThat(place.rows(
                        "SELECT indexrelid::regclass, indisvalid FROM pg_index WHERE indrelid = 'users'::regclass"))
                .containsExactly("users_id_idx|t");
        assertThat(place.rows("SELECT version, status FROM schema_migrations ORDER BY version"))
                .containsExactly("001|applied", "002|applied");
    }

    private void awaitRow(String query) throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (place.rows(query).isEmpty()) {
            assertThat(System.nanoTime()).as("no row from %s", query).isLessThan(deadline);
            Thread.sleep(50);
        }
    }

    @Test
    @DisplayName("R6, D51: a migration that does not get its lock gives up, names who is in the way, and ends with 7")
    void blocked() throws SQLException {
        place.migration("001_users.sql", "CREATE TABLE users (id int);\n");
        place.pawl("migrate").succeeded();
        place.migration("002_email.sql", "ALTER TABLE users ADD email text;\n");

        try (var connection = place.database().connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE users IN ACCESS SHARE MODE");
            int pid = Integer.parseInt(place.value("SELECT pid FROM pg_locks WHERE relation = 'users'::regclass"));

            Outcome run = place.pawl("migrate", "--lock-timeout", "1s", "--lock-budget", "4s")
                    .exited(7);

            assertThat(run.text()).contains("LOCK_TIMEOUT", Integer.toString(pid), "LOCK TABLE users");
            connection.rollback();
        }
        place.pawl("migrate").succeeded();
        assertThat(place.value("SELECT count(*) FROM migration_history WHERE status = 'failed'"))
                .isEqualTo("1");
    }

    @Test
    @DisplayName("N2, A6: --wait waits for a server that is starting")
    void waitsForTheServer() throws Exception {
        place.migration("001_users.sql", "CREATE TABLE users (id int);\n");
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        String real = place.database().url();
        String later = real.replaceFirst(":\\d+/", ":" + port + "/");
        Process runner = place.terminal().start("migrate", "--wait", "60s", "--url", later);
        Thread.sleep(2_500);
        assertThat(runner.isAlive()).isTrue();

        try (var gate = new Gate(port, Integer.parseInt(real.replaceFirst(".*:(\\d+)/.*", "$1")))) {
            assertThat(runner.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(runner.exitValue()).isZero();
            assertThat(gate.isOpen()).isTrue();
        }
        assertThat(place.value("SELECT to_regclass('users')")).isEqualTo("users");
    }

    @Test
    @DisplayName("A22, B18: after success and after failure no session of pawl's is left")
    void leavesNoSession() throws Exception {
        place.migration("001_users.sql", "CREATE TABLE users (id int);\n");
        place.pawl("migrate").succeeded();
        place.migration("002_broken.sql", "SELECT nonsense;\n");
        place.pawl("migrate").exited(1);

        long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        String sessions = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                + " AND application_name LIKE 'pawl%'";
        while (!place.value(sessions).equals("0") && System.nanoTime() < deadline) {
            Thread.sleep(50); // the server notices a closed connection a moment later
        }
        assertThat(place.value(sessions)).isEqualTo("0");
    }

    @Test
    @DisplayName("D52, F7, R3: a data migration works in batches that commit, and tells how far it is")
    void batches() throws SQLException {
        place.migration("001_rows.sql", """
                CREATE TABLE rows (id int PRIMARY KEY, done boolean NOT NULL DEFAULT false);
                INSERT INTO rows (id) SELECT generate_series(1, 1000);
                CREATE PROCEDURE finish_rows(batch int) LANGUAGE plpgsql AS $$
                DECLARE
                    changed int;
                BEGIN
                    LOOP
                        UPDATE rows SET done = true WHERE id IN (SELECT id FROM rows WHERE NOT done LIMIT batch);
                        GET DIAGNOSTICS changed = ROW_COUNT;
                        EXIT WHEN changed = 0;
                        COMMIT;
                        RAISE NOTICE '% rows to go', (SELECT count(*) FROM rows WHERE NOT done);
                    END LOOP;
                END;
                $$;
                """);
        place.migration("002_finish.sql", "-- pawl: no-transaction\nCALL finish_rows(400);\n");

        Outcome run = place.pawl("migrate").succeeded();

        assertThat(run.out()).contains("600 rows to go", "200 rows to go", "0 rows to go");
        assertThat(place.value("SELECT count(*) FROM rows WHERE done")).isEqualTo("1000");
    }

    /** A port that leads to the server from a certain moment on. */
    private static final class Gate implements AutoCloseable {
        private final ServerSocket entrance;

        Gate(int port, int server) throws IOException {
            entrance = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
            daemon(() -> {
                while (isOpen()) {
                    Socket in = entrance.accept();
                    Socket out = new Socket(InetAddress.getLoopbackAddress(), server);
                    daemon(() -> pass(in.getInputStream(), out.getOutputStream()));
                    daemon(() -> pass(out.getInputStream(), in.getOutputStream()));
                }
            });
        }

        boolean isOpen() {
            return !entrance.isClosed();
        }

        private interface Work {
            void run() throws IOException;
        }

        private static void daemon(Work work) {
            Thread thread = new Thread(() -> {
                try {
                    work.run();
                } catch (IOException e) {
                    // One side has hung up: what this thread was for is over.
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        private static void pass(InputStream from, OutputStream to) throws IOException {
            try (from;
                    to) {
                from.transferTo(to);
            }
        }

        @Override
        public void close() throws IOException {
            entrance.close();
        }
    }
}
