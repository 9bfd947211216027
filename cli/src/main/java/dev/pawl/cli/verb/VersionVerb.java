package dev.pawl.cli.verb;

import dev.pawl.cli.connect.Project;
import dev.pawl.cli.json.Documents;
import dev.pawl.cli.words.Usage;
import dev.pawl.error.ExitCode;
import dev.pawl.event.RunListener;
import dev.pawl.report.SchemaVersion;

/** {@code pawl version}: the schema's version (spec T1, seed D55) and the tool's. */
final class VersionVerb implements Verb {

    @Override
    public Usage usage() {
        return Usage.of("version", "Print the version of the schema, and of this tool")
                .withDetails("For the tool alone, without a database: `pawl --version`.");
    }

    @Override
    public int run(Call call) {
        try (Project project = call.open(RunListener.SILENT)) {
            SchemaVersion version = project.pawl().version();
            if (call.output().isForProgram()) {
                call.output().document(Documents.version(version, Tool.version()));
            }
            call.output().say("Schema version: " + version.version().orElse("none"));
            call.output()
                    .say("Applied: " + (version.applied() == 1 ? "1 migration" : version.applied() + " migrations"));
            call.output().say("Tool: " + Tool.NAME + " " + Tool.version());
            return ExitCode.DONE.value();
        }
    }
}
