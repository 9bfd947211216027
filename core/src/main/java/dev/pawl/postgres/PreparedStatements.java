package dev.pawl.postgres;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Statements that are said again and again in one session, with other values each time: the server keeps them prepared
 * (PostgreSQL manual, PREPARE) and plans them once. A change of the schema leaves it with nothing in its caches, so planning
 * is most of what a short statement costs behind one.
 *
 * <p>A text goes in as it would be sent without them, and comes out as {@code EXECUTE}s of what it says; settings that
 * follow each other become one statement. What {@link Literal#text} wrote is a value; all else belongs to the statement. A
 * session that a pooler shares out must not have any: another server's session would not know them.
 */
public final class PreparedStatements {

    /**
     * What their names begin with. After each SET and RESET of a message, the driver (42.7.14) reads up to 1,024 characters
     * of it for the word {@code search_path}, and stops where it finds it: in the first name.
     */
    private static final String PREFIX = "pawl_search_path_";

    /** Beyond, a statement is left as it is. */
    private static final int MOST = 100;

    private static final List<String> PLANNED = List.of("INSERT ", "SELECT ", "DELETE ", "UPDATE ", "WITH ");

    private final Map<String, String> names = new HashMap<>();
    private final List<String> unsent = new ArrayList<>();
    private int generation;
    private boolean isRefused;

    PreparedStatements() {}

    /**
     * The same text in short; what it needs is in the next {@link #preparation()}.
     *
     * @param text statements of pawl's own, separated by semicolons
     */
    public String shorten(String text) {
        if (isRefused) {
            return text;
        }
        List<String> said = new ArrayList<>();
        List<String> settings = new ArrayList<>();
        for (OwnText.Statement statement : new OwnText(text).statements()) {
            Optional<String> setting = Setting.call(statement.sql());
            if (setting.isPresent()) {
                settings.add(setting.get());
                continue;
            }
            addSettings(said, settings);
            said.add(isPlanned(statement.sql()) ? execution(statement) : statement.sql());
        }
        addSettings(said, settings);
        return String.join(";\n", said);
    }

    private static boolean isPlanned(String statement) {
        return PLANNED.stream().anyMatch(statement::startsWith);
    }

    private void addSettings(List<String> said, List<String> settings) {
        if (!settings.isEmpty()) {
            new OwnText("SELECT " + String.join(", ", settings))
                    .statements()
                    .forEach(statement -> said.add(execution(statement)));
            settings.clear();
        }
    }

    private String execution(OwnText.Statement statement) {
        String name = names.get(statement.form());
        if (name == null) {
            if (names.size() == MOST) {
                return statement.sql();
            }
            name = prepare(statement.form());
        }
        List<String> values = statement.values();
        return "EXECUTE " + name + (values.isEmpty() ? "" : "(" + String.join(", ", values) + ")");
    }

    private String prepare(String sql) {
        String name = PREFIX + generation + "_" + names.size();
        names.put(sql, name);
        unsent.add("PREPARE " + name + " AS " + sql);
        return name;
    }

    /**
     * What has to be sent before the texts that were shortened since this was last asked for, in a message of its own; empty
     * where nothing has.
     */
    public List<String> preparation() {
        List<String> statements = List.copyOf(unsent);
        unsent.clear();
        return statements;
    }

    /** The session has lost them: a script threw them away. */
    public void forget() {
        names.clear();
        unsent.clear();
        generation++;
    }

    /** The server did not take them: from now on every text stays as it is. */
    public void refuse() {
        forget();
        isRefused = true;
    }
}
