package dev.pawl.postgres;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.postgresql.PGProperty;

/** A connection in the driver's terms: the properties to open it with. */
final class DriverProperties {

    /** libpq waits for ever; a tool that runs before a service starts should say soon what is wrong. */
    private static final int CONNECT_TIMEOUT_SECONDS = 10;

    private static final String CANCEL_TIMEOUT_SECONDS = "5";

    /** libpq's {@code target_session_attrs} in the driver's words; {@code any} and {@code primary} are the same. */
    private static final Map<String, String> TARGETS = Map.of(
            "read-write", "primary",
            "read-only", "secondary",
            "standby", "secondary",
            "prefer-standby", "preferSecondary",
            "prefer-primary", "preferPrimary");

    private DriverProperties() {}

    static Properties of(ConnectionSpec spec, String applicationName) {
        Properties properties = new Properties();
        setTarget(properties, spec);
        spec.parameters().forEach((name, value) -> set(properties, name, value));
        setTransport(properties, spec);
        setProbes(properties, spec);
        setOurs(properties, applicationName);
        return properties;
    }

    /** The URL that goes with the properties; all but the database is in them, so that no password is in a URL. */
    static String url(ConnectionSpec spec) {
        return "jdbc:postgresql:" + URLEncoder.encode(spec.database(), StandardCharsets.UTF_8);
    }

    /** How long one host may take to let us in; zero for no limit. */
    static Duration connectTimeout(ConnectionSpec spec) {
        String given = spec.parameters().getOrDefault("connect_timeout", "");
        int seconds = given.isBlank() ? CONNECT_TIMEOUT_SECONDS : Integer.parseInt(given.strip());
        return Duration.ofSeconds(Math.max(0, seconds));
    }

    private static void setTarget(Properties properties, ConnectionSpec spec) {
        PGProperty.PG_DBNAME.set(properties, spec.database());
        PGProperty.USER.set(properties, spec.user());
        // Without one the driver would read ~/.pgpass itself, whoever may read that file.
        PGProperty.PASSWORD.set(properties, spec.password().map(Secret::reveal).orElse(""));
        spec.keyPassword().ifPresent(secret -> PGProperty.SSL_PASSWORD.set(properties, secret.reveal()));
    }

    private static void setTransport(Properties properties, ConnectionSpec spec) {
        if (spec.isUnixSocket()) {
            HostAddress socket = spec.hosts().get(0);
            PGProperty.PG_HOST.set(properties, "localhost");
            PGProperty.PG_PORT.set(properties, socket.port());
            PGProperty.SOCKET_FACTORY.set(properties, UnixSocketFactory.class.getName());
            PGProperty.SOCKET_FACTORY_ARG.set(properties, socket.socketFile().toString());
            PGProperty.SSL_MODE.set(properties, "disable"); // as libpq: a unix socket is never encrypted
        } else {
            PGProperty.PG_HOST.set(properties, joined(spec, HostAddress::host));
            PGProperty.PG_PORT.set(properties, joined(spec, host -> Integer.toString(host.port())));
        }
        Duration timeout = connectTimeout(spec);
        PGProperty.CONNECT_TIMEOUT.set(properties, (int) timeout.toSeconds());
        if (!timeout.isZero()) {
            // Half a second more, so that a host that does not answer at all is told from a server that does not.
            Duration login = Duration.ofMillis(timeout.toMillis() * spec.hosts().size() + 500);
            PGProperty.LOGIN_TIMEOUT.set(properties, login.toSeconds() + "." + login.toMillisPart() / 100);
        }
    }

    private static String joined(ConnectionSpec spec, Function<HostAddress, String> part) {
        return spec.hosts().stream().map(part).collect(Collectors.joining(","));
    }

    private static void setOurs(Properties properties, String applicationName) {
        PGProperty.APPLICATION_NAME.set(properties, applicationName);
        // Lets the driver send application_name with the start-up packet instead of a SET of its own.
        PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, Integer.toString(ServerFacts.OLDEST_MAJOR));
        PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
        PGProperty.PREPARE_THRESHOLD.set(properties, 0);
        PGProperty.CANCEL_SIGNAL_TIMEOUT.set(properties, CANCEL_TIMEOUT_SECONDS);
    }

    private static void setProbes(Properties properties, ConnectionSpec spec) {
        Optional<Keepalive> keepalive = Keepalive.of(spec);
        PGProperty.TCP_KEEP_ALIVE.set(properties, keepalive.isPresent());
        keepalive.ifPresent(probes -> {
            PGProperty.SOCKET_FACTORY.set(properties, KeptAliveSocketFactory.class.getName());
            PGProperty.SOCKET_FACTORY_ARG.set(properties, KeptAliveSocketFactory.argument(probes));
        });
    }

    private static void set(Properties properties, String name, String value) {
        if (Keepalive.KEYWORDS.contains(name)) {
            return; // set by us
        }
        String driverName = ParameterNames.DRIVER_NAMES.getOrDefault(name, name);
        switch (name) {
            case "connect_timeout", "application_name" -> {} // set by us
            case "load_balance_hosts" -> properties.setProperty(driverName, Boolean.toString(value.equals("random")));
            case "target_session_attrs" -> properties.setProperty(driverName, targetServerType(value));
            case "sslrootcert" -> setRootCertificate(properties, value);
            default -> properties.setProperty(driverName, value);
        }
    }

    /** libpq's {@code system} means the certificates that the machine trusts, and asks for the strictest mode. */
    private static void setRootCertificate(Properties properties, String value) {
        if (value.equals("system")) {
            PGProperty.SSL_FACTORY.set(properties, "org.postgresql.ssl.DefaultJavaSSLFactory");
            PGProperty.SSL_MODE.set(properties, "verify-full");
        } else {
            PGProperty.SSL_ROOT_CERT.set(properties, value);
        }
    }

    private static String targetServerType(String attributes) {
        return TARGETS.getOrDefault(attributes, attributes);
    }
}
