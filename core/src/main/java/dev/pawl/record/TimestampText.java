package dev.pawl.record;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * Reads PostgreSQL's {@code timestamptz} in the form that the driver asks for, {@code 2025-10-18 12:30:59.123456+02:30}. The
 * driver can do that too, and much more; but every row of a history has one, and most of them are read before Java has
 * compiled anything.
 */
final class TimestampText {

    private static final String SHAPE = "dddd-dd-dd dd:dd:dd";
    private static final int MOST_FRACTION_DIGITS = 9;

    private final String text;
    private int at = SHAPE.length();

    private TimestampText(String text) {
        this.text = text;
    }

    /** The time; empty for one that only the driver can read: before Christ, after 9999, infinity. */
    static Optional<Instant> parse(String text) {
        try {
            return new TimestampText(text).read();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private Optional<Instant> read() {
        if (!hasShape()) {
            return Optional.empty();
        }
        int nanos = fraction();
        int offset = offset();
        if (nanos < 0 || at != text.length()) {
            return Optional.empty();
        }
        long day = LocalDate.of(number(0, 4), number(5, 7), number(8, 10)).toEpochDay();
        long second = day * 86_400 + number(11, 13) * 3600L + number(14, 16) * 60L + number(17, 19);
        return Optional.of(Instant.ofEpochSecond(second - offset, nanos));
    }

    private boolean hasShape() {
        if (text.length() < SHAPE.length()) {
            return false;
        }
        for (int i = 0; i < SHAPE.length(); i++) {
            char wanted = SHAPE.charAt(i);
            char c = text.charAt(i);
            if (wanted == 'd' ? !isDigit(c) : c != wanted) {
                return false;
            }
        }
        return true;
    }

    private int number(int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = 10 * number + text.charAt(i) - '0';
        }
        return number;
    }

    /** In nanoseconds; negative if there is a point and no digit, or too many. */
    private int fraction() {
        if (at >= text.length() || text.charAt(at) != '.') {
            return 0;
        }
        int start = ++at;
        int nanos = 0;
        while (at < text.length() && isDigit(text.charAt(at)) && at - start < MOST_FRACTION_DIGITS) {
            nanos = 10 * nanos + text.charAt(at++) - '0';
        }
        for (int digits = at - start; digits < MOST_FRACTION_DIGITS; digits++) {
            nanos *= 10;
        }
        return at == start ? -1 : nanos;
    }

    /** In seconds; leaves the position where it is if there is none. */
    private int offset() {
        int length = text.length() - at;
        boolean isOffset = (length == 3 || length == 6 || length == 9) && "+-".indexOf(text.charAt(at)) >= 0;
        if (!isOffset) {
            at = -1;
            return 0;
        }
        int sign = text.charAt(at) == '-' ? -1 : 1;
        int seconds = 0;
        int unit = 3600;
        for (int part = at + 1; part < text.length(); part += 3) {
            boolean isNumber = isDigit(text.charAt(part)) && isDigit(text.charAt(part + 1));
            boolean isParted = part == at + 1 || text.charAt(part - 1) == ':';
            if (!isNumber || !isParted) {
                at = -1;
                return 0;
            }
            seconds += number(part, part + 2) * unit;
            unit /= 60;
        }
        at = text.length();
        return sign * seconds;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
