package dev.pawl.cli.text;

import dev.pawl.cli.shell.Tone;
import dev.pawl.report.DoctorReport;
import dev.pawl.report.DoctorReport.Finding;
import dev.pawl.report.DoctorReport.Verdict;
import java.util.ArrayList;
import java.util.List;

/** What the doctor found. */
public final class DoctorText {

    private DoctorText() {}

    /** The lines. */
    public static List<String> of(DoctorReport report, Tone tone) {
        List<String> lines = new ArrayList<>();
        for (Finding finding : report.findings()) {
            lines.add(mark(finding.verdict(), tone) + " " + finding.subject() + ": " + finding.message());
            if (!finding.fix().isEmpty()) {
                lines.add("    fix: " + finding.fix());
            }
        }
        lines.add("");
        lines.add(count(report, Verdict.BAD) + " to mend, " + count(report, Verdict.ADVICE) + " to consider, "
                + count(report, Verdict.GOOD) + " in order");
        return lines;
    }

    private static String mark(Verdict verdict, Tone tone) {
        return switch (verdict) {
            case GOOD -> tone.good();
            case ADVICE -> tone.attention();
            case BAD -> tone.bad();
        };
    }

    private static long count(DoctorReport report, Verdict verdict) {
        return report.findings().stream()
                .filter(finding -> finding.verdict() == verdict)
                .count();
    }
}
