package dev.pawl.cli.dev;

import dev.pawl.Pawl;
import dev.pawl.cli.connect.EmbeddedServer;
import dev.pawl.cli.json.Documents;
import dev.pawl.cli.shell.Interrupts;
import dev.pawl.cli.text.Output;
import dev.pawl.cli.text.ProblemText;
import dev.pawl.cli.words.Durations;
import dev.pawl.embedded.EmbeddedPostgres;
import dev.pawl.embedded.EmbeddedPostgresException;
import dev.pawl.error.PawlException;
import dev.pawl.report.MigrateReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Applies, watches, applies again, until it is interrupted (spec, section 10). */
public final class DevLoop {

    private final Workbench workbench;
    private final List<Path> folders;
    private final Output output;

    /**
     * A loop; nothing is started yet.
     *
     * @param server an embedded one: its databases {@code dev} and {@code dev_before_newest} are dropped at will
     * @param pawlOn gives the schema of a database, by URL
     * @param folders to watch
     */
    public DevLoop(EmbeddedPostgres server, Function<String, Pawl> pawlOn, List<Path> folders, Output output) {
        this.workbench = new Workbench(server, pawlOn);
        this.folders = List.copyOf(folders);
        this.output = output;
    }

    /** Runs until it is interrupted. */
    @SuppressWarnings("try") // a registration is there to be closed
    public void run(Interrupts interrupts) {
        try (FolderWatch watch = new FolderWatch(folders);
                Interrupts.Registration ignored =
                        interrupts.whenInterrupted(watch::stop, Interrupts.Ending.BY_SIGNAL)) {
            rebuild(watch);
            for (Set<Path> changed = watch.awaitChange(); !changed.isEmpty(); changed = watch.awaitChange()) {
                output.say("");
                changed.forEach(path -> output.say("Changed: " + path.getFileName()));
                rebuild(watch);
            }
        }
    }

    private void sayWatching() {
        output.say("Watching for changes; Ctrl-C ends. Database: " + workbench.url());
    }

    private void rebuild(FolderWatch watch) {
        long start = System.nanoTime();
        try {
            MigrateReport report = workbench.rebuild();
            if (output.isForProgram()) {
                output.document(Documents.migrate(report));
            }
            output.say(output.tone().good() + " The database is at version "
                    + report.schemaVersion().orElse("none") + ", made in "
                    + Durations.show((System.nanoTime() - start) / 1_000_000));
        } catch (EmbeddedPostgresException failure) {
            complain(watch, EmbeddedServer.problem(failure));
        } catch (PawlException failure) {
            complain(watch, failure);
        } finally {
            output.endProgress();
        }
        if (!watch.isStopped()) {
            sayWatching();
        }
    }

    private void complain(FolderWatch watch, PawlException failure) {
        if (watch.isStopped()) {
            return; // the server ends at the same signal: what it says now is no news
        }
        if (output.isForProgram()) {
            output.document(Documents.error(failure));
            return;
        }
        failure.problems()
                .forEach(problem ->
                        ProblemText.error(problem, output.errorTone()).forEach(output::note));
    }
}
