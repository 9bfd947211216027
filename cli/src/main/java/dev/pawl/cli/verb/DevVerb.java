package dev.pawl.cli.verb;

import dev.pawl.cli.connect.DevProject;
import dev.pawl.cli.connect.Settings;
import dev.pawl.cli.dev.DevLoop;
import dev.pawl.cli.text.Narrator;
import dev.pawl.cli.words.Usage;
import dev.pawl.error.ExitCode;

/** {@code pawl dev}: a database of its own that follows the files while they are edited (spec, section 10). */
final class DevVerb implements Verb {

    @Override
    public Usage usage() {
        return Usage.of("dev", "Apply on a PostgreSQL of its own, and again whenever a file changes")
                .withDetails(
                        "Starts an embedded PostgreSQL, applies all migrations to its database `dev`, and watches the"
                                + " folder. When the newest migration is edited, the database is put back to the state before it"
                                + " and the new text is applied; when an older one is edited, everything is applied again.",
                        "It never touches another database: the config's url is not used, and the data is thrown away in the end. With --json it prints one document"
                                + " a line, for each time it applied.");
    }

    @Override
    public int run(Call call) {
        Settings settings = call.settings();
        try (DevProject project = DevProject.start(settings, new Narrator(call.output()), call.output())) {
            new DevLoop(project.server(), project::pawlOn, project.folders(), call.output())
                    .run(call.shell().interrupts());
            return ExitCode.DONE.value();
        }
    }
}
