package dev.pawl.cli.text;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;

/** Times as people read them. */
public final class Times {

    private static final int LENGTH = "2025-10-18 19:30:15".length();

    private Times() {}

    /** Local date and time to the second: {@code 2025-10-18 19:30:15}. */
    public static String local(Instant instant, ZoneId zone) {
        // Not a DateTimeFormatter: loading one costs more than the rest of `pawl status`.
        LocalDateTime time = LocalDateTime.ofInstant(instant, zone).withNano(0);
        String text = time.toString().replace('T', ' ');
        return text.length() < LENGTH ? text + ":00" : text;
    }
}
