package dev.pawl.parse;

import dev.pawl.migration.SourcePosition;
import java.util.List;

/**
 * A {@code --} comment at the head of a script that may be a directive.
 *
 * @param text what follows {@code --}
 * @param position of the {@code --}
 * @param offset of the {@code --} in the file
 */
record HeadComment(String text, SourcePosition position, long offset) {
    private static final List<String> BEGINNINGS = List.of(
            "pawl",
            "!",
            "+goose",
            "+migrate",
            "migrate:",
            "no-transaction",
            "atlas:",
            "changeset",
            "liquibase",
            "up migration",
            "down migration");

    /** Whether a comment is worth keeping, by its text in lower case without blanks around it. */
    static boolean mayMatter(String text) {
        for (String beginning : BEGINNINGS) {
            if (text.startsWith(beginning)) {
                return true;
            }
        }
        return false;
    }
}
