package dev.pawl.guard;

import dev.pawl.migration.Environment;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells a run's environment from the places that may name it (spec R7): {@code --env}, {@code PAWL_ENV}, the config,
 * {@code VERCEL_ENV}, {@code NODE_ENV}, {@code ASPNETCORE_ENVIRONMENT}, {@code SPRING_PROFILES_ACTIVE}.
 */
public final class EnvironmentSource {

    private static final List<String> PLATFORM_VARIABLES =
            List.of("VERCEL_ENV", "NODE_ENV", "ASPNETCORE_ENVIRONMENT", "SPRING_PROFILES_ACTIVE");

    private EnvironmentSource() {}

    /**
     * The environment and where its name came from.
     *
     * @param environment the name in its one spelling
     * @param origin {@code --env}, {@code pawl.toml}, or the variable's name
     */
    public record Named(Environment environment, String origin) {}

    /**
     * The first place that names one.
     *
     * @param option what {@code --env} says
     * @param config what the config says
     * @param variables the process's environment
     */
    public static Optional<Named> find(
            Optional<String> option, Optional<String> config, Map<String, String> variables) {
        return named(option, "--env")
                .or(() -> named(Optional.ofNullable(variables.get("PAWL_ENV")), "PAWL_ENV"))
                .or(() -> named(config, "the config"))
                .or(() -> PLATFORM_VARIABLES.stream()
                        .flatMap(name -> named(Optional.ofNullable(variables.get(name)), name).stream())
                        .findFirst());
    }

    private static Optional<Named> named(Optional<String> value, String origin) {
        List<Environment> environments = value.stream()
                .flatMap(text -> Arrays.stream(text.split(",")))
                .filter(name -> !name.isBlank())
                .map(Environment::new)
                .toList();
        // Of several Spring profiles, production is the one that must not be overlooked.
        return environments.stream()
                .filter(Environment.PRODUCTION::equals)
                .findFirst()
                .or(() -> environments.stream()
                        .filter(Environment::isNearlyProduction)
                        .findFirst())
                .or(() -> environments.stream().findFirst())
                .map(environment -> new Named(environment, origin));
    }
}
