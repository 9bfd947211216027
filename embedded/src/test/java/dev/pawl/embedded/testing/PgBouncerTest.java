package dev.pawl.embedded.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pawl.embedded.EmbeddedPostgres;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The pooler of the tests")
class PgBouncerTest {

    @BeforeAll
    static void requirePackage() {
        assumeTrue(PgBouncer.isInstalled(), "the Debian package pgbouncer is not installed");
    }

    private static String value(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    @Test
    @DisplayName("N4: it pools transactions, three by default, and resets nothing between them")
    void pools() throws SQLException {
        try (TestDatabase database = TestDatabase.create();
                PgBouncer pooler = PgBouncer.inFrontOfTestServer().start()) {
            assertThat(value(pooler.jdbcUrl(database.name()), "SELECT current_database()"))
                    .isEqualTo(database.name());
            assertThat(pooler.console("SHOW CONFIG"))
                    .anyMatch(line -> line.startsWith("key=default_pool_size value=3 "))
                    .anyMatch(line -> line.startsWith("key=pool_mode value=transaction "))
                    .anyMatch(line -> line.startsWith("key=server_reset_query value= "))
                    .anyMatch(line -> line.startsWith("key=server_reset_query_always value=0 "));
        }
    }

    @Test
    @DisplayName("N4: with a pool of one, the next client gets the same session of the server")
    void poolOfOne() throws SQLException {
        try (TestDatabase database = TestDatabase.create();
                PgBouncer pooler =
                        PgBouncer.inFrontOfTestServer().withPoolSize(1).start()) {
            String url = pooler.jdbcUrl(database.name());
            String first = value(url, "SELECT pg_backend_pid() FROM set_config('work_mem', '77MB', false)");
            assertThat(value(url, "SELECT pg_backend_pid()")).isEqualTo(first);
            assertThat(value(url, "SHOW work_mem")).isEqualTo("77MB");
        }
    }

    @Test
    @DisplayName("N4: it can ask for passwords, from its own list or the server's")
    void scram() throws SQLException {
        try (EmbeddedPostgres server =
                EmbeddedPostgres.start(TestServer.options().withPassword("s3cret"))) {
            var list = new PgBouncer.Authentication.ScramList(Map.of(EmbeddedPostgres.SUPERUSER, "s3cret"));
            try (PgBouncer pooler = PgBouncer.inFrontOf(server).with(list).start()) {
                String url = pooler.jdbcUrl("postgres");
                assertThat(value(url, "SELECT current_user")).isEqualTo(EmbeddedPostgres.SUPERUSER);
                assertThatThrownBy(() -> value(url.replace("s3cret", "wrong"), "SELECT 1"))
                        .isInstanceOf(SQLException.class);
            }
            var query = new PgBouncer.Authentication.ScramQuery(EmbeddedPostgres.SUPERUSER, "s3cret");
            try (PgBouncer pooler = PgBouncer.inFrontOf(server).with(query).start()) {
                value(pooler.jdbcUrl("postgres"), "SELECT set_config('a.b', '', false)");
                try (Connection connection = DriverManager.getConnection(server.jdbcUrl("postgres"));
                        Statement statement = connection.createStatement()) {
                    statement.execute("CREATE ROLE app LOGIN PASSWORD 'other'");
                }
                String asApp = pooler.jdbcUrl("postgres").replace("user=postgres", "user=app");
                assertThat(value(asApp.replace("s3cret", "other"), "SELECT current_user"))
                        .isEqualTo("app");
            }
        }
    }

    @Test
    @DisplayName("N4: it can be stopped, killed, started again and made to hang")
    void endsAndBegins() throws SQLException {
        try (PgBouncer pooler = PgBouncer.inFrontOfTestServer().start()) {
            String url = pooler.jdbcUrl("postgres");
            for (Runnable end : List.<Runnable>of(pooler::stop, pooler::kill)) {
                assertThat(value(url, "SELECT 1")).isEqualTo("1");
                end.run();
                assertThatThrownBy(() -> value(url, "SELECT 1")).isInstanceOf(SQLException.class);
                pooler.startAgain();
            }
            pooler.freeze();
            assertThatThrownBy(() -> value(url + "&socketTimeout=1&loginTimeout=1", "SELECT 1"))
                    .isInstanceOf(SQLException.class);
            pooler.thaw();
            assertThat(value(url, "SELECT 1")).isEqualTo("1");
        }
    }

    /** A program with a pooler, to be killed. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws InterruptedException {
            PgBouncer pooler = new PgBouncer.Setup(
                            Integer.parseInt(arguments[0]),
                            1,
                            new PgBouncer.Authentication.Trust(List.of("postgres")),
                            Map.of())
                    .start();
            System.out.println(pooler.port());
            Thread.sleep(60_000);
        }
    }

    @Test
    @DisplayName("N4: it ends with the program that started it, however that ends")
    void endsWithItsProgram() throws Exception {
        Process holder = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        Integer.toString(TestServer.get().port()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int port = Integer.parseInt(holder.inputReader(StandardCharsets.UTF_8).readLine());
        new Socket(InetAddress.getLoopbackAddress(), port).close();
        holder.destroyForcibly().waitFor();
        await().atMost(20, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThatThrownBy(
                                () -> new Socket(InetAddress.getLoopbackAddress(), port).close())
                        .isInstanceOf(Exception.class));
    }
}
