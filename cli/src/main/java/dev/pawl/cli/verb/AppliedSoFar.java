package dev.pawl.cli.verb;

import dev.pawl.error.PawlException;
import dev.pawl.event.RunEvent;
import dev.pawl.event.RunListener;
import dev.pawl.migration.Migration;
import dev.pawl.report.RunMigration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Keeps account of what a run applies, for the case that it fails. */
final class AppliedSoFar implements RunListener {

    private final List<RunMigration> applied = new ArrayList<>();

    @Override
    public synchronized void on(RunEvent event) {
        if (event instanceof RunEvent.MigrationApplied done) {
            Migration migration = done.migration();
            applied.add(new RunMigration(
                    migration.version().text(),
                    migration.name(),
                    migration.filename(),
                    done.duration().toMillis(),
                    done.notices()));
        }
    }

    /**
     * Runs.
     *
     * @throws StoppedRun where the run fails
     */
    <T> T during(Supplier<T> run) {
        try {
            return run.get();
        } catch (PawlException failure) {
            throw stopped(failure);
        }
    }

    private synchronized StoppedRun stopped(PawlException failure) {
        return new StoppedRun(failure, applied);
    }
}
