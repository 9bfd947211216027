package dev.pawl.run;

import dev.pawl.event.Progress;
import dev.pawl.event.RunEvent;
import dev.pawl.event.RunListener;
import dev.pawl.migration.Migration;
import dev.pawl.postgres.Session;
import dev.pawl.postgres.StatementProgress;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells, from the sideline, how far the server is with a statement that takes longer than a second. It stands before the
 * run's listener, so that it hears which statement runs.
 */
final class ProgressWatch implements RunListener {

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final RunListener told;
    private volatile @Nullable Running running;

    /** The statement that runs. */
    private static final class Running {
        private final Migration migration;
        private final long start = System.nanoTime();
        private @Nullable Progress last; // touched by the sideline's thread only

        Running(Migration migration) {
            this.migration = migration;
        }

        boolean isLong() {
            return System.nanoTime() - start >= INTERVAL.toNanos();
        }

        boolean isNews(Progress progress) {
            boolean isNews = !progress.equals(last);
            last = progress;
            return isNews;
        }
    }

    ProgressWatch(RunListener told) {
        this.told = told;
    }

    @Override
    public void on(RunEvent event) {
        if (event instanceof RunEvent.StatementStarted started) {
            running = new Running(started.migration());
        } else if (endsStatement(event)) {
            running = null;
        }
        told.on(event);
    }

    private static boolean endsStatement(RunEvent event) {
        return event instanceof RunEvent.StatementFinished
                || event instanceof RunEvent.MigrationFailed
                || event instanceof RunEvent.RetryPlanned;
    }

    /** Looks again and again, for as long as the sideline is there. */
    void start(Sideline sideline) {
        sideline.every(INTERVAL, INTERVAL, this::look);
    }

    private void look(Supplier<Session> side) {
        Running statement = running;
        if (statement == null || !statement.isLong()) {
            return;
        }
        for (StatementProgress found : StatementProgress.ofRun(side.get())) {
            Progress progress = told(found);
            if (running == statement && statement.isNews(progress)) {
                told.on(new RunEvent.Progressed(statement.migration, progress));
            }
        }
    }

    private static Progress told(StatementProgress found) {
        Progress.Unit unit = Progress.Unit.valueOf(found.unit().toUpperCase(Locale.ROOT));
        return new Progress(found.phase(), found.done(), found.total(), unit);
    }
}
