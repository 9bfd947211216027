package dev.pawl.cli.json;

import dev.pawl.report.RollbackReport;
import io.avaje.jsonb.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code pawl rollback --json}. */
@Json
record RollbackJson(List<RunJson> reverted, @Nullable String schemaVersion) {

    static RollbackJson of(RollbackReport report) {
        return new RollbackJson(
                RunJson.of(report.reverted()), report.schemaVersion().orElse(null));
    }
}
