package dev.pawl.report;

import java.util.List;
import java.util.Optional;

/**
 * What {@code baseline} or {@code mark} recorded.
 *
 * @param status what the migrations count as now: {@code applied} or {@code pending}
 * @param marked those whose row changed
 * @param unchanged those that had that status already
 * @param forgotten what earlier runs had done outside a transaction, and what nobody knows of any more
 */
public record MarkReport(
        String status, List<PendingMigration> marked, List<PendingMigration> unchanged, List<Progress> forgotten) {
    /** Copies the lists. */
    public MarkReport {
        marked = List.copyOf(marked);
        unchanged = List.copyOf(unchanged);
        forgotten = List.copyOf(forgotten);
    }

    /** A report of a mark that forgot nothing. */
    public MarkReport(String status, List<PendingMigration> marked, List<PendingMigration> unchanged) {
        this(status, marked, unchanged, List.of());
    }

    /**
     * How far a migration was.
     *
     * @param finished how many of its statements were done, and are done still
     * @param inDoubt the statement after them that had been begun, and of which nobody knows how it ended
     */
    public record Progress(PendingMigration migration, int finished, Optional<Integer> inDoubt) {

        /** As a clause: {@code statements 1 to 2 were done, statement 3 was in doubt}. */
        public String words() {
            String done = switch (finished) {
                case 0 -> "";
                case 1 -> "statement 1 was done";
                default -> "statements 1 to " + finished + " were done";
            };
            String doubt = inDoubt.map(statement -> "statement " + statement + " was in doubt")
                    .orElse("");
            return done + (done.isEmpty() || doubt.isEmpty() ? "" : ", ") + doubt;
        }
    }
}
