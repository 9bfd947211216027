package dev.pawl.acceptance.mistakes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.acceptance.Terminal;
import dev.pawl.acceptance.Workplace;
import dev.pawl.embedded.EmbeddedPostgres;
import dev.pawl.embedded.testing.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionMistakesTest {
    @TempDir
    private Path folder;

    private Workplace place;
    private Mistakes mistakes;

    @BeforeEach
    void begin() {
        place = new Workplace(folder);
        mistakes = new Mistakes(place);
        place.migration("001_users.sql", "CREATE TABLE users (id int);\n");
    }

    @AfterEach
    void end() {
        place.close();
    }

    @Test
    @DisplayName("N1, T3: without a URL, the message says where one may come from, and mentions embedded:")
    void noUrl() {
        var outcome = Terminal.in(folder).pawl("migrate").exited(2);

        place.golden().verify("mistakes/no-url", outcome);
        assertThat(outcome.text()).contains("URL_MISSING", "embedded:", "DATABASE_URL");
    }

    @Test
    @DisplayName("N5, T3: nobody listens on that port")
    void unreachable() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        place.golden().mask(":" + free, ":FREE").mask("port " + free, "port FREE");

        mistakes.expect(
                "unreachable",
                "DATABASE_UNREACHABLE",
                6,
                "migrate",
                "--url",
                "postgresql://ada@127.0.0.1:" + free + "/app");
    }

    @Test
    @DisplayName("N5, N3, T3: a wrong password is named as such and not shown")
    void wrongPassword() {
        try (var server = EmbeddedPostgres.start(TestServer.options().withPassword("right"))) {
            String url = "postgresql://postgres:wr0ng-s3cret@127.0.0.1:" + server.port() + "/postgres";
            place.golden().mask(":" + server.port(), ":PORT");

            mistakes.expect("wrong-password", "AUTHENTICATION_FAILED", 6, "migrate", "--url", url);
            assertThat(place.pawl("migrate", "--verbose", "--url", url).text()).doesNotContain("wr0ng-s3cret");
        }
    }

    @Test
    @DisplayName("N2: --wait does not wait for a wrong password")
    void waitsNotForAPassword() {
        try (var server = EmbeddedPostgres.start(TestServer.options().withPassword("right"))) {
            long begin = System.nanoTime();

            place.pawl(
                            "migrate",
                            "--wait",
                            "60s",
                            "--url",
                            "postgresql://postgres:wrong@127.0.0.1:" + server.port() + "/postgres")
                    .exited(6);

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
        }
    }

    @Test
    @DisplayName("N5, T3: the database does not exist")
    void missingDatabase() {
        String url = place.database().url().replace(place.database().name(), "nowhere");

        mistakes.expect("missing-database", "DATABASE_MISSING", 6, "migrate", "--url", url);
    }

    @Test
    @DisplayName("N5, T3: what answers there is not PostgreSQL")
    void notPostgresql() throws IOException {
        try (var web = new Answering("HTTP/1.1 400 Bad Request\r\n\r\n")) {
            place.golden().mask(":" + web.port(), ":PORT");

            mistakes.expect("not-postgresql", "NOT_POSTGRESQL", 6, "migrate", "--url", web.url(""));
        }
    }

    @Test
    @DisplayName("N5, T3: a server that accepts and then says nothing")
    void silent() throws IOException {
        try (var mute = new Answering("")) {
            place.golden().mask(":" + mute.port(), ":PORT");

            mistakes.expect("silent", "DATABASE_SILENT", 6, "migrate", "--url", mute.url("?connect_timeout=2"));
        }
    }

    @Test
    @DisplayName("N5, T3: a read-only default is respected and named")
    void readOnly() throws SQLException {
        place.database()
                .execute("ALTER DATABASE " + place.database().name() + " SET default_transaction_read_only = on");

        mistakes.expect("read-only", "DATABASE_READ_ONLY", 6, "migrate");
        assertThat(place.value("SELECT to_regclass('users')")).isEmpty();
    }

    @Test
    @DisplayName("N5, D43, T3: a role that may not create the history gets the GRANTs that are missing")
    void noPermission() throws SQLException {
        place.database().execute("DROP ROLE IF EXISTS visitor; CREATE ROLE visitor LOGIN");
        String url = place.database().url().replaceFirst("//[^@/]*@", "//visitor@");

        mistakes.expect("no-permission", "PERMISSION_MISSING", 6, "migrate", "--url", url);
    }

    @Test
    @DisplayName("H4, T3: a history table with foreign columns is left alone, and adopt is mentioned")
    void foreignTable() throws SQLException {
        place.database().execute("CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL)");

        mistakes.expect("foreign-table", "HISTORY_FOREIGN", 3, "migrate");
        assertThat(place.pawl("migrate").text()).contains("adopt");
        assertThat(place.value("SELECT to_regclass('users')")).isEmpty();
    }

    /** A port that gives everybody the same answer, or none. */
    private static final class Answering implements AutoCloseable {
        private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

        Answering(String answer) throws IOException {
            Thread thread = new Thread(() -> answer(answer), "answering");
            thread.setDaemon(true);
            thread.start();
        }

        private void answer(String answer) {
            while (!server.isClosed()) {
                try {
                    Socket client = server.accept();
                    if (!answer.isEmpty()) {
                        client.getInputStream().read();
                        client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                        client.close();
                    }
                } catch (IOException e) {
                    // The client has left, or the test is over: the loop's condition tells which.
                }
            }
        }

        int port() {
            return server.getLocalPort();
        }

        String url(String parameters) {
            return "postgresql://ada@127.0.0.1:" + port() + "/app" + parameters;
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
