package dev.pawl.report;

import java.util.List;
import java.util.Optional;

/**
 * What {@code repair} did, or would do.
 *
 * @param realigned applied migrations whose stored checksum is that of the edited file now
 * @param cleared failed rows that were removed
 * @param isPreview whether nothing was changed yet
 */
public record RepairReport(List<Realigned> realigned, List<FailedMigration> cleared, boolean isPreview) {
    /** Copies the lists. */
    public RepairReport {
        realigned = List.copyOf(realigned);
        cleared = List.copyOf(cleared);
    }

    /**
     * One edited file.
     *
     * @param version as the file spells it
     * @param filename the file
     * @param difference a unified difference between the applied text and the file; empty where the applied text was not
     *     kept
     * @param isSemantic whether more than white space and comments changed; true where that cannot be told
     */
    public record Realigned(String version, String filename, Optional<String> difference, boolean isSemantic) {}
}
