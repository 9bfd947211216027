package dev.pawl.report;

import java.util.List;
import java.util.Optional;

/**
 * What {@code rollback} did.
 *
 * @param reverted newest first
 * @param schemaVersion the newest version that is still applied
 */
public record RollbackReport(List<RunMigration> reverted, Optional<String> schemaVersion) {
    /** Copies the list. */
    public RollbackReport {
        reverted = List.copyOf(reverted);
    }
}
