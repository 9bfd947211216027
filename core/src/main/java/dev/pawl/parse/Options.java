package dev.pawl.parse;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The options in parentheses that many statements take: {@code (CONCURRENTLY, VERBOSE false)}, {@code (connect = off)}.
 *
 * @param values by name in lower case; {@code true} where none is given
 */
record Options(Map<String, String> values) {

    /** Copies the map. */
    Options {
        values = Map.copyOf(values);
    }

    /** Reads options at an opening parenthesis and moves behind the closing one. */
    static Options read(Words words) {
        Map<String, String> values = new HashMap<>();
        words.next();
        while (!words.atEnd() && !words.is(')')) {
            String name = words.value();
            words.next();
            words.skip('=');
            String value = "true";
            while (!words.atEnd() && !words.is(',') && !words.is(')')) {
                value = words.value().toLowerCase(Locale.ROOT);
                words.next();
            }
            values.put(name, value);
            words.skip(',');
        }
        words.next();
        return new Options(values);
    }

    /** Whether an option is there and not switched off. */
    boolean isOn(String name) {
        return values.containsKey(name) && !isOff(name);
    }

    /** Whether an option is switched off. */
    boolean isOff(String name) {
        return isFalse(values.getOrDefault(name, "true"));
    }

    /** Whether a value means false to PostgreSQL: a beginning of {@code false}, {@code no} or {@code off}, or 0. */
    static boolean isFalse(String value) {
        return value.equals("0")
                || (!value.isEmpty() && ("false".startsWith(value) || "no".startsWith(value)))
                || (value.length() > 1 && "off".startsWith(value));
    }
}
