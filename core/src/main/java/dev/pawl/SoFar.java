package dev.pawl;

import dev.pawl.event.RunEvent;
import dev.pawl.event.RunListener;
import dev.pawl.migration.Migration;
import dev.pawl.report.RunMigration;
import java.util.ArrayList;
import java.util.List;

/** Keeps account of what a run applies, for the case that it fails, and passes everything on. */
final class SoFar implements RunListener {

    private final RunListener told;
    private final List<RunMigration> applied = new ArrayList<>(); // guarded by this

    SoFar(RunListener told) {
        this.told = told;
    }

    @Override
    public void on(RunEvent event) {
        if (event instanceof RunEvent.MigrationApplied done) {
            add(done);
        }
        told.on(event);
    }

    private synchronized void add(RunEvent.MigrationApplied done) {
        Migration migration = done.migration();
        applied.add(new RunMigration(
                migration.version().text(),
                migration.name(),
                migration.filename(),
                done.duration().toMillis(),
                done.notices()));
    }

    synchronized List<RunMigration> applied() {
        return List.copyOf(applied);
    }
}
