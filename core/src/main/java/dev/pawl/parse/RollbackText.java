package dev.pawl.parse;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Collects the SQL of {@code --rollback} comments, each line where it stands in the file. */
final class RollbackText {
    /** What Liquibase writes where a change needs no rollback. */
    private static final List<String> NOTHING = List.of("not required", "none", "empty", "");

    private final StringBuilder text = new StringBuilder();
    private int lines;
    private boolean any;
    private boolean foreign;

    /** A line of the rollback. */
    void add(int number, String sql) {
        any = true;
        while (lines < number - 1) {
            text.append('\n');
            lines++;
        }
        String words = sql.strip().toLowerCase(Locale.ROOT);
        foreign |= words.startsWith("changesetid:") || words.startsWith("changesetauthor:");
        text.append(NOTHING.contains(words) ? "" : sql);
    }

    /**
     * The script as bytes; empty where there is none, or where it is that of another changeset, which pawl does not
     * follow.
     */
    Optional<byte[]> text() {
        return any && !foreign ? Optional.of(text.toString().getBytes(StandardCharsets.UTF_8)) : Optional.empty();
    }
}
