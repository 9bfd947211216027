package dev.pawl.history;

import java.util.Locale;

/** What an audit row says was done (spec H2). */
public enum AuditAction {
    /** A migration ran. */
    APPLY,
    /** A down script ran. */
    ROLLBACK,
    /** Everything up to a version was declared applied. */
    BASELINE,
    /** One migration was declared applied or pending. */
    MARK,
    /** Checksums were realigned or failed rows cleared. */
    REPAIR,
    /** Missing objects were created. */
    FIX,
    /** Another tool's history was taken over. */
    ADOPT,
    /** The database's environment was changed. */
    RELABEL,
    /** A backup was made, or a restore point marked. */
    BACKUP,
    /** A stuck session was ended. */
    END_SESSION,
    /** A migration ran until its connection was lost; it is no failure of the migration. */
    LOST;

    /** The word in the table: {@code end-session}. Persisted: never changed. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The action of a word; empty for one that pawl does not know. */
    public static java.util.Optional<AuditAction> ofWord(String word) {
        for (AuditAction action : values()) {
            if (action.word().equals(word)) {
                return java.util.Optional.of(action);
            }
        }
        return java.util.Optional.empty();
    }
}
