package dev.pawl.parse;

import dev.pawl.migration.Statement;

/** Finds the statements that give up the {@code search_path} of the session for the one that its role and database have. */
public final class DefaultSearchPath {

    private DefaultSearchPath() {}

    /** Whether names without a schema would be looked for in the default schemas after it. */
    public static boolean isSetBy(Statement statement) {
        return isDiscardAll(statement.sql())
                || SettingChange.of(statement.sql())
                        .filter(DefaultSearchPath::isOfSearchPath)
                        .isPresent();
    }

    private static boolean isDiscardAll(String sql) {
        Words words = new Words(sql).next();
        return words.skip("DISCARD") && words.is("ALL");
    }

    private static boolean isOfSearchPath(SettingChange change) {
        boolean isReset = change.values().isEmpty();
        return isReset && (change.name().equals("search_path") || change.name().equals("all"));
    }
}
