package dev.pawl.record;

import java.util.OptionalInt;
import java.util.Set;

/**
 * A column as the catalog describes it.
 *
 * @param name as the catalog stores it
 * @param type the number of its type: names depend on the session's {@code search_path}
 * @param modifier {@code atttypmod}
 * @param need whether an INSERT has to name it
 */
record TableColumn(String name, int type, int modifier, Need need) {

    // The numbers of built-in types never change (pg_type.dat).
    private static final int BOOLEAN = 16;
    private static final int VARCHAR = 1043;
    private static final int BPCHAR = 1042;
    private static final Set<Integer> TEXTS = Set.of(25, VARCHAR, BPCHAR);
    private static final Set<Integer> NUMBERS = Set.of(20, 21, 23, 1700);
    private static final int TIMESTAMP = 1114;
    private static final int TIMESTAMPTZ = 1184;
    /** What {@code varchar(n)} and {@code char(n)} add to their length in the modifier. */
    private static final int HEADER = 4;

    /** Whether an INSERT has to give a value. */
    enum Need {
        /** NOT NULL without a default. */
        REQUIRED,
        /** Everything else. */
        OPTIONAL
    }

    /** How many characters fit; empty where there is no limit. */
    OptionalInt maxLength() {
        boolean isLimited = (type == VARCHAR || type == BPCHAR) && modifier >= HEADER;
        return isLimited ? OptionalInt.of(modifier - HEADER) : OptionalInt.empty();
    }

    boolean isText() {
        return TEXTS.contains(type);
    }

    boolean isNumber() {
        return NUMBERS.contains(type);
    }

    boolean isTimestamp() {
        return type == TIMESTAMP || type == TIMESTAMPTZ;
    }

    boolean hasTimeZone() {
        return type == TIMESTAMPTZ;
    }

    boolean isBoolean() {
        return type == BOOLEAN;
    }
}
