package dev.pawl.cli.json;

import dev.pawl.report.AppliedMigration;
import dev.pawl.report.StatusReport;
import io.avaje.jsonb.Json;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code pawl status --json}. */
@Json
record StatusJson(
        String database,
        @Nullable String environment,
        @Nullable String schemaVersion,
        boolean upToDate,
        List<AppliedJson> applied,
        List<MigrationJson> pending,
        List<FailedJson> failed,
        List<SkippedJson> skipped) {

    /** An applied migration. */
    @Json
    record AppliedJson(
            String version,
            String name,
            String filename,
            @Nullable String checksum,
            @Nullable String appliedAt,
            @Nullable Long executionTimeMs,
            String status) {

        static AppliedJson of(AppliedMigration migration) {
            return new AppliedJson(
                    migration.version(),
                    migration.name(),
                    migration.filename(),
                    migration.checksum().orElse(null),
                    migration.appliedAt().map(Instant::toString).orElse(null),
                    migration.executionTimeMs().orElse(null),
                    migration.status());
        }
    }

    static StatusJson of(StatusReport report) {
        return new StatusJson(
                report.database(),
                report.environment().orElse(null),
                report.schemaVersion().orElse(null),
                report.upToDate(),
                report.applied().stream().map(AppliedJson::of).toList(),
                MigrationJson.of(report.pending()),
                FailedJson.of(report.failed()),
                SkippedJson.of(report.skipped()));
    }
}
