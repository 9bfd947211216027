package dev.pawl.cli.words;

import java.time.Duration;
import java.util.Optional;

/** Durations as people write and read them: {@code 500ms}, {@code 2s}, {@code 1m30s}, {@code 0}. */
public final class Durations {

    private static final long MILLIS_PER_SECOND = 1000;
    private static final long MILLIS_PER_MINUTE = 60 * MILLIS_PER_SECOND;
    private static final long MILLIS_PER_HOUR = 60 * MILLIS_PER_MINUTE;
    /** From here on, milliseconds tell a person nothing. */
    private static final long SHOWN_IN_MILLIS = 10 * MILLIS_PER_SECOND;
    /** Longer numbers cannot be meant. */
    private static final int MAX_DIGITS = 9;

    private Durations() {}

    /** Reads a duration; empty where it is none. */
    public static Optional<Duration> parse(String text) {
        String rest = text.strip();
        if (rest.equals("0")) {
            return Optional.of(Duration.ZERO);
        }
        long millis = 0;
        while (!rest.isEmpty()) {
            int digits = digitsOf(rest);
            int end = digits;
            while (end < rest.length() && Character.isLetter(rest.charAt(end))) {
                end++;
            }
            long unit = millisOf(rest.substring(digits, end));
            if (digits == 0 || digits > MAX_DIGITS || unit == 0) {
                return Optional.empty();
            }
            millis += Long.parseLong(rest.substring(0, digits)) * unit;
            rest = rest.substring(end);
        }
        return text.isBlank() ? Optional.empty() : Optional.of(Duration.ofMillis(millis));
    }

    private static int digitsOf(String text) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        return digits;
    }

    private static long millisOf(String unit) {
        return switch (unit) {
            case "ms" -> 1;
            case "s" -> MILLIS_PER_SECOND;
            case "m", "min" -> MILLIS_PER_MINUTE;
            case "h" -> MILLIS_PER_HOUR;
            default -> 0;
        };
    }

    /** A duration for people: {@code 234ms}, {@code 12.3s}, {@code 2m 5s}, {@code 1h 4m}. */
    public static String show(Duration duration) {
        return show(duration.toMillis());
    }

    /**
     * A duration for people.
     *
     * @param millis in milliseconds
     */
    public static String show(long millis) {
        if (millis < SHOWN_IN_MILLIS) {
            return millis + "ms";
        }
        if (millis < MILLIS_PER_MINUTE) {
            return millis / MILLIS_PER_SECOND + "." + millis % MILLIS_PER_SECOND / 100 + "s";
        }
        if (millis < MILLIS_PER_HOUR) {
            return millis / MILLIS_PER_MINUTE + "m " + millis % MILLIS_PER_MINUTE / MILLIS_PER_SECOND + "s";
        }
        return millis / MILLIS_PER_HOUR + "h " + millis % MILLIS_PER_HOUR / MILLIS_PER_MINUTE + "m";
    }

    /** A duration that a person chose: {@code 30s}, {@code 5m}, {@code 1h}, {@code 1500ms}. */
    public static String showSetting(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0) {
            return "0";
        }
        if (millis % MILLIS_PER_HOUR == 0) {
            return millis / MILLIS_PER_HOUR + "h";
        }
        if (millis % MILLIS_PER_MINUTE == 0) {
            return millis / MILLIS_PER_MINUTE + "m";
        }
        return millis % MILLIS_PER_SECOND == 0 ? millis / MILLIS_PER_SECOND + "s" : millis + "ms";
    }
}
