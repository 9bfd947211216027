package dev.pawl.cli.json;

import dev.pawl.report.MarkReport;
import io.avaje.jsonb.Json;
import java.util.List;

/** {@code pawl mark --json} and {@code pawl baseline --json}. */
@Json
record MarkJson(String status, List<MigrationJson> marked, List<MigrationJson> unchanged) {

    static MarkJson of(MarkReport report) {
        return new MarkJson(report.status(), MigrationJson.of(report.marked()), MigrationJson.of(report.unchanged()));
    }
}
