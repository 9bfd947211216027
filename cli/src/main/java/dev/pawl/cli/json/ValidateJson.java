package dev.pawl.cli.json;

import dev.pawl.report.ValidationReport;
import io.avaje.jsonb.Json;
import java.util.List;

/** {@code pawl validate --json}. */
@Json
record ValidateJson(boolean valid, List<ProblemJson> problems) {

    static ValidateJson of(ValidationReport report) {
        return new ValidateJson(report.isValid(), ProblemJson.of(report.problems()));
    }
}
