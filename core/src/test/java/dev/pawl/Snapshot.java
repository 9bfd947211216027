package dev.pawl;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Everything in a database that a migration could have changed: its catalogs, and the rows of all tables. */
record Snapshot(Map<String, List<String>> tables) {

    /** Those that change by themselves, and the server's own. */
    private static final String TABLES = """
            SELECT c.oid::regclass FROM pg_class c
            WHERE c.relkind = 'r' AND NOT c.relisshared AND c.relname <> 'pg_statistic'
              AND c.relnamespace NOT IN ('information_schema'::regnamespace, 'pg_toast'::regnamespace)""";

    /** Vacuum and the statistics of tables write into pg_class by themselves. */
    private static final String CLASSES = """
            (SELECT oid, relname, relnamespace, reltype, relowner, relfilenode, relkind, relnatts, relchecks,
                    relhasindex, relhastriggers, relacl, reloptions FROM pg_class)""";

    static Snapshot of(Project project) {
        Map<String, List<String>> tables = new TreeMap<>();
        for (String name : project.rows(TABLES)) {
            String rows = name.equals("pg_class") ? CLASSES : name;
            tables.put(name, project.rows("SELECT t::text FROM " + rows + " t ORDER BY 1"));
        }
        return new Snapshot(tables);
    }

    /** This one without one table. */
    Snapshot without(String table) {
        Map<String, List<String>> others = new TreeMap<>(tables);
        others.remove(table);
        return new Snapshot(others);
    }

    List<String> rows(String table) {
        return tables.getOrDefault(table, List.of());
    }
}
