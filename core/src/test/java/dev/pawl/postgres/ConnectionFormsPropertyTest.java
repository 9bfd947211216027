package dev.pawl.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

@DisplayName("N1: one connection means the same in every form")
class ConnectionFormsPropertyTest {

    private static final String AWKWARD = "aZ09 @:/%?#&=;'\"\\+,$(){}[]é漢🦀.-_*!~`|<>^\t";

    @RepeatedTest(400)
    @DisplayName("N1: a random connection, written in each form, reads back the same")
    void roundTrip(RepetitionInfo repetition) {
        ConnectionSpec spec = random(new Random(repetition.getCurrentRepetition()));

        assertThat(ConnectionSpec.parse(url("postgresql://", spec))).isEqualTo(spec);
        assertThat(ConnectionSpec.parse(url("jdbc:postgresql://", spec))).isEqualTo(spec);
        assertThat(ConnectionSpec.parse(keywords(spec))).isEqualTo(spec);
        assertThat(ConnectionSpec.parse(npgsql(spec))).isEqualTo(spec);
    }

    private static ConnectionSpec random(Random random) {
        List<HostAddress> hosts = random.nextInt(4) == 0
                ? List.of(new HostAddress("/run/pg " + random.nextInt(9) + "é", 1 + random.nextInt(65_535)))
                : random.ints(1 + random.nextInt(3), 1, 65_536)
                        .mapToObj(port -> new HostAddress(host(random), port))
                        .toList();
        Map<String, String> parameters = new TreeMap<>();
        parameters.put("sslmode", List.of("disable", "prefer", "verify-full").get(random.nextInt(3)));
        if (random.nextBoolean()) {
            parameters.put("options", "-c " + text(random));
            parameters.put("application_name", text(random));
        }
        return new ConnectionSpec(
                hosts,
                text(random),
                text(random),
                random.nextInt(5) == 0 ? Optional.empty() : Optional.of(Secret.of(text(random))),
                Optional.empty(),
                parameters,
                List.of());
    }

    private static String host(Random random) {
        return List.of("localhost", "db-1.example.com", "10.0.0.1", "::1", "2001:db8::a", "bücher.example")
                .get(random.nextInt(6));
    }

    /** Not empty, and without white space at its ends, which Npgsql keeps only in quotes. */
    private static String text(Random random) {
        int[] letters = AWKWARD.codePoints().toArray();
        StringBuilder text = new StringBuilder();
        for (int n = 1 + random.nextInt(10); n > 0; n--) {
            text.appendCodePoint(letters[random.nextInt(letters.length)]);
        }
        return text.toString();
    }

    private static String url(String scheme, ConnectionSpec spec) {
        String login = encoded(spec.user())
                + spec.password().map(secret -> ":" + encoded(secret.reveal())).orElse("") + "@";
        String hosts = spec.hosts().stream()
                .map(host -> (host.host().contains(":") ? "[" + host.host() + "]" : encoded(host.host())) + ":"
                        + host.port())
                .collect(Collectors.joining(","));
        String query = spec.parameters().entrySet().stream()
                .map(entry -> entry.getKey() + "=" + encoded(entry.getValue()))
                .collect(Collectors.joining("&"));
        return scheme + login + hosts + "/" + encoded(spec.database()) + "?" + query;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static Map<String, String> parts(ConnectionSpec spec) {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("host", joined(spec, HostAddress::host));
        parts.put("port", joined(spec, host -> Integer.toString(host.port())));
        parts.put("user", spec.user());
        spec.password().ifPresent(secret -> parts.put("password", secret.reveal()));
        parts.put("dbname", spec.database());
        parts.putAll(spec.parameters());
        return parts;
    }

    private static String joined(ConnectionSpec spec, Function<HostAddress, String> part) {
        return spec.hosts().stream().map(part).collect(Collectors.joining(","));
    }

    private static String keywords(ConnectionSpec spec) {
        return parts(spec).entrySet().stream()
                .map(entry -> entry.getKey() + "='"
                        + entry.getValue().replace("\\", "\\\\").replace("'", "\\'") + "'")
                .collect(Collectors.joining(" "));
    }

    private static String npgsql(ConnectionSpec spec) {
        Map<String, String> names = Map.of(
                "host", "Host",
                "port", "Port",
                "user", "Username",
                "password", "Password",
                "dbname", "Database",
                "sslmode", "SSL Mode",
                "options", "Options",
                "application_name", "Application Name");
        return parts(spec).entrySet().stream()
                .map(entry ->
                        names.get(entry.getKey()) + "=\"" + entry.getValue().replace("\"", "\"\"") + "\"")
                .collect(Collectors.joining(";"));
    }
}
