package dev.pawl.report;

import java.util.List;

/**
 * What {@code baseline} or {@code mark} recorded.
 *
 * @param status what the migrations count as now: {@code applied} or {@code pending}
 * @param marked those whose row changed
 * @param unchanged those that had that status already
 */
public record MarkReport(String status, List<PendingMigration> marked, List<PendingMigration> unchanged) {
    /** Copies the lists. */
    public MarkReport {
        marked = List.copyOf(marked);
        unchanged = List.copyOf(unchanged);
    }
}
