package dev.pawl.run;

import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.event.RunEvent;
import dev.pawl.event.RunListener;
import dev.pawl.history.HistoryEntry;
import dev.pawl.migration.Migration;
import dev.pawl.migration.PreparedScript;
import dev.pawl.postgres.Session;
import dev.pawl.record.Attribution;
import dev.pawl.record.HistoryTable;
import dev.pawl.record.Lease;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Takes one migration back with its down script (spec R9). What was in the way is waited for, and the whole transaction is
 * tried again (spec R6).
 */
public final class Reverter {

    private final Connections connections;
    private final HistoryTable table;
    private final Attribution by;
    private final RunSettings settings;
    private final ProgressWatch progress;
    private final Cancellation cancellation;
    private final Rest rest;
    private final Lease.Owner owner;
    private final Retries retries;

    /**
     * A reverter that works in the current session, and beside it where it must.
     *
     * @param owner of the lease that a script outside a transaction runs under
     * @param pause how time passes between attempts
     * @param random the jitter of pauses
     */
    public Reverter(
            Connections connections,
            HistoryTable table,
            Attribution by,
            RunSettings settings,
            RunListener listener,
            Cancellation cancellation,
            Lease.Owner owner,
            Pause pause,
            RandomGenerator random) {
        this.connections = connections;
        this.table = table;
        this.by = by;
        this.settings = settings;
        this.progress = new ProgressWatch(listener);
        this.cancellation = cancellation;
        this.owner = owner;
        this.rest = new Rest(pause, cancellation);
        this.retries = new Retries(connections, settings, progress, rest, random, FailureAdvice.FOR_ROLLBACK);
    }

    /**
     * Reverts a migration.
     *
     * @param entry its row
     * @param down its down script
     * @return how long it took
     * @throws PawlException of the migration or database family; nothing is changed then, but by a script outside a
     *     transaction
     */
    public Duration revert(Migration migration, HistoryEntry entry, PreparedScript down) {
        try (Sideline sideline = Sideline.of(connections, cancellation, settings)) {
            progress.start(sideline);
            return revert(migration, entry, down, sideline, new BlockerWatch(sideline));
        } finally {
            cancellation.workingOn(null);
        }
    }

    private Duration revert(
            Migration migration, HistoryEntry entry, PreparedScript down, Sideline sideline, BlockerWatch watch) {
        Retries.Series series = retries.begin();
        while (true) {
            cancellation.check();
            Session session = connections.current();
            cancellation.workingOn(session);
            RevertAttempt attempt = new RevertAttempt(
                    connections,
                    table,
                    by,
                    settings,
                    progress,
                    cancellation,
                    rest,
                    sideline,
                    watch,
                    owner,
                    migration,
                    entry,
                    down);
            Optional<Attempted.Blocked> blocked = attempt.run();
            if (blocked.isEmpty()) {
                return finished(migration, attempt.elapsed());
            }
            Optional<Problem> spent = series.after(migration, blocked.get());
            if (spent.isPresent()) {
                throw attempt.failed(spent.get(), blocked.get().cause());
            }
        }
    }

    private Duration finished(Migration migration, Duration elapsed) {
        progress.on(new RunEvent.MigrationReverted(migration, elapsed));
        return elapsed;
    }
}
