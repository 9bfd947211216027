package dev.pawl.cli.words;

import java.util.OptionalInt;

/** Whole numbers from 1 on, as people type them. */
public final class Counts {

    private Counts() {}

    /** The number; empty where the text is none. */
    public static OptionalInt parse(String text) {
        try {
            int number = Integer.parseInt(text.strip());
            return number >= 1 ? OptionalInt.of(number) : OptionalInt.empty();
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }
}
