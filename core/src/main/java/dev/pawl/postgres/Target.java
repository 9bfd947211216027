package dev.pawl.postgres;

import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How messages name a server, its database and the role, also where pawl did not open the connection itself. */
final class Target {

    private final Optional<ConnectionSpec> spec;

    Target(@Nullable ConnectionSpec spec) {
        this.spec = Optional.ofNullable(spec);
    }

    /** The host and port, or all of them. */
    @Override
    public String toString() {
        return spec.map(Target::addresses).orElse("the server");
    }

    private static String addresses(ConnectionSpec spec) {
        return spec.hosts().stream().map(HostAddress::toString).collect(Collectors.joining(", "));
    }

    String database() {
        return spec.map(ConnectionSpec::database).orElse("of this session");
    }

    String user() {
        return spec.map(ConnectionSpec::user).orElse("this role");
    }

    Optional<ConnectionSpec> spec() {
        return spec;
    }
}
