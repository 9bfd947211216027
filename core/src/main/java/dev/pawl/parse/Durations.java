package dev.pawl.parse;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads durations as directives spell them: {@code 500ms}, {@code 2s}, {@code 5m} or {@code 5min}, {@code 1h}, {@code 0}. */
final class Durations {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|min|h)");

    private Durations() {}

    /** The duration; empty where the text is none. */
    static Optional<Duration> parse(String text) {
        if (text.equals("0")) {
            return Optional.of(Duration.ZERO);
        }
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(number);
                    case "s" -> Duration.ofSeconds(number);
                    case "m", "min" -> Duration.ofMinutes(number);
                    default -> Duration.ofHours(number);
                });
    }
}
