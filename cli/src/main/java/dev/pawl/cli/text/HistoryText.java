package dev.pawl.cli.text;

import dev.pawl.cli.shell.Tone;
import dev.pawl.cli.words.Durations;
import dev.pawl.history.Attempt;
import dev.pawl.history.AuditAction;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** The audit trail, newest first. */
public final class HistoryText {

    private HistoryText() {}

    /** The lines. */
    public static List<String> of(List<Attempt> attempts, Tone tone, ZoneId zone) {
        if (attempts.isEmpty()) {
            return List.of("Nothing was done on this database yet.");
        }
        int versions = width(attempts.stream().map(Attempt::version).toList());
        int actions = width(attempts.stream().map(Attempt::action).toList());
        List<String> lines = new ArrayList<>();
        for (Attempt attempt : attempts) {
            String line = (attempt.isFailed() ? tone.bad() : tone.good()) + " "
                    + Times.local(attempt.executedAt(), zone) + "  " + padded(attempt.action(), actions) + "  "
                    + padded(attempt.version(), versions) + facts(attempt);
            lines.add(line.stripTrailing());
            attempt.detail().ifPresent(detail -> lines.add("    " + done(attempt.action(), detail)));
            attempt.error().ifPresent(error -> error.lines().forEach(part -> lines.add("    " + part)));
            attempt.reason().ifPresent(reason -> lines.add("    reason: " + reason));
        }
        return lines;
    }

    private static String done(String action, String detail) {
        return action.equals(AuditAction.MARK.word()) ? "counts as " + detail : detail;
    }

    private static String facts(Attempt attempt) {
        return attempt.executionTimeMs()
                        .map(millis -> "  " + Durations.show(millis))
                        .orElse("")
                + attempt.executedBy().map(who -> "  by " + who).orElse("")
                + attempt.environment().map(where -> "  on " + where).orElse("");
    }

    private static int width(List<String> texts) {
        return texts.stream().mapToInt(String::length).max().orElse(0);
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
