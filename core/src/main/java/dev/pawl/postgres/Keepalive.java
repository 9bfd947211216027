package dev.pawl.postgres;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How TCP finds out, while a long statement runs and nothing is sent, that the other end is gone; and how it keeps a
 * firewall from forgetting a connection that looks idle. Both ends probe: pawl's own socket, and the server's for as long as
 * a migration runs.
 *
 * @param idle how long nothing is sent before the first probe
 * @param interval from one probe to the next, where none is answered
 * @param count how many may stay unanswered
 * @param userTimeout how long data that was sent may stay unacknowledged
 */
public record Keepalive(Duration idle, Duration interval, int count, Duration userTimeout) {

    /** Half a minute is shorter than the patience of any firewall that we have heard of; a dead path is noticed in a minute. */
    public static final Keepalive DEFAULT =
            new Keepalive(Duration.ofSeconds(30), Duration.ofSeconds(10), 3, Duration.ZERO);

    static final String SWITCH = "keepalives";
    static final String IDLE = "keepalives_idle";
    static final String INTERVAL = "keepalives_interval";
    static final String COUNT = "keepalives_count";
    static final String USER_TIMEOUT = "tcp_user_timeout";

    /** libpq's keywords for it; zero leaves a value to the operating system, as in libpq. */
    static final Set<String> KEYWORDS = Set.of(SWITCH, IDLE, INTERVAL, COUNT, USER_TIMEOUT);

    /** What Linux takes. */
    private static final int LONGEST_SECONDS = 32_767;

    private static final int MOST_PROBES = 127;
    private static final int LONGEST_MILLIS = Integer.MAX_VALUE;

    /** After how long TCP gives a connection up on which nothing is answered. */
    public Duration patience() {
        return Duration.ofMillis(
                idle.toMillis() + interval.toMillis() * count); // Duration itself multiplies by BigDecimal
    }

    /** What a connection string asks for; empty where it switches probes off, and over a unix socket. */
    public static Optional<Keepalive> of(ConnectionSpec spec) {
        Map<String, String> parameters = spec.parameters();
        boolean isOff = parameters.getOrDefault(SWITCH, "1").strip().equals("0")
                || parameters.getOrDefault("tcpKeepAlive", "true").equalsIgnoreCase("false");
        if (isOff || spec.isUnixSocket()) {
            return Optional.empty();
        }
        return Optional.of(new Keepalive(
                Duration.ofSeconds(number(parameters, IDLE, DEFAULT.idle.toSeconds())),
                Duration.ofSeconds(number(parameters, INTERVAL, DEFAULT.interval.toSeconds())),
                (int) number(parameters, COUNT, DEFAULT.count),
                Duration.ofMillis(number(parameters, USER_TIMEOUT, 0))));
    }

    private static long number(Map<String, String> parameters, String keyword, long otherwise) {
        String given = parameters.getOrDefault(keyword, "").strip();
        return given.isEmpty() ? otherwise : Long.parseLong(given);
    }

    /** Refuses what the operating system would refuse later, in other words. */
    static void requireUsable(Map<String, String> parameters) {
        requireUpTo(parameters, SWITCH, 1, "0");
        requireUpTo(parameters, IDLE, LONGEST_SECONDS, "30");
        requireUpTo(parameters, INTERVAL, LONGEST_SECONDS, "10");
        requireUpTo(parameters, COUNT, MOST_PROBES, "3");
        requireUpTo(parameters, USER_TIMEOUT, LONGEST_MILLIS, "60000");
    }

    private static void requireUpTo(Map<String, String> parameters, String keyword, int most, String example) {
        String given = parameters.getOrDefault(keyword, "").strip();
        if (!given.isEmpty() && !(given.matches("\\d{1,10}") && Long.parseLong(given) <= most)) {
            throw UrlProblems.invalid(
                    "`" + keyword + "` is no number from 0 to " + most, "Write " + keyword + "=" + example + ".");
        }
    }

    /**
     * The same for the server's end, as statements. A setting takes effect at once, and where it ends (with a transaction,
     * after {@code SET LOCAL}) the server's own value comes back.
     *
     * @param set {@code SET} or {@code SET LOCAL}
     */
    public String settings(String set) {
        return setting(set, "tcp_keepalives_idle", idle.toSeconds())
                + setting(set, "tcp_keepalives_interval", interval.toSeconds())
                + setting(set, "tcp_keepalives_count", count)
                + setting(set, "tcp_user_timeout", userTimeout.toMillis());
    }

    private static String setting(String set, String name, long value) {
        return value == 0 ? "" : set + " " + name + " = " + value + ";\n";
    }
}
