package dev.pawl.record;

import dev.pawl.postgres.Identifier;
import dev.pawl.postgres.QualifiedName;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Tells whether a script makes the history's own tables, or their schema (spec H7): seed B's {@code
 * 000-create-migration-table.sql}, seed E's {@code 00_migration_state_tracking.sql}, a first file with {@code CREATE SCHEMA
 * kb} (seed D). On a fresh database such a script has to run before pawl makes anything: see {@link
 * HistoryStore#claimFounding}.
 */
public final class TrackingScript {

    private static final String CREATE = "CREATE";

    private final List<Pattern> patterns;

    /** For the history of this name. */
    public TrackingScript(QualifiedName table) {
        Names names = new Names(table);
        this.patterns = List.of(
                create("(?:UNLOGGED\\s+)?TABLE\\s+(?:IF\\s+NOT\\s+EXISTS\\s+)?", names.history()),
                create("(?:UNLOGGED\\s+)?TABLE\\s+(?:IF\\s+NOT\\s+EXISTS\\s+)?", names.audit()),
                create("(?:OR\\s+REPLACE\\s+)?VIEW\\s+", names.view()),
                create("(?:OR\\s+REPLACE\\s+)?FUNCTION\\s+", names.function()),
                Pattern.compile(
                        "CREATE\\s+SCHEMA\\s+(?:IF\\s+NOT\\s+EXISTS\\s+)?" + identifier(table.schema())
                                + "(?![\\w$\"]).*",
                        Pattern.DOTALL | Pattern.CASE_INSENSITIVE));
    }

    private static Pattern create(String what, QualifiedName name) {
        return Pattern.compile(
                "CREATE\\s+" + what + "(?:" + identifier(name.schema()) + "\\s*\\.\\s*)?" + identifier(name.name())
                        + "(?![\\w$\".]).*",
                Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
    }

    private static String identifier(Identifier name) {
        return "(?:" + Pattern.quote(name.name()) + "|" + Pattern.quote(name.sql()) + ")";
    }

    /** Whether a statement, without leading comments, makes one of them. */
    public boolean isFounding(String statement) {
        if (!statement.regionMatches(true, 0, CREATE, 0, CREATE.length())) {
            return false;
        }
        String head = statement.length() <= 1_000 ? statement : statement.substring(0, 1_000);
        return patterns.stream().anyMatch(pattern -> pattern.matcher(head).matches());
    }
}
