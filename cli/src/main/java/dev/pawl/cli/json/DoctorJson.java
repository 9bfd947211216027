package dev.pawl.cli.json;

import dev.pawl.report.DoctorReport;
import io.avaje.jsonb.Json;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code pawl doctor --json}. */
@Json
record DoctorJson(boolean healthy, List<FindingJson> findings) {

    /** One look. */
    @Json
    record FindingJson(
            String subject,
            String verdict,
            String message,
            @Nullable String fix) {

        static FindingJson of(DoctorReport.Finding finding) {
            return new FindingJson(
                    finding.subject(),
                    finding.verdict().name().toLowerCase(Locale.ROOT),
                    finding.message(),
                    finding.fix().isEmpty() ? null : finding.fix());
        }
    }

    static DoctorJson of(DoctorReport report) {
        boolean isHealthy =
                report.findings().stream().noneMatch(finding -> finding.verdict() == DoctorReport.Verdict.BAD);
        return new DoctorJson(
                isHealthy, report.findings().stream().map(FindingJson::of).toList());
    }
}
