package dev.pawl.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pawl.embedded.EmbeddedPostgres;
import dev.pawl.embedded.testing.TestServer;
import dev.pawl.error.ErrorCode;
import dev.pawl.error.ExitCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every case goes through {@link #failure}, which also looks for the password in all that an error can print. */
@DisplayName("T3: why a connection could not be opened")
@Timeout(30)
class ConnectProblemsTest {

    private final GuardedServer server = GuardedServer.get();

    @Nested
    @DisplayName("T3: nobody answers")
    class Nobody {

        @Test
        @DisplayName("T3: a host without an address")
        void unknownHost() {
            Problem problem = failure("host=no-such-host.invalid dbname=d user=u password='PW'");

            assertThat(problem.code()).isEqualTo(ErrorCode.DATABASE_UNREACHABLE);
            assertThat(problem.message()).contains("no-such-host.invalid:5432");
        }

        @Test
        @DisplayName("T3: a port that nobody listens on; several hosts are all named")
        void refused() throws IOException {
            int port = closedPort();
            Problem problem = failure("host=127.0.0.1,localhost port=" + port + " dbname=d user=u password='PW'");

            assertThat(problem.code()).isEqualTo(ErrorCode.DATABASE_UNREACHABLE);
            assertThat(problem.message()).contains("127.0.0.1:" + port, "localhost:" + port);
            assertThat(problem.fix()).contains("--wait");
        }

        @Test
        @DisplayName("T3: an address that swallows what is sent to it")
        void blackHole() throws IOException {
            List<Socket> queue = new ArrayList<>();
            try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                fill(full, queue);
                Problem problem = failure(
                        "host=127.0.0.1 connect_timeout=1 dbname=d user=u password='PW' port=" + full.getLocalPort());

                assertThat(problem.code()).isEqualTo(ErrorCode.DATABASE_UNREACHABLE);
                assertThat(problem.message()).contains("within 1 s");
                assertThat(problem.fix()).contains("firewall");
            } finally {
                for (Socket socket : queue) {
                    socket.close();
                }
            }
        }

        /** The kernel drops what comes in once the queue of a listener that never accepts is full. */
        private static void fill(ServerSocket full, List<Socket> queue) throws IOException {
            for (int i = 0; i < 16; i++) {
                Socket socket = new Socket();
                queue.add(socket);
                try {
                    socket.connect(new InetSocketAddress(full.getInetAddress(), full.getLocalPort()), 200);
                } catch (IOException e) {
                    return;
                }
            }
            throw new IllegalStateException("The queue never filled");
        }

        @Test
        @DisplayName("T3: a unix socket that is not there")
        void noSocket(@TempDir Path folder) {
            Problem problem = failure("host=" + folder + " dbname=d user=u password='PW'");

            assertThat(problem.code()).isEqualTo(ErrorCode.DATABASE_UNREACHABLE);
            assertThat(problem.message())
                    .contains(folder.resolve(".s.PGSQL.5432").toString());
            assertThat(problem.fix()).contains("unix_socket_directories");
        }
    }

    @Nested
    @DisplayName("T3: something else answers")
    class SomethingElse {

        @ParameterizedTest(name = "T3: {0} with sslmode={1}")
        @CsvSource({
            "SSH, prefer, SSH", "SSH, disable, SSH", "MYSQL, prefer, MySQL", "MYSQL, disable, MySQL",
            "HTTP, prefer, HTTP", "HTTP, disable, HTTP", "HTTP, require, HTTP", "ECHO, prefer, another kind",
            "ECHO, disable, another kind"
        })
        void notPostgresql(String kind, String sslMode, String words) throws IOException {
            Map<String, Stranger.Manner> manners =
                    Map.of("SSH", Stranger.SSH, "MYSQL", Stranger.MYSQL, "HTTP", Stranger.HTTP, "ECHO", Stranger.ECHO);
            try (Stranger stranger = new Stranger(Objects.requireNonNull(manners.get(kind)))) {
                Problem problem = failure(url(stranger) + " connect_timeout=1 sslmode=" + sslMode);

                assertThat(problem.code()).isEqualTo(ErrorCode.NOT_POSTGRESQL);
                assertThat(problem.message()).contains("127.0.0.1:" + stranger.port(), words);
            }
        }

        @Test
        @DisplayName("T3: a server that speaks TLS from the start, as HTTPS does")
        void tls() throws Exception {
            char[] secret = "changeit".toCharArray();
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (var in = Files.newInputStream(server.keyStore())) {
                store.load(in, secret);
            }
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, secret);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            ServerSocket entrance =
                    context.getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress());
            try (Stranger stranger = new Stranger(entrance, Stranger.HTTP)) {
                assertThat(failure(url(stranger)).code()).isEqualTo(ErrorCode.NOT_POSTGRESQL);
            }
        }

        @ParameterizedTest(name = "T3: silence, with sslmode={0}")
        @ValueSource(strings = {"prefer", "disable", "require"})
        void silent(String sslMode) throws IOException {
            try (Stranger stranger = new Stranger(Stranger.SILENT)) {
                Problem problem = failure(url(stranger) + " connect_timeout=1 sslmode=" + sslMode);

                assertThat(problem.code()).isEqualTo(ErrorCode.DATABASE_SILENT);
                assertThat(problem.message()).contains("127.0.0.1:" + stranger.port());
            }
        }

        @Test
        @DisplayName("T3: a port that hangs up, as a proxy without a server behind it does")
        void hangsUp() throws IOException {
            try (Stranger stranger = new Stranger(Stranger.HANGS_UP)) {
                assertThat(failure(url(stranger)).code()).isEqualTo(ErrorCode.DATABASE_SILENT);
            }
        }

        @Test
        @DisplayName("N4: a pooler that refuses a start-up parameter; the fix names the setting")
        void pooler() throws IOException {
            Stranger.Manner manner = Stranger.refusing("08P01", "unsupported startup parameter: options", "");
            try (Stranger stranger = new Stranger(manner)) {
                Problem problem = failure(url(stranger) + " options='-c a.b=c'");

                assertThat(problem.message()).contains("unsupported startup parameter: options");
                assertThat(problem.fix()).contains("ignore_startup_parameters");
            }
        }
    }

    @Nested
    @DisplayName("T3: the server does not let us in")
    class NotLetIn {

        @ParameterizedTest(name = "N2: a wrong password of {0}")
        @ValueSource(strings = {"scram_user", "md5_user", "clear_user"})
        void wrongPassword(String role) {
            PawlException error = exception(server.url(role).replace("hunter2", "hunter2-hunter3"));

            assertThat(error.problem().code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED);
            assertThat(error.problem().message()).contains(role, "127.0.0.1:" + server.port());
            assertThat(error.problem().server().orElseThrow().sqlState()).isEqualTo("28P01");
            assertThat(error.exitCode()).isEqualTo(ExitCode.DATABASE);
        }

        @ParameterizedTest(name = "T3: no password for {0}")
        @ValueSource(strings = {"scram_user", "md5_user", "clear_user"})
        void noPassword(String role) {
            Problem problem = failure("host=127.0.0.1 port=" + server.port() + " dbname=postgres user=" + role);

            assertThat(problem.code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED);
            assertThat(problem.message()).contains("none was given");
            assertThat(problem.fix()).contains("PGPASSWORD", "pgpass");
        }

        @Test
        @DisplayName("T3: a role that does not exist; the fix is the statement to type")
        void noRole() {
            Problem problem = failure(server.url("no such role"));

            assertThat(problem.code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED);
            assertThat(problem.fix()).contains("CREATE ROLE \"no such role\" LOGIN");
        }

        @ParameterizedTest(name = "T3: pg_hba.conf has no rule for {0}, or one against it")
        @ValueSource(strings = {"unruled", "rejected"})
        void noRule(String role) {
            Problem problem = failure(server.url(role));

            assertThat(problem.code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED);
            assertThat(problem.fix()).contains("pg_hba.conf");
        }

        @Test
        @DisplayName("T3: a server that wants encryption, and a connection that forbids it")
        void wantsTls() {
            Problem problem = failure(server.url("tls_user") + " sslmode=disable");

            assertThat(problem.code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED);
            assertThat(problem.fix()).contains("sslmode=require");
        }

        @Test
        @DisplayName("T3: the unix socket of another user of the operating system")
        void peer() {
            Problem problem = failure("host=" + server.socketFolder() + " port=" + server.port()
                    + " dbname=postgres user=peer_user password='PW'");

            assertThat(problem.code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED);
            assertThat(problem.message()).contains("peer_user");
        }

        @Test
        @DisplayName("N5: a missing database; the fix names createdb and CREATE DATABASE")
        void noDatabase() {
            Problem problem = failure(server.url("plain").replace("dbname=postgres", "dbname='it''s'"));

            assertThat(problem.code()).isEqualTo(ErrorCode.DATABASE_MISSING);
            assertThat(problem.fix())
                    .contains("createdb -h 127.0.0.1 -p " + server.port() + " -U plain 'it'\\''s'")
                    .contains("CREATE DATABASE \"it's\";");
        }

        @Test
        @DisplayName("T3: a database that the role may not connect to; the fix is the GRANT")
        void noConnect() {
            Problem problem = failure(server.url("plain").replace("dbname=postgres", "dbname=closed"));

            assertThat(problem.code()).isEqualTo(ErrorCode.PERMISSION_MISSING);
            assertThat(problem.fix()).contains("GRANT CONNECT, CREATE ON DATABASE \"closed\" TO \"plain\";");
        }

        @Test
        @DisplayName("N2: no free connection")
        void tooMany() {
            Problem problem = failure(server.url("limited"));

            assertThat(problem.code()).isEqualTo(ErrorCode.TOO_MANY_CONNECTIONS);
            assertThat(problem.fix()).contains("--wait");
        }

        @Test
        @DisplayName("N2: a server that is stopping")
        void stopping() throws IOException {
            try (EmbeddedPostgres own = EmbeddedPostgres.start(TestServer.options())) {
                ConnectionSpec spec = ConnectionSpec.parse(own.url("postgres"));
                try (Session open = new Connector(spec, "test").open()) {
                    String folder = open.query("SHOW data_directory", row -> row.getString(1))
                            .get(0);
                    String pid = Files.readAllLines(Path.of(folder, "postmaster.pid"))
                            .get(0);
                    ProcessHandle.of(Long.parseLong(pid)).orElseThrow().destroy(); // it waits for the open session

                    Awaitility.await().until(() -> {
                        try {
                            new Connector(spec, "test").open().close();
                            return false;
                        } catch (PawlException e) {
                            return e.problem().code() == ErrorCode.SERVER_STARTING;
                        }
                    });
                }
            }
        }
    }

    @Nested
    @DisplayName("N1: encryption")
    class Encryption {

        @Test
        @DisplayName("N1: verify-full with the right certificate and host gets in, encrypted")
        void verified() {
            try (Session session =
                    new Connector(spec("localhost", "verify-full", server.certificate()), "test").open()) {
                assertThat(session.query(
                                "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()", row -> row.getBoolean(1)))
                        .containsExactly(true);
            }
        }

        @Test
        @DisplayName("T3: a certificate for another host")
        void otherHost() {
            Problem problem = failure(url("127.0.0.1", "verify-full", server.certificate()));

            assertThat(problem.code()).isEqualTo(ErrorCode.TLS_FAILED);
            assertThat(problem.fix()).contains("name the host");
        }

        @Test
        @DisplayName("T3: a certificate that nobody trusts")
        void untrusted() {
            Problem problem = failure("host=localhost port=" + server.port()
                    + " dbname=postgres user=plain password='PW' sslrootcert=system");

            assertThat(problem.code()).isEqualTo(ErrorCode.TLS_FAILED);
            assertThat(problem.message()).contains("not trusted");
        }

        @Test
        @DisplayName("T3: a root certificate that is not there")
        void noFile() {
            Problem problem = failure(url("localhost", "verify-ca", Path.of("/no/such/root.crt")));

            assertThat(problem.code()).isEqualTo(ErrorCode.TLS_FAILED);
            assertThat(problem.message()).contains("/no/such/root.crt");
        }

        @Test
        @DisplayName("T3: a server without encryption, and a connection that demands it")
        void notOffered() {
            Problem problem = failure("host=127.0.0.1 port=" + TestServer.get().port()
                    + " dbname=postgres user=postgres password='PW' sslmode=require");

            assertThat(problem.code()).isEqualTo(ErrorCode.TLS_FAILED);
            assertThat(problem.message()).contains("does not offer encryption", "sslmode=require");
        }

        private ConnectionSpec spec(String host, String mode, Path root) {
            return ConnectionSpec.parse(url(host, mode, root));
        }

        private String url(String host, String mode, Path root) {
            return "host=" + host + " port=" + server.port() + " dbname=postgres user=tls_user password='PW' sslmode="
                    + mode + " sslrootcert=" + root;
        }
    }

    private static String url(Stranger stranger) {
        return "host=127.0.0.1 dbname=d user=u password='PW' port=" + stranger.port();
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static Problem failure(String url) {
        return exception(url).problem();
    }

    /** The error of connecting; the password is nowhere in it, nor in any of its causes (N3). */
    private static PawlException exception(String url) {
        ConnectionSpec spec = ConnectionSpec.parse(url.replace("'PW'", "'" + GuardedServer.PASSWORD + "'"));
        PawlException error = catchThrowableOfType(
                PawlException.class,
                () -> new Connector(spec, "pawl/test").open().close());

        assertThat(error).as("the connection was opened").isNotNull();
        assertThat(ConnectionSpecTest.everything(error)).doesNotContain("hunter2", "ge%h");
        assertThat(error.problem().fix()).doesNotContain("hunter2");
        assertThat(error).hasCauseInstanceOf(SQLException.class);
        return error;
    }
}
