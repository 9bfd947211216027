package dev.pawl.discover;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/**
 * What kind of thing a version is, by its spelling. Times are in UTC. Only the date of a timestamp must be a real one:
 * people number their files of one minute {@code 000059}, {@code 000060}.
 */
enum VersionStyle {
    /** {@code 2025-10-18}. */
    DASHED_DATE("uuuu-MM-dd", "dddd-dd-dd", ChronoUnit.DAYS),
    /** {@code 20251018}. */
    DATE("uuuuMMdd", "dddddddd", ChronoUnit.DAYS),
    /** {@code 202510181230}. */
    MINUTE("uuuuMMddHHmm", "dddddddddddd", ChronoUnit.MINUTES),
    /** {@code 20251018123059}, the most common timestamp. */
    SECOND("uuuuMMddHHmmss", "dddddddddddddd", ChronoUnit.SECONDS),
    /** {@code 20251018123059123} (node-pg-migrate). */
    MILLISECOND("uuuuMMddHHmmssSSS", "ddddddddddddddddd", ChronoUnit.MILLIS),
    /** {@code 2025-10-18-123059} (diesel). */
    DASHED_SECOND("uuuu-MM-dd-HHmmss", "dddd-dd-dd-dddddd", ChronoUnit.SECONDS),
    /** {@code 2025-10-18-123059-0000} (diesel 2.2 and newer). */
    DASHED_SECOND_COUNTED("uuuu-MM-dd-HHmmss'-0000'", "dddd-dd-dd-dddddd-dddd", ChronoUnit.SECONDS),
    /** {@code 1760790659}. */
    EPOCH_SECOND("", "1ddddddddd", ChronoUnit.SECONDS),
    /** {@code 1760790659123} (Hasura, node-pg-migrate, TypeORM). */
    EPOCH_MILLISECOND("", "1dddddddddddd", ChronoUnit.MILLIS),
    /** {@code 1}, {@code 001}, and every other row of digits. */
    NUMBER("", "", ChronoUnit.FOREVER);

    private static final VersionStyle[] STYLES = values();

    private final String pattern;
    private final String shape;
    private final ChronoUnit step;

    VersionStyle(String pattern, String shape, ChronoUnit step) {
        this.pattern = pattern;
        this.shape = shape;
        this.step = step;
    }

    /** The style of a version; a row of digits that is no date ({@code 20251399}) is a number. */
    static VersionStyle of(String version) {
        for (VersionStyle style : STYLES) {
            if (style.hasShapeOf(version) && style.time(version).isPresent()) {
                return style;
            }
        }
        return NUMBER;
    }

    /** A {@code d} stands for a digit, anything else for itself. By hand, because every file's name is asked. */
    private boolean hasShapeOf(String version) {
        if (version.length() != shape.length()) {
            return false;
        }
        for (int i = 0; i < shape.length(); i++) {
            char wanted = shape.charAt(i);
            char c = version.charAt(i);
            if (wanted == 'd' ? c < '0' || c > '9' : c != wanted) {
                return false;
            }
        }
        return true;
    }

    /** Whether several migrations may share a version: there are days with two (promise D13). */
    boolean isDay() {
        return step == ChronoUnit.DAYS;
    }

    /** The time that a version of this style stands for, between 1970 and 2999. */
    Optional<LocalDateTime> time(String version) {
        try {
            return Optional.of(read(version)).filter(time -> time.getYear() >= 1970 && time.getYear() < 3000);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private LocalDateTime read(String version) {
        if (this == EPOCH_SECOND) {
            return LocalDateTime.ofEpochSecond(Long.parseLong(version), 0, ZoneOffset.UTC);
        }
        if (this == EPOCH_MILLISECOND) {
            return LocalDateTime.ofInstant(Instant.ofEpochMilli(Long.parseLong(version)), ZoneOffset.UTC);
        }
        String digits = version.replace("-", "");
        LocalDate day = LocalDate.of(part(digits, 0, 4), part(digits, 4, 6), part(digits, 6, 8));
        return day.atStartOfDay()
                .plusHours(part(digits, 8, 10))
                .plusMinutes(part(digits, 10, 12))
                .plusSeconds(part(digits, 12, 14))
                .plus(this == MILLISECOND ? part(digits, 14, 17) : 0, ChronoUnit.MILLIS);
    }

    private static int part(String digits, int from, int to) {
        return to <= digits.length() ? Integer.parseInt(digits.substring(from, to)) : 0;
    }

    /** A time in this style. */
    String text(LocalDateTime time) {
        if (this == EPOCH_SECOND) {
            return String.valueOf(time.toEpochSecond(ZoneOffset.UTC));
        }
        if (this == EPOCH_MILLISECOND) {
            return String.valueOf(time.toInstant(ZoneOffset.UTC).toEpochMilli());
        }
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).format(time);
    }

    /** The next time that this style can tell from a given one. */
    LocalDateTime after(LocalDateTime time) {
        return time.plus(1, step);
    }
}
