package dev.pawl.parse;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.Problem;
import dev.pawl.migration.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Gathers the modes that a script sets for its transaction; a later one replaces an earlier one of its sort. */
final class HoistedModes {
    private final Map<String, String> bySort = new LinkedHashMap<>();

    /** Takes the modes of a statement; a problem where they cannot be taken over. */
    Optional<Problem> add(Statement statement) {
        TransactionModes modes = TransactionModes.of(statement.sql());
        modes.toHoist().forEach(mode -> bySort.put(mode.startsWith("ISOLATION") ? "isolation" : "deferrable", mode));
        return modes.refused().map(refused -> problem(statement, refused));
    }

    private static Problem problem(Statement statement, String refused) {
        boolean readOnly = refused.equals("READ ONLY");
        return ScriptReview.problem(
                statement,
                ErrorCode.TRANSACTION_CONTROL,
                readOnly
                        ? "A read-only transaction cannot record that the migration was applied"
                        : "pawl cannot take over " + refused + " into its own transaction",
                readOnly ? "Remove READ ONLY." : "Remove it, or write BEGIN ISOLATION LEVEL … at the head.");
    }

    /** For pawl's BEGIN; empty where none was set. */
    Optional<String> text() {
        return bySort.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", bySort.values()));
    }
}
