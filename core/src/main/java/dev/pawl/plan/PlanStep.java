package dev.pawl.plan;

import dev.pawl.history.HistoryEntry;
import dev.pawl.migration.Migration;
import java.util.Optional;

/** One entry of a plan. */
public sealed interface PlanStep {

    /** The migration to run. */
    Migration migration();

    /**
     * Runs a migration that is not applied.
     *
     * @param failed the row of its last attempt, where that failed
     */
    record Apply(Migration migration, Optional<HistoryEntry> failed) implements PlanStep {}

    /**
     * Runs a repeatable migration again, because it changed.
     *
     * @param applied the row of its last run
     */
    record Reapply(Migration migration, HistoryEntry applied) implements PlanStep {}
}
