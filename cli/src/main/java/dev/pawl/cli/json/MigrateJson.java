package dev.pawl.cli.json;

import dev.pawl.report.MigrateReport;
import io.avaje.jsonb.Json;
import java.util.List;

/** {@code pawl migrate --json}. */
@Json
record MigrateJson(
        List<RunJson> applied, List<SkippedJson> skipped, String planDigest, long durationMs, boolean upToDate) {

    static MigrateJson of(MigrateReport report) {
        return new MigrateJson(
                RunJson.of(report.applied()),
                SkippedJson.of(report.skipped()),
                report.planDigest(),
                report.duration().toMillis(),
                report.upToDate());
    }
}
