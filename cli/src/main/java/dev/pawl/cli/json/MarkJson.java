package dev.pawl.cli.json;

import dev.pawl.report.MarkReport;
import io.avaje.jsonb.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code pawl mark --json} and {@code pawl baseline --json}. */
@Json
record MarkJson(
        String status, List<MigrationJson> marked, List<MigrationJson> unchanged, List<ProgressJson> forgotten) {

    /** How far a script outside a transaction was, which nobody knows of any more. */
    @Json
    record ProgressJson(
            String version,
            String name,
            String filename,
            int finished,
            @Nullable Integer inDoubt) {

        static ProgressJson of(MarkReport.Progress progress) {
            return new ProgressJson(
                    progress.migration().version(),
                    progress.migration().name(),
                    progress.migration().filename(),
                    progress.finished(),
                    progress.inDoubt().orElse(null));
        }
    }

    static MarkJson of(MarkReport report) {
        return new MarkJson(
                report.status(),
                MigrationJson.of(report.marked()),
                MigrationJson.of(report.unchanged()),
                report.forgotten().stream().map(ProgressJson::of).toList());
    }
}
