package dev.pawl.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pawl.KernelSocket;
import dev.pawl.error.PawlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("R5, N1: keepalives")
class KeepaliveTest {

    private final GuardedServer server = GuardedServer.get();

    private Session open(String parameters) {
        return new Connector(ConnectionSpec.parse(server.url("plain") + " " + parameters), "pawl/test").open();
    }

    /** When our end of a session sends its next probe. */
    private static Optional<Duration> nextProbe(Session session) throws IOException {
        int port =
                session.query("SELECT inet_client_port()", row -> row.getInt(1)).get(0);
        return KernelSocket.nextProbe(port, GuardedServer.get().port());
    }

    @ParameterizedTest(name = "R5: with sslmode={0}, an idle connection is probed after half a minute")
    @ValueSource(strings = {"disable", "require"})
    void probes(String sslMode) throws IOException {
        assumeTrue(KernelSocket.canBeSeen(), "the kernel does not show its sockets here");
        try (Session session = open("sslmode=" + sslMode)) {
            assertThat(nextProbe(session))
                    .hasValueSatisfying(
                            when -> assertThat(when).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(31)));
        }
    }

    @ParameterizedTest(name = "N1: {0} has its effect: the next probe comes within {1} s")
    @CsvSource({
        "keepalives_idle=7, 8",
        "keepalives=1 keepalives_idle=100 keepalives_interval=2 keepalives_count=1 tcp_user_timeout=4000, 101"
    })
    void parameters(String parameters, long seconds) throws IOException {
        assumeTrue(KernelSocket.canBeSeen(), "the kernel does not show its sockets here");
        try (Session session = open(parameters)) {
            assertThat(nextProbe(session))
                    .hasValueSatisfying(when ->
                            assertThat(when).isBetween(Duration.ofSeconds(seconds / 2), Duration.ofSeconds(seconds)));
        }
    }

    @Test
    @DisplayName("N1: zero leaves a value to the operating system, as in libpq")
    void zero() throws IOException {
        assumeTrue(KernelSocket.canBeSeen(), "the kernel does not show its sockets here");
        List<String> setting = Files.readAllLines(Path.of("/proc/sys/net/ipv4/tcp_keepalive_time"));
        Duration usual = Duration.ofSeconds(Long.parseLong(setting.get(0)));
        try (Session session = open("keepalives_idle=0 keepalives_interval=0 keepalives_count=0")) {
            assertThat(nextProbe(session))
                    .hasValueSatisfying(when -> assertThat(when).isBetween(usual.dividedBy(2), usual.plusSeconds(1)));
        }
    }

    @Test
    @DisplayName("N1: keepalives=0 and the driver's tcpKeepAlive=false switch probes off")
    void off() throws IOException {
        assumeTrue(KernelSocket.canBeSeen(), "the kernel does not show its sockets here");
        for (String parameter : new String[] {"keepalives=0", "tcpKeepAlive=false"}) {
            try (Session session = open(parameter)) {
                assertThat(nextProbe(session)).as(parameter).isEmpty();
            }
        }
    }

    @Test
    @DisplayName("N1: a session over a unix socket has none, and opens with any of the parameters")
    void unixSocket() {
        ConnectionSpec spec = ConnectionSpec.parse("host=" + server.socketFolder() + " port=" + server.port()
                + " dbname=postgres user=socket_user keepalives_idle=5");

        try (Session session = new Connector(spec, "pawl/test").open()) {
            assertThat(session.query("SELECT 1", row -> row.getInt(1))).containsExactly(1);
        }
        assertThat(Keepalive.of(spec)).isEmpty();
    }

    @ParameterizedTest(name = "N1: {0} is refused before anything is tried")
    @ValueSource(
            strings = {
                "keepalives=yes",
                "keepalives_idle=-1",
                "keepalives_idle=40000",
                "keepalives_interval=1s",
                "keepalives_count=128",
                "tcp_user_timeout=9999999999"
            })
    void refused(String parameter) {
        assertThatThrownBy(() -> ConnectionSpec.parse("postgresql://h/d?" + parameter))
                .isInstanceOf(PawlException.class)
                .hasMessageContaining("`" + parameter.substring(0, parameter.indexOf('=')) + "`");
    }

    @ParameterizedTest(name = "N1: {0} is taken for a typing error")
    @ValueSource(strings = {"keepalive=1", "keepalives_idel=9", "tcp_user_timeuot=1"})
    void typingErrors(String parameter) {
        assertThatThrownBy(() -> ConnectionSpec.parse("postgresql://h/d?" + parameter))
                .isInstanceOf(PawlException.class)
                .hasMessageContaining("unknown parameter");
    }
}
