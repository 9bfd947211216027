package dev.pawl.cli.json;

import dev.pawl.report.FailedMigration;
import io.avaje.jsonb.Json;
import java.util.List;

/** A migration whose last attempt failed. */
@Json
record FailedJson(String version, String name, String filename, String error) {

    static List<FailedJson> of(List<FailedMigration> migrations) {
        return migrations.stream()
                .map(migration ->
                        new FailedJson(migration.version(), migration.name(), migration.filename(), migration.error()))
                .toList();
    }
}
