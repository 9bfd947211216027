package dev.pawl.cli.words;

import java.util.List;
import java.util.Optional;

/**
 * An option that a verb understands.
 *
 * @param name with its dashes: {@code --url}
 * @param letter its short form, {@code -q}
 * @param takes what follows it
 * @param label of the value in the help: {@code URL}; empty for a flag
 * @param summary one line for the help
 * @param choices the values it may have; empty for any
 */
public record Option(
        String name, Optional<String> letter, Takes takes, String label, String summary, List<String> choices) {

    /** What follows an option. */
    public enum Takes {
        /** Nothing: it is there or not. */
        NOTHING,
        /** One value. */
        ONE,
        /** One value, and it may be given again. */
        SEVERAL
    }

    /** Copies the choices. */
    public Option {
        choices = List.copyOf(choices);
    }

    /** An option that is there or not. */
    public static Option flag(String name, String summary) {
        return new Option(name, Optional.empty(), Takes.NOTHING, "", summary, List.of());
    }

    /** An option with a value. */
    public static Option value(String name, String label, String summary) {
        return new Option(name, Optional.empty(), Takes.ONE, label, summary, List.of());
    }

    /** An option with a value that may be given several times. */
    public static Option repeated(String name, String label, String summary) {
        return new Option(name, Optional.empty(), Takes.SEVERAL, label, summary, List.of());
    }

    /** This option with a short form. */
    public Option withLetter(String shortForm) {
        return new Option(name, Optional.of(shortForm), takes, label, summary, choices);
    }

    /** How the help shows it: {@code --url URL}. */
    public String shown() {
        return label.isEmpty() ? name : name + " " + label;
    }
}
