package dev.pawl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One end of a TCP connection as the Linux kernel shows it in {@code /proc/net/tcp} (proc(5)): the only place that tells
 * what a socket really does, whoever opened it.
 */
public final class KernelSocket {

    /** The kernel counts timers in hundredths of a second there, whatever it uses itself. */
    private static final long MILLIS_PER_TICK = 10;

    private static final String KEEPALIVE = "02";
    private static final int LOCAL = 1;
    private static final int REMOTE = 2;
    private static final int TIMER = 5;

    private KernelSocket() {}

    /** Whether this system can be asked. */
    public static boolean canBeSeen() {
        return Files.isReadable(Path.of("/proc/net/tcp"));
    }

    /**
     * When the end of a connection that has one port on its own side and the other on the far side sends its next probe;
     * empty where it never does.
     */
    public static Optional<Duration> nextProbe(int localPort, int remotePort) throws IOException {
        List<String> found = new ArrayList<>();
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            if (Files.exists(Path.of(table))) {
                Files.readAllLines(Path.of(table)).stream()
                        .skip(1)
                        .map(line -> line.strip().split("\\s+", -1))
                        .filter(fields -> port(fields[LOCAL]) == localPort && port(fields[REMOTE]) == remotePort)
                        .forEach(fields -> found.add(fields[TIMER]));
            }
        }
        // While sockets come and go, the kernel may list one twice.
        assertThat(found).as("sockets from %s to %s", localPort, remotePort).isNotEmpty();
        String timer = found.get(0); // kind:ticks
        return timer.startsWith(KEEPALIVE + ":")
                ? Optional.of(Duration.ofMillis(
                        Long.parseLong(timer.substring(KEEPALIVE.length() + 1), 16) * MILLIS_PER_TICK))
                : Optional.empty();
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.indexOf(':') + 1), 16);
    }
}
