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

    /** Two neighbours exchanged count as two. */
    private static final int SLIPS = 2;

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

    /**
     * Whether it is production with a slip of the pen, such as {@code prodcution}: taken for another environment, it would be
     * spared every question that production is asked.
     */
    public boolean isNearlyProduction() {
        return !equals(PRODUCTION)
                && name.chars().allMatch(Character::isLetter)
                && Likeness.distance(name, PRODUCTION.name) <= SLIPS;
    }

    @Override
    public String toString() {
        return name;
    }
}
