package dev.pawl.record;

import dev.pawl.history.AuditAction;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the column {@code reason} of the audit trail holds. Where the action does not say by itself what was done, that
 * stands before the reason, in brackets: {@code [applied] was run by hand}.
 *
 * @param detail what was done; empty where the action says it
 * @param reason why, in the words of the one who did it
 */
record Remark(Optional<String> detail, Optional<String> reason) {

    /** The actions that have a detail; the reasons of others may begin with a bracket of their own. */
    private static final Set<String> DETAILED = Set.of(AuditAction.MARK.word(), AuditAction.END_SESSION.word());

    private static final String OPEN = "[";
    private static final String CLOSE = "]";

    /** Reads the column in a row of an action. */
    static Remark read(String action, @Nullable String column) {
        if (column == null) {
            return new Remark(Optional.empty(), Optional.empty());
        }
        int end = column.indexOf(CLOSE);
        if (!DETAILED.contains(action) || !column.startsWith(OPEN) || end < 0) {
            return new Remark(Optional.empty(), Optional.of(column));
        }
        return new Remark(
                Optional.of(column.substring(1, end)),
                Optional.of(column.substring(end + 1).strip()).filter(why -> !why.isEmpty()));
    }

    /** The column; empty for nothing to say. */
    Optional<String> column() {
        String done = detail.map(
                        what -> OPEN + StoredText.error(what).replace(OPEN, "(").replace(CLOSE, ")") + CLOSE)
                .orElse("");
        String said = reason.map(StoredText::error).orElse("");
        String text = (done + " " + said).strip();
        return Optional.of(text).filter(any -> !any.isEmpty());
    }
}
