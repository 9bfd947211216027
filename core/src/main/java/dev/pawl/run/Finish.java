package dev.pawl.run;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.Problem;
import dev.pawl.event.RunEvent;
import dev.pawl.event.RunListener;
import dev.pawl.migration.Migration;
import dev.pawl.migration.SourcePosition;
import java.time.Duration;
import java.util.List;

/** Tells that a migration is applied, and if that took long (spec R6). */
record Finish(RunListener listener, Duration slowAfter) {

    /** A migration is applied and recorded. */
    RunOutcome.Applied of(Migration migration, Duration duration, List<String> notices) {
        listener.on(new RunEvent.MigrationApplied(migration, duration, notices));
        if (duration.compareTo(slowAfter) > 0) {
            listener.on(new RunEvent.Warned(slow(migration, duration)));
        }
        return new RunOutcome.Applied(migration, duration, notices);
    }

    private static Problem slow(Migration migration, Duration duration) {
        return Problem.at(
                SourcePosition.startOf(migration.up().content().location()),
                ErrorCode.MIGRATION_SLOW,
                "Migration " + migration.filename() + " took " + duration.toSeconds() + " s.",
                "Split long work into batches, or say from when on a migration is slow with `[run] slow-after`.");
    }
}
