package dev.pawl.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pawl.embedded.EmbeddedPostgres;
import dev.pawl.embedded.Options;
import dev.pawl.embedded.testing.TestDatabase;
import dev.pawl.embedded.testing.TestServer;
import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("N1: opening a session")
@Timeout(60)
class ConnectorTest {

    private final GuardedServer server = GuardedServer.get();

    /** Every round trip costs the distance to the server; the first connection is most of a short command. */
    @ParameterizedTest(
            name = "decision 4: {0} with sslmode={1} takes {2} round trips to connect, and one for all facts")
    @CsvSource({
        "plain, disable, 1",
        "scram_user, disable, 3",
        "clear_user, disable, 2",
        // the request for encryption, and the handshake of TLS 1.3, whose last flight travels with the start-up packet
        "plain, require, 3",
        "scram_user, require, 5"
    })
    void roundTrips(String role, String sslMode, int expected) throws IOException {
        try (Wire wire = Wire.to(server.port());
                Session session = open(server.url(role).replace("port=" + server.port(), "port=" + wire.port())
                        + " sslmode=" + sslMode)) {
            assertThat(wire.roundTrips()).isEqualTo(expected);

            assertThat(ServerFacts.of(session).user()).isEqualTo(role);
            assertThat(wire.roundTrips()).isEqualTo(1);

            session.execute("BEGIN; SELECT 1; SET LOCAL lock_timeout = '2s'; SELECT 2; COMMIT");
            assertThat(wire.roundTrips()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("N4: the start-up packet has nothing in it that a pooler refuses")
    void startUpPacket() throws Exception {
        CompletableFuture<String> packet = new CompletableFuture<>();
        Stranger.Manner recorder = client -> {
            byte[] bytes = new byte[1024];
            int count = client.getInputStream().read(bytes);
            packet.complete(new String(bytes, 8, count - 8, StandardCharsets.UTF_8));
            client.close();
        };
        try (Stranger stranger = new Stranger(recorder)) {
            assertThatThrownBy(() -> open("host=127.0.0.1 dbname=d user=u sslmode=disable port=" + stranger.port()))
                    .isInstanceOf(PawlException.class);
        }

        List<String> words = List.of(packet.get(5, TimeUnit.SECONDS).split("\0"));
        List<String> names = IntStream.range(0, words.size() / 2)
                .mapToObj(i -> words.get(2 * i))
                .toList();
        assertThat(names)
                .containsExactlyInAnyOrder(
                        "user", "database", "client_encoding", "DateStyle", "TimeZone", "application_name");
        assertThat(words).contains("pawl/test");
    }

    @Test
    @DisplayName("N1: SCRAM, options and a password full of punctuation")
    void scram() {
        try (Session session = open(server.url("scram_user") + " options='-c pawl.test=a\\\\ b -c work_mem=5MB'")) {
            assertThat(session.queryAll("SHOW pawl.test; SHOW work_mem; SHOW application_name", r -> r.getString(1)))
                    .isEqualTo(List.of(List.of("a b"), List.of("5MB"), List.of("pawl/test")));
        }
    }

    @Test
    @DisplayName("N1: several hosts: the first that answers, and the one that target_session_attrs asks for")
    void severalHosts() throws IOException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        String hosts = "host=127.0.0.1,127.0.0.1 dbname=postgres user=plain port=" + closed + "," + server.port();

        try (Session session = open(hosts + " target_session_attrs=read-write")) {
            assertThat(ServerFacts.of(session).user()).isEqualTo("plain");
        }
        PawlException error = catchThrowableOfType(
                PawlException.class,
                () -> open(hosts + " target_session_attrs=standby").close());
        assertThat(error.problem().code()).isEqualTo(ErrorCode.DATABASE_READ_ONLY);
    }

    @Nested
    @DisplayName("N1: a unix socket")
    class UnixSockets {

        private final String url = "host=" + server.socketFolder() + " port=" + server.port()
                + " dbname=postgres user=socket_user sslmode=require";

        @Test
        @DisplayName("N1: carries large queries and large results")
        void works() {
            try (Session session = open(url)) {
                String large = "x".repeat(3_000_000);

                assertThat(session.query("SELECT " + Literal.text(large), row -> row.getString(1)))
                        .containsExactly(large);
                assertThat(session.query(
                                "SELECT inet_server_addr() IS NULL, current_user",
                                row -> row.getString(1) + row.getString(2)))
                        .containsExactly("tsocket_user");
            }
        }

        @Test
        @DisplayName("R3: notices that come while a large script is being sent do not stop the pipe")
        void bothWays() {
            try (Session session = open(url)) {
                String notice = "DO $$ BEGIN RAISE NOTICE '%', repeat('n', 5000); END $$;";

                session.execute(notice.repeat(2000) + "SELECT '" + "x".repeat(1_000_000) + "'");

                assertThat(session.drainWarnings()).hasSize(2000);
            }
        }

        @Test
        @DisplayName("a running statement can be cancelled")
        void cancels() throws Exception {
            try (Session session = open(url)) {
                CompletableFuture<PawlException> failed = CompletableFuture.supplyAsync(
                        () -> catchThrowableOfType(PawlException.class, () -> session.execute("SELECT pg_sleep(30)")));
                while (!failed.isDone()) {
                    Thread.sleep(50);
                    session.cancel();
                }

                assertThat(SqlState.is(failed.get(), SqlState.QUERY_CANCELED)).isTrue();
            }
        }

        @Test
        @DisplayName("T3: a read ends at its timeout, and the session counts as silent")
        void timeout() {
            try (Session session = new Connector(
                            ConnectionSpec.parse("jdbc:postgresql:postgres?user=socket_user&socketTimeout=1&host="
                                    + server.socketFolder() + "&port=" + server.port()),
                            "pawl/test")
                    .open()) {
                PawlException error =
                        catchThrowableOfType(PawlException.class, () -> session.execute("SELECT pg_sleep(30)"));

                assertThat(error.problem().code()).isEqualTo(ErrorCode.DATABASE_SILENT);
                assertThat(session.isBroken()).isTrue();
            }
        }

        @Test
        @DisplayName("closing from another thread ends a read that waits")
        void closes() throws Exception {
            UnixSocket socket =
                    UnixSocket.connect(new HostAddress(server.socketFolder().toString(), server.port()).socketFile());
            CompletableFuture<Throwable> read = CompletableFuture.supplyAsync(
                    () -> catchThrowable(() -> socket.getInputStream().read()));
            Thread.sleep(100);
            socket.close();

            assertThat(read.get(5, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
            assertThat(socket.isClosed()).isTrue();
        }
    }

    @Nested
    @DisplayName("T3: a session that had begun well")
    class MidRun {

        private final TestDatabase database = TestDatabase.create();

        @Test
        @DisplayName("R5: a cut wire is CONNECTION_LOST, exit 6")
        void cut() throws Exception {
            try (database;
                    Wire wire = Wire.to(TestServer.get().port());
                    Session session = through(wire, "")) {
                wire.cut();
                PawlException error = catchThrowableOfType(PawlException.class, () -> session.execute("SELECT 1"));

                assertThat(error.problem().code()).isEqualTo(ErrorCode.CONNECTION_LOST);
                assertThat(error.exitCode().value()).isEqualTo(6);
                assertThat(error.problem().message()).contains("127.0.0.1:" + wire.port());
                assertThat(session.isBroken()).isTrue();
            }
        }

        @Test
        @DisplayName("T3: a silent wire is DATABASE_SILENT after socketTimeout, where one was given")
        void silent() throws Exception {
            try (database;
                    Wire wire = Wire.to(TestServer.get().port());
                    Session session = through(wire, "&socketTimeout=1")) {
                wire.goSilent();
                PawlException error = catchThrowableOfType(PawlException.class, () -> session.execute("SELECT 1"));

                assertThat(error.problem().code()).isEqualTo(ErrorCode.DATABASE_SILENT);
            }
        }

        @Test
        @DisplayName("R5: a server that crashes is CONNECTION_LOST")
        void crash() {
            EmbeddedPostgres own = EmbeddedPostgres.start(TestServer.options());
            try (Session session = open(own.url("postgres"))) {
                own.crash();
                PawlException error = catchThrowableOfType(PawlException.class, () -> session.execute("SELECT 1"));

                assertThat(error.problem().code()).isEqualTo(ErrorCode.CONNECTION_LOST);
            }
        }

        private Session through(Wire wire, String parameters) {
            String url = database.jdbcUrl().replace(":" + TestServer.get().port(), ":" + wire.port());
            return open(url + parameters);
        }
    }

    @Nested
    @DisplayName("N5: a hot standby")
    class Standby {

        @Test
        @DisplayName("N5: is told from a read-only session, and can be read")
        void standby(@TempDir Path folder) throws IOException {
            Path data = folder.resolve("data");
            EmbeddedPostgres.start(persistent(data)).stop();
            try (Stream<Path> files = Files.walk(data)) {
                Path version = files.filter(file -> file.endsWith("PG_VERSION"))
                        .min(Comparator.comparing(Path::getNameCount))
                        .orElseThrow();
                Files.createFile(version.resolveSibling("standby.signal"));
            }
            try (EmbeddedPostgres standby = EmbeddedPostgres.start(persistent(data));
                    Session session = open(standby.url("postgres"))) {
                ServerFacts facts = ServerFacts.of(session);

                assertThat(facts.inRecovery()).isTrue();
                PawlException error = catchThrowableOfType(PawlException.class, facts::requireWritable);
                assertThat(error.problem().code()).isEqualTo(ErrorCode.DATABASE_READ_ONLY);
                assertThat(error.problem().message()).contains("hot standby");
                PawlException write =
                        catchThrowableOfType(PawlException.class, () -> session.execute("CREATE TABLE t ()"));
                assertThat(write.problem().code()).isEqualTo(ErrorCode.DATABASE_READ_ONLY);
                PawlException asked = catchThrowableOfType(
                        PawlException.class,
                        () -> open(standby.url("postgres") + "?target_session_attrs=read-write")
                                .close());
                assertThat(asked.problem().code()).isEqualTo(ErrorCode.DATABASE_READ_ONLY);
            }
        }

        private Options persistent(Path data) {
            return Options.persistent(data)
                    .withBinaries(TestServer.options().binaries())
                    .withSetting("wal_level", "replica")
                    .withSetting("fsync", "off");
        }
    }

    @Nested
    @DisplayName("N2: --wait")
    class Waiting {

        @Test
        @DisplayName("N2: a server that comes up in time is connected to, with a line for every pause")
        void comesUp() throws Exception {
            int port;
            try (ServerSocket socket = new ServerSocket(0)) {
                port = socket.getLocalPort();
            }
            List<ErrorCode> reasons = new ArrayList<>();
            Wire[] late = new Wire[1];
            ServerWait wait = new ServerWait(
                    Duration.ofSeconds(30),
                    (problem, waited, attempt) -> {
                        reasons.add(problem.code());
                        assertThat(reasons).hasSize(attempt);
                    },
                    delay -> {
                        if (reasons.size() == 3) {
                            late[0] = Wire.from(port, server.port());
                        }
                    },
                    new Random(1));

            try (Session session = wait.open(connector("host=127.0.0.1 dbname=postgres user=plain port=" + port))) {
                assertThat(ServerFacts.of(session).user()).isEqualTo("plain");
            }
            late[0].close();
            assertThat(reasons).containsOnly(ErrorCode.DATABASE_UNREACHABLE).hasSize(3);
        }

        @ParameterizedTest(name = "N2: {1} is not waited for")
        @CsvSource(delimiter = '|', textBlock = """
                        scram_user | AUTHENTICATION_FAILED
                        unruled    | AUTHENTICATION_FAILED
                        """)
        void atOnce(String role, ErrorCode code) {
            PawlException error = catchThrowableOfType(
                    PawlException.class,
                    () -> patient(Duration.ofSeconds(30), delay -> {
                                throw new AssertionError("it waited");
                            })
                            .open(connector(server.url(role).replace("hunter2", "wrong"))));

            assertThat(error.problem().code()).isEqualTo(code);
        }

        @Test
        @DisplayName("N2: a database that the container has not created yet is waited for")
        void lateDatabase() {
            String name = "late_" + System.nanoTime();
            ServerWait wait =
                    patient(Duration.ofSeconds(30), delay -> TestServer.get().createDatabase(name));

            try (Session session = wait.open(connector(TestServer.get().url(name)))) {
                assertThat(ServerFacts.of(session).database()).isEqualTo(name);
            }
            TestServer.get().dropDatabase(name);
        }

        @Test
        @DisplayName("N2: when the time is over the last error says why")
        void over() throws IOException {
            try (Stranger starting = new Stranger(
                    Stranger.refusing("57P03", "the database system is starting up", "ProcessStartupPacket"))) {
                PawlException error = catchThrowableOfType(
                        PawlException.class,
                        () -> patient(Duration.ofMillis(500), delay -> Thread.sleep(delay.toMillis()))
                                .open(connector("host=127.0.0.1 dbname=d user=u port=" + starting.port())));

                assertThat(error.problem().code()).isEqualTo(ErrorCode.SERVER_STARTING);
                assertThat(error.problem().message()).contains("starting up");
            }
        }

        @Test
        @DisplayName("N2: an interrupt ends the wait")
        void interrupted() {
            PawlException error = catchThrowableOfType(
                    PawlException.class,
                    () -> patient(Duration.ofSeconds(30), delay -> {
                                throw new InterruptedException();
                            })
                            .open(connector(server.url("limited"))));

            assertThat(error.problem().code()).isEqualTo(ErrorCode.INTERRUPTED);
            assertThat(Thread.interrupted()).isTrue();
        }

        private ServerWait patient(Duration budget, ServerWait.Pause pause) {
            return new ServerWait(budget, (problem, waited, attempt) -> {}, pause, new Random(1));
        }

        @Test
        @DisplayName("N2: pauses grow to their limit and differ from one client to the next")
        void backoff() {
            Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2));

            for (int attempt = 1; attempt < 100; attempt++) {
                long full = Math.min(2000, 100L << Math.min(attempt - 1, 20));
                assertThat(backoff.after(attempt, new Random(attempt)))
                        .isBetween(Duration.ofMillis(full / 2), Duration.ofMillis(full));
            }
            assertThat(backoff.after(5, new Random(1))).isNotEqualTo(backoff.after(5, new Random(2)));
        }
    }

    private static Connector connector(String url) {
        return new Connector(ConnectionSpec.parse(url), "pawl/test");
    }

    private static Session open(String url) {
        return connector(url).open();
    }
}
