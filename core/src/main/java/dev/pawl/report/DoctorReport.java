package dev.pawl.report;

import java.util.List;

/**
 * What {@code doctor} looked at.
 *
 * @param findings in the order in which they matter
 */
public record DoctorReport(List<Finding> findings) {
    /** Copies the list. */
    public DoctorReport {
        findings = List.copyOf(findings);
    }

    /** How a look turned out. */
    public enum Verdict {
        /** As it should be. */
        GOOD,
        /** Could be better. */
        ADVICE,
        /** Must be mended. */
        BAD
    }

    /**
     * One look.
     *
     * @param subject what was looked at: {@code Connection}
     * @param verdict how it turned out
     * @param message what was seen
     * @param fix what to do; empty where it is good
     */
    public record Finding(String subject, Verdict verdict, String message, String fix) {}
}
