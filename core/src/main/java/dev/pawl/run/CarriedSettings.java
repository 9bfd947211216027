package dev.pawl.run;

import dev.pawl.migration.Statement;
import dev.pawl.migration.StatementKind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a script outside a transaction has set in its session so far. Behind a pooler no session keeps it until the next
 * statement, so it is said again in the transaction of each.
 */
final class CarriedSettings {

    private static final String SESSION_CONFIG = "set_config\\s*\\(\\s*'([^']+)'[^)]*,\\s*(?:false|'f\\w*')\\s*\\)";
    private static final Pattern SELECTED = Pattern.compile(
            "select\\s+(?:pg_catalog\\s*\\.\\s*)?" + SESSION_CONFIG, Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern EACH = Pattern.compile(SESSION_CONFIG, Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private final List<String> statements = new ArrayList<>();
    private final Set<String> inForce = new LinkedHashSet<>();

    /** Whether a statement does nothing but set something in its session. */
    static boolean isSetting(Statement statement) {
        return statement.kind() == StatementKind.SESSION_SETTING
                || isDiscardAll(statement)
                || SELECTED.matcher(statement.sql()).lookingAt();
    }

    /** It says it for the whole session, and so for what a pooler's next client is to find, too. */
    static boolean isDiscardAll(Statement statement) {
        List<String> words = lower(statement.sql());
        return words.size() > 1
                && words.get(0).equals("discard")
                && words.get(1).equals("all");
    }

    /** Takes note of a setting. */
    void take(Statement statement) {
        List<String> words = lower(statement.sql());
        switch (words.get(0)) {
            case "set" -> takeSet(statement.sql(), words);
            case "reset" -> takeReset(statement.sql(), nameOf(words, 1));
            case "discard" -> {
                if (words.contains("all")) {
                    clear();
                }
            }
            default -> takeSelected(statement.sql());
        }
    }

    private void takeSet(String sql, List<String> words) {
        boolean isSession = words.get(1).equals("session") && !nameOf(words, 1).startsWith("session ");
        String name = nameOf(words, isSession ? 2 : 1);
        if (name.equals("local")) {
            return; // it ends with its own transaction
        }
        statements.add(sql);
        boolean isDefault = words.get(words.size() - 1).equals("default")
                || (name.equals("role") && words.get(words.size() - 1).equals("none"));
        if (isDefault) {
            inForce.remove(name);
        } else {
            inForce.add(name);
        }
    }

    private void takeReset(String sql, String name) {
        if (name.equals("all")) {
            clear();
        } else {
            statements.add(sql);
            inForce.remove(name);
        }
    }

    private void takeSelected(String sql) {
        statements.add(sql);
        Matcher each = EACH.matcher(sql);
        while (each.find()) {
            inForce.add(each.group(1).toLowerCase(Locale.ROOT));
        }
    }

    /** Leaves a name out of what is in force. */
    void forget(String name) {
        inForce.remove(name);
    }

    /** The same, to come back to. */
    CarriedSettings copy() {
        CarriedSettings copy = new CarriedSettings();
        copy.statements.addAll(statements);
        copy.inForce.addAll(inForce);
        return copy;
    }

    private void clear() {
        statements.clear();
        inForce.clear();
    }

    /** {@code search_path}, {@code app.user}, {@code time zone}, {@code session authorization}. */
    private static String nameOf(List<String> words, int at) {
        String first = words.get(at);
        boolean isPair = at + 1 < words.size()
                && ((first.equals("session")
                                && Set.of("authorization", "characteristics").contains(words.get(at + 1)))
                        || (first.equals("time") && words.get(at + 1).equals("zone")));
        if (isPair) {
            return first + " " + words.get(at + 1);
        }
        StringBuilder name = new StringBuilder(SqlWords.identifier(first));
        for (int next = at + 1; next + 1 < words.size() && words.get(next).equals("."); next += 2) {
            name.append('.').append(SqlWords.identifier(words.get(next + 1)));
        }
        return name.toString();
    }

    private static List<String> lower(String sql) {
        return SqlWords.of(sql).stream()
                .map(word -> word.startsWith("\"") ? word : word.toLowerCase(Locale.ROOT))
                .toList();
    }

    /** All of it, for the beginning of a transaction. */
    String sql() {
        StringBuilder sql = new StringBuilder();
        statements.forEach(statement -> sql.append(statement).append("\n;\n"));
        return sql.toString();
    }

    /** The names of what is not as the session had it. */
    Set<String> inForce() {
        return inForce;
    }
}
