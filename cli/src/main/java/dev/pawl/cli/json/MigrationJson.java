package dev.pawl.cli.json;

import dev.pawl.report.PendingMigration;
import io.avaje.jsonb.Json;
import java.util.List;

/** A migration by its names. */
@Json
record MigrationJson(String version, String name, String filename) {

    static List<MigrationJson> of(List<PendingMigration> migrations) {
        return migrations.stream()
                .map(migration -> new MigrationJson(migration.version(), migration.name(), migration.filename()))
                .toList();
    }
}
