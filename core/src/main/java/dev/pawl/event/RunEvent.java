package dev.pawl.event;

import dev.pawl.error.Problem;
import dev.pawl.migration.Migration;
import dev.pawl.migration.SourcePosition;
import dev.pawl.migration.TransactionMode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Something that happened during a run. */
public sealed interface RunEvent {

    /**
     * The work begins.
     *
     * @param pending how many migrations are to run
     */
    record RunStarted(int pending) implements RunEvent {}

    /**
     * The server cannot be used yet, and the run waits for it (spec N2).
     *
     * @param problem why
     * @param waited so far
     */
    record ServerNotReady(Problem problem, Duration waited) implements RunEvent {}

    /**
     * The position of the write-ahead log was noted before the first migration, to restore to.
     *
     * @param words {@code restore-point pawl-4f2a… at 0/16B3748}
     */
    record BackupMarked(String words) implements RunEvent {}

    /**
     * A pooler was found between here and the server (spec N4).
     *
     * @param words what it is, and what follows, as a clause
     */
    record PoolerFound(String words) implements RunEvent {}

    /** Something is not as it should be, and the run goes on. */
    record Warned(Problem problem) implements RunEvent {}

    /**
     * A migration begins; it may begin again after a retry.
     *
     * @param index its place in the plan, from 1
     * @param total how many are planned
     * @param mode how it runs
     * @param reason why it runs outside a transaction
     */
    record MigrationStarted(Migration migration, int index, int total, TransactionMode mode, Optional<String> reason)
            implements RunEvent {}

    /**
     * A migration cannot be sent together with those behind it; it is run by itself, which takes a few round trips more.
     *
     * @param reason a clause
     */
    record RunsAlone(Migration migration, String reason) implements RunEvent {}

    /**
     * A statement is next. Where several are sent together, the server may be at it already, or past it: this is told when the
     * one before it is known to be done.
     */
    record StatementStarted(Migration migration, SourcePosition position, String sql, int index, int total)
            implements RunEvent {}

    /**
     * How far the server is with the statement that runs; told once a second where it changes, for statements that take
     * longer than that and that PostgreSQL can tell of: index builds, {@code CLUSTER}, {@code VACUUM}, {@code ANALYZE},
     * {@code COPY}. On another thread than the rest; never at the same time.
     */
    record Progressed(Migration migration, Progress progress) implements RunEvent {}

    /** A statement was finished. */
    record StatementFinished(Migration migration, SourcePosition position, Duration duration) implements RunEvent {}

    /** An interrupted non-transactional migration is taken up again. */
    record Resumed(Migration migration, int nextStatement, String finding) implements RunEvent {}

    /**
     * The server said something while a migration ran (spec R3), or pawl noted how it went.
     *
     * @param severity {@code NOTICE}, {@code WARNING}, {@code INFO} …; {@code NOTE} where it is pawl's
     */
    record Noticed(Migration migration, String severity, String message) implements RunEvent {

        /** What pawl itself has to say of it. */
        public static Noticed byPawl(Migration migration, String message) {
            return new Noticed(migration, "NOTE", message);
        }
    }

    /** A migration is applied and recorded. */
    record MigrationApplied(Migration migration, Duration duration, List<String> notices) implements RunEvent {}

    /** A migration was reverted and recorded. */
    record MigrationReverted(Migration migration, Duration duration) implements RunEvent {}

    /** A migration failed; nothing of it is left, unless the problem says so. */
    record MigrationFailed(Migration migration, Problem problem) implements RunEvent {}

    /** Another runner turned out to have applied it. */
    record AppliedElsewhere(Migration migration) implements RunEvent {}

    /**
     * This run waits for another runner.
     *
     * @param whom in the words of a message: pid, host, user, since when; empty where that could not be seen
     * @param waited so far
     */
    record WaitingForRunner(Migration migration, Optional<String> whom, Duration waited) implements RunEvent {}

    /**
     * Something was in the way that may pass; the migration is rolled back and will be tried again.
     *
     * @param attempt the one that failed, from 1
     * @param delay until the next
     * @param obstacle what was in the way
     * @param blockers who was, in the words of a message
     */
    record RetryPlanned(
            Migration migration, int attempt, Duration delay, Obstacle obstacle, Problem problem, List<String> blockers)
            implements RunEvent {}

    /**
     * A statement outside a transaction waits for others, as long as it takes (spec R6). Told while it waits, on another
     * thread than the rest; never at the same time.
     *
     * @param blockers for whom, in the words of a message
     */
    record Blocked(Migration migration, List<String> blockers) implements RunEvent {}

    /** The work is over, without a failure. */
    record RunFinished(int applied, Duration duration) implements RunEvent {}

    /**
     * Several tenants are looked at, some at a time.
     *
     * @param tenants how many
     */
    record TenantsFound(int tenants) implements RunEvent {}

    /**
     * Something happened in one tenant of several.
     *
     * @param schema the tenant's
     * @param event what
     */
    record OfTenant(String schema, RunEvent event) implements RunEvent {}

    /**
     * A tenant is done.
     *
     * @param schema the tenant's
     * @param applied how many migrations this run applied in it
     */
    record TenantDone(String schema, int applied, Duration duration) implements RunEvent {}

    /**
     * A tenant failed; those that are under way come to their end, and no other is begun.
     *
     * @param schema the tenant's
     */
    record TenantFailed(String schema, Problem problem) implements RunEvent {}
}
