package dev.pawl.discover;

import dev.pawl.migration.Version;
import java.math.BigInteger;
import java.time.LocalDateTime;
import java.util.List;

/** The version after the newest one, spelled like it. */
final class NextVersion {

    /** Where nothing is there yet. */
    private static final String FIRST = "0001";

    private NextVersion() {}

    /**
     * The next version.
     *
     * @param versioned those that are there
     * @param now in UTC
     */
    static String after(List<MigrationFile> versioned, LocalDateTime now) {
        return Versions.newest(versioned)
                .map(newest -> after(newest.version(), versioned, now))
                .orElse(FIRST);
    }

    private static String after(Version newest, List<MigrationFile> versioned, LocalDateTime now) {
        VersionStyle style = VersionStyle.of(newest.text());
        if (style != VersionStyle.NUMBER) {
            return timeAfter(newest.text(), style, now);
        }
        return digits(newest.text()) ? plusOne(newest.text(), width(versioned)) : FIRST;
    }

    /** The version after a single one. */
    static String like(String newest, LocalDateTime now) {
        VersionStyle style = VersionStyle.of(newest);
        return style == VersionStyle.NUMBER ? numberAfter(newest) : timeAfter(newest, style, now);
    }

    /** The next number, padded like this one. */
    static String numberAfter(String number) {
        return plusOne(number, number.startsWith("0") ? number.length() : 1);
    }

    /**
     * The time now; later than the newest one even where that lies in the future, so that the order stays that of
     * writing.
     */
    private static String timeAfter(String newest, VersionStyle style, LocalDateTime now) {
        String text = style.text(now);
        boolean isNewer = Version.of(text).compareTo(Version.of(newest)) > 0;
        if (isNewer) {
            return text;
        }
        return style.isDay()
                ? newest
                : style.text(style.time(newest).map(style::after).orElse(now));
    }

    /** A number and one more, with as many digits. */
    private static String plusOne(String number, int width) {
        String next = new BigInteger(number).add(BigInteger.ONE).toString();
        return "0".repeat(Math.max(0, width - next.length())) + next;
    }

    /** How many digits the numbers of a folder are padded to; 1 where they are not. */
    private static int width(List<MigrationFile> versioned) {
        return versioned.stream()
                .map(migration -> migration.version().text())
                .filter(text -> digits(text) && VersionStyle.of(text) == VersionStyle.NUMBER)
                .filter(text -> text.length() > 1 && text.startsWith("0"))
                .mapToInt(String::length)
                .max()
                .orElse(1);
    }

    private static boolean digits(String text) {
        return text.matches("\\d+");
    }
}
