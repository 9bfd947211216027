package dev.pawl;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Everything in a database that a migration could have changed: its catalogs, and the rows of all tables. */
record Snapshot(Map<String, List<String>> tables) {

    /** But those that change by themselves, and the server's own. */
    private static final String TABLES = """
            SELECT c.oid::regclass FROM pg_class c
            WHERE c.relkind = 'r' AND NOT c.relisshared AND c.relname <> 'pg_statistic'
              AND c.relnamespace NOT IN ('information_schema'::regnamespace, 'pg_toast'::regnamespace)""";

    /** Vacuum and the statistics of tables write into pg_class by themselves. */
    private static final String CLASSES = """
            (SELECT oid, relname, relnamespace, reltype, relowner, relfilenode, relkind, relnatts, relchecks,
                    relhasindex, relhastriggers, relacl, reloptions FROM pg_class)""";

    static Snapshot of(Project project) throws SQLException {
        try (Connection connection = project.database().connect();
                Statement statement = connection.createStatement()) {
            Map<String, List<String>> tables = new TreeMap<>();
            for (String name : column(statement, TABLES)) {
                String rows = name.equals("pg_class") ? CLASSES : name;
                tables.put(name, column(statement, "SELECT t::text FROM " + rows + " t ORDER BY 1"));
            }
            return new Snapshot(tables);
        }
    }

    private static List<String> column(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            List<String> read = new ArrayList<>();
            while (rows.next()) {
                read.add(rows.getString(1));
            }
            return read;
        }
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
