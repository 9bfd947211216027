package dev.pawl.cli.words;

import java.util.List;

/**
 * An argument that is not an option.
 *
 * @param label in the help: {@code VERSION}
 * @param summary one line for the help
 * @param count how many there are
 * @param choices the values it may have; empty for any
 */
public record Word(String label, String summary, Count count, List<String> choices) {

    /** How many there are. */
    public enum Count {
        /** Exactly one. */
        ONE,
        /** One or none. */
        OPTIONAL,
        /** Any number. */
        ANY,
        /** Any number, at least one; options after the first are its own. */
        COMMAND
    }

    /** Copies the choices. */
    public Word {
        choices = List.copyOf(choices);
    }

    /** An argument that must be there. */
    public static Word one(String label, String summary) {
        return new Word(label, summary, Count.ONE, List.of());
    }

    /** An argument that may be left out. */
    public static Word optional(String label, String summary) {
        return new Word(label, summary, Count.OPTIONAL, List.of());
    }

    /** Any number of arguments. */
    public static Word any(String label, String summary) {
        return new Word(label, summary, Count.ANY, List.of());
    }

    /** A command with its own arguments. */
    public static Word command(String label, String summary) {
        return new Word(label, summary, Count.COMMAND, List.of());
    }

    /** This argument with the values it may have. */
    public Word withChoices(String... values) {
        return new Word(label, summary, count, List.of(values));
    }

    /** How the usage line shows it. */
    public String shown() {
        return switch (count) {
            case ONE -> label;
            case OPTIONAL -> "[" + label + "]";
            case ANY -> "[" + label + "...]";
            case COMMAND -> "-- " + label + "...";
        };
    }
}
