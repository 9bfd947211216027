package dev.pawl.cli.json;

import dev.pawl.report.SkippedMigration;
import io.avaje.jsonb.Json;
import java.util.List;

/** A migration that the environment leaves out. */
@Json
record SkippedJson(String version, String name, String filename, String reason) {

    static List<SkippedJson> of(List<SkippedMigration> migrations) {
        return migrations.stream()
                .map(migration -> new SkippedJson(
                        migration.version(), migration.name(), migration.filename(), migration.reason()))
                .toList();
    }
}
