package dev.pawl.cli.json;

import dev.pawl.report.RunMigration;
import io.avaje.jsonb.Json;
import java.util.List;

/** A migration that ran. */
@Json
record RunJson(String version, String name, String filename, long executionTimeMs, List<String> notices) {

    static List<RunJson> of(List<RunMigration> migrations) {
        return migrations.stream()
                .map(migration -> new RunJson(
                        migration.version(),
                        migration.name(),
                        migration.filename(),
                        migration.executionTimeMs(),
                        migration.notices()))
                .toList();
    }
}
