package dev.pawl.run;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Tells which statements may end a transaction by themselves, and so can neither share one nor be tried again blindly. */
final class OwnCommits {

    /** In PL/pgSQL a COMMIT is written out; other languages have functions for it ({@code plpy.commit()}). */
    private static final Pattern IN_BLOCK = Pattern.compile("commit|rollback|\\bcall\\b", Pattern.CASE_INSENSITIVE);

    private OwnCommits() {}

    /** A procedure may; a block may that says so or calls one. */
    static boolean arePossibleIn(String sql) {
        List<String> words = SqlWords.of(sql);
        String first = words.isEmpty() ? "" : words.get(0).toLowerCase(Locale.ROOT);
        return first.equals("call")
                || (first.equals("do") && IN_BLOCK.matcher(sql).find());
    }
}
