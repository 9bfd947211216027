package dev.pawl.record;

import java.time.Instant;

/**
 * A place in the server's write-ahead log, noted before a run, to restore to (spec R7, seed E37).
 *
 * @param name of the restore point, or the label of the position
 * @param kind how firm it is
 * @param lsn the position in the log
 * @param markedAt by the server's clock
 */
public record BackupMarker(String name, Kind kind, String lsn, Instant markedAt) {

    /** {@code restore-point pawl-4f2a… at 0/16B3748}. */
    @Override
    public String toString() {
        return kind.word() + " " + name + " at " + lsn;
    }

    /** How firm a marker is. */
    public enum Kind {
        /** {@code recovery_target_name} can name it (manual, pg_create_restore_point). */
        RESTORE_POINT("restore-point"),
        /** {@code recovery_target_lsn} or {@code recovery_target_time} can; the role may not make a restore point. */
        POSITION("position");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** The word in the table. Persisted: never changed. */
        public String word() {
            return word;
        }
    }
}
