package dev.pawl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pawl.embedded.testing.TestServer;
import dev.pawl.event.RunEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("R5: what the server does about a silent client")
class SilenceTest {

    private static final Duration LONGEST = Duration.ofSeconds(31);

    private Project project;

    @BeforeEach
    void open(@TempDir Path folder) {
        assumeTrue(KernelSocket.canBeSeen(), "the kernel does not show its sockets here");
        project = new Project(folder).file("001_users.sql", "CREATE TABLE users (id int);");
    }

    @AfterEach
    void close() {
        if (project != null) {
            project.close();
        }
    }

    /** When the server's end of the running migration's connection sends its next probe. */
    private Duration serversNextProbe() {
        String port = project.value("SELECT client_port FROM pg_stat_activity WHERE application_name LIKE 'pawl/%'"
                + " AND datname = current_database() ORDER BY backend_start LIMIT 1");
        int server = URI.create(TestServer.get().url("postgres")).getPort();
        try {
            // For a moment after an answer the kernel waits for its receipt instead.
            for (int look = 0; look < 100; look++) {
                Optional<Duration> probe = KernelSocket.nextProbe(server, Integer.parseInt(port));
                if (probe.isPresent()) {
                    return probe.get();
                }
                Thread.sleep(20);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new AssertionError("The server's end does not probe at all");
    }

    private List<Duration> probesDuring(Class<? extends RunEvent> moment, String parameters) {
        List<Duration> probes = new ArrayList<>();
        project.builder()
                .url(project.database().url() + parameters)
                .listener(event -> {
                    if (moment.isInstance(event)) {
                        probes.add(serversNextProbe());
                    }
                })
                .build()
                .migrate();
        return probes;
    }

    @Test
    @DisplayName("R5: the server's end is probed after half a minute while a migration runs")
    void transactional() {
        assertThat(probesDuring(RunEvent.StatementStarted.class, ""))
                .hasSize(1)
                .allSatisfy(probe -> assertThat(probe).isLessThan(LONGEST));
    }

    @Test
    @DisplayName("R5: and while one runs outside a transaction")
    void nonTransactional() {
        project.file("002_vacuum.sql", "VACUUM users;", "CREATE INDEX CONCURRENTLY users_idx ON users (id);");

        assertThat(probesDuring(RunEvent.StatementStarted.class, ""))
                .hasSize(3)
                .allSatisfy(probe -> assertThat(probe).isLessThan(LONGEST));
    }

    @Test
    @DisplayName("N4: the session is left as it was found, for the next client of a pooler")
    void afterwards() {
        project.file("002_more.sql", "CREATE TABLE more (id int);");

        assertThat(probesDuring(RunEvent.MigrationApplied.class, ""))
                .hasSize(2)
                .allSatisfy(probe -> assertThat(probe).isGreaterThan(LONGEST));
    }

    @Test
    @DisplayName("N1: the server's end follows keepalives_idle, too, and keepalives=0 leaves it alone")
    void parameters() {
        assertThat(probesDuring(RunEvent.StatementStarted.class, "?keepalives_idle=7"))
                .hasSize(1)
                .allSatisfy(probe -> assertThat(probe).isLessThan(Duration.ofSeconds(8)));

        project.file("002_more.sql", "CREATE TABLE more (id int);");
        assertThat(probesDuring(RunEvent.StatementStarted.class, "?keepalives=0"))
                .hasSize(1)
                .allSatisfy(probe -> assertThat(probe).isGreaterThan(LONGEST));
    }

    @Test
    @DisplayName("R5: a transaction has all that ends it when nobody is there any more, at the values of the config")
    void settings() {
        project.file(
                "002_settings.sql",
                "CREATE TABLE seen AS SELECT current_setting('tcp_user_timeout') AS unanswered,",
                "  current_setting('tcp_keepalives_interval') || ' ' || current_setting('tcp_keepalives_count') AS probes,",
                "  current_setting('idle_in_transaction_session_timeout') AS idle,",
                "  current_setting('client_connection_check_interval', true) AS watch;");

        project.builder()
                .url(project.database().url() + "?keepalives_interval=2&keepalives_count=4&tcp_user_timeout=9000")
                .leaseTime(Duration.ofSeconds(12))
                .build()
                .migrate();

        assertThat(project.value("SELECT unanswered || ', ' || probes || ', ' || idle FROM seen"))
                .isEqualTo("9000, 2 4, 24s");
        assertThat(project.value("SELECT watch FROM seen"))
                .isEqualTo(TestServer.get().version() >= 14 ? "4s" : "null");
    }
}
