package dev.pawl.postgres;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A connection string taken apart, in libpq's keywords ({@code host}, {@code port}, {@code dbname}, {@code user}, {@code
 * sslmode} …) whatever form it had; names of the driver's own parameters stay as they are. What is missing here can still
 * be filled from the environment, as libpq does. The password is in it: never printed.
 */
final class ConnectionParameters {

    static final String HOST = "host";
    static final String PORT = "port";
    static final String DBNAME = "dbname";
    static final String USER = "user";
    static final String PASSWORD = "password";
    static final String SERVICE = "service";
    static final String PASSFILE = "passfile";

    /** Where the form itself says what no host means; libpq's own forms mean the unix socket first. */
    enum NoHost {
        LOCALHOST,
        SOCKET
    }

    private final NoHost noHost;
    private final Map<String, String> values = new LinkedHashMap<>();
    private final List<String> warnings = new ArrayList<>();

    ConnectionParameters(NoHost noHost) {
        this.noHost = noHost;
    }

    NoHost noHost() {
        return noHost;
    }

    void put(String name, String value) {
        values.put(name, value);
    }

    /** Fills a gap; an empty value is a gap too, as in libpq. */
    void putIfMissing(String name, @Nullable String value) {
        if (value != null && !value.isEmpty() && find(name).isEmpty()) {
            values.put(name, value);
        }
    }

    void warn(String warning) {
        warnings.add(warning);
    }

    Optional<String> find(String name) {
        return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
    }

    Map<String, String> values() {
        return Collections.unmodifiableMap(values);
    }

    List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** Names only: a value may be a password. */
    @Override
    public String toString() {
        return values.keySet().toString();
    }
}
