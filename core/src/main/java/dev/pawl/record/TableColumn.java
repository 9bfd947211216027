package dev.pawl.record;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A column as the catalog describes it.
 *
 * @param name as the catalog stores it
 * @param type in the words of {@code format_type}: {@code character varying(255)}
 * @param need whether an INSERT has to name it
 */
record TableColumn(String name, String type, Need need) {

    private static final Pattern LIMITED = Pattern.compile("character(?: varying)?\\((\\d+)\\)");

    /** Whether an INSERT has to give a value. */
    enum Need {
        /** NOT NULL without a default. */
        REQUIRED,
        /** Everything else. */
        OPTIONAL
    }

    /** How many characters fit; empty where there is no limit. */
    OptionalInt maxLength() {
        Matcher limit = LIMITED.matcher(type);
        return limit.matches() ? OptionalInt.of(Integer.parseInt(limit.group(1))) : OptionalInt.empty();
    }

    boolean isText() {
        return type.equals("text") || type.startsWith("character");
    }

    boolean isNumber() {
        return type.equals("integer") || type.equals("bigint") || type.equals("smallint") || type.startsWith("numeric");
    }

    boolean isTimestamp() {
        return type.startsWith("timestamp");
    }

    boolean hasTimeZone() {
        return type.endsWith("with time zone");
    }

    boolean isBoolean() {
        return type.equals("boolean");
    }
}
