package dev.pawl.migration;

import java.util.Locale;

/**
 * The name of an environment, in its one spelling: lower case, {@code prod} is {@code production} and {@code dev} is
 * {@code development} (spec R7).
 *
 * @param name never blank
 */
public record Environment(String name) {

    /** The environment that asks for confirmation. */
    public static final Environment PRODUCTION = new Environment("production");

    /** Brings a name into its one spelling. */
    public Environment {
        String lower = name.strip().toLowerCase(Locale.ROOT);
        name = switch (lower) {
            case "prod" -> "production";
            case "dev" -> "development";
            default -> lower;
        };
        if (name.isEmpty()) {
            throw new IllegalArgumentException("An environment cannot be blank");
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
