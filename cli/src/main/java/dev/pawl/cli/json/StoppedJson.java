package dev.pawl.cli.json;

import dev.pawl.error.PawlException;
import dev.pawl.report.RunMigration;
import io.avaje.jsonb.Json;
import java.util.List;

/** What a run that failed prints with {@code --json}: the error, and what it had applied before. */
@Json
record StoppedJson(ErrorJson.Body error, List<RunJson> applied) {

    static StoppedJson of(PawlException failure, int exitCode, List<RunMigration> applied) {
        return new StoppedJson(ErrorJson.of(failure, exitCode).error(), RunJson.of(applied));
    }
}
