package dev.pawl.cli.text;

import dev.pawl.event.Progress;
import java.time.Duration;
import java.util.Locale;

/** Tells how far a long statement is: in the bar of a terminal, and now and then in a line for those who want to know more. */
final class ProgressNarrator {

    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

    private final Output output;
    private String saidPhase = "";
    private long saidAt;

    ProgressNarrator(Output output) {
        this.output = output;
    }

    /** A statement begins. */
    void begin() {
        saidPhase = "";
    }

    void tell(Progress progress) {
        output.progress().tell(shortWords(progress));
        boolean isDue = System.nanoTime() - saidAt >= BETWEEN_LINES.toNanos();
        if (isDue || !progress.phase().equals(saidPhase)) {
            saidPhase = progress.phase();
            saidAt = System.nanoTime();
            output.detail("      " + words(progress));
        }
    }

    /** The statement is finished. */
    void end() {
        output.progress().tell("");
    }

    private static String shortWords(Progress progress) {
        return progress.phase()
                + (progress.percent().isPresent() ? " " + progress.percent().getAsInt() + "%" : "");
    }

    /** {@code building index: scanning table, 42% (1,234 of 2,938 blocks)}. */
    static String words(Progress progress) {
        if (progress.unit() == Progress.Unit.NOTHING) {
            return progress.phase();
        }
        String unit = " " + progress.unit().name().toLowerCase(Locale.ROOT);
        return progress.percent().isPresent()
                ? progress.phase() + ", " + progress.percent().getAsInt() + "% (" + number(progress.done()) + " of "
                        + number(progress.total()) + unit + ")"
                : progress.phase() + ", " + number(progress.done()) + unit;
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
