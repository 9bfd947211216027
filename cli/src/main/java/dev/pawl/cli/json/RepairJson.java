package dev.pawl.cli.json;

import dev.pawl.report.RepairReport;
import io.avaje.jsonb.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code pawl repair --json}. */
@Json
record RepairJson(boolean dryRun, List<RealignedJson> realigned, List<FailedJson> cleared) {

    /** An edited file. */
    @Json
    record RealignedJson(
            String version, String filename, @Nullable String difference, boolean semantic) {

        static RealignedJson of(RepairReport.Realigned migration) {
            return new RealignedJson(
                    migration.version(),
                    migration.filename(),
                    migration.difference().orElse(null),
                    migration.isSemantic());
        }
    }

    static RepairJson of(RepairReport report) {
        return new RepairJson(
                report.isPreview(),
                report.realigned().stream().map(RealignedJson::of).toList(),
                FailedJson.of(report.cleared()));
    }
}
