package dev.pawl.cli.connect;

import dev.pawl.postgres.ConnectionSpec;
import dev.pawl.postgres.Connector;
import dev.pawl.postgres.Session;
import java.util.List;

/** The tables of a database by name; those outside {@code public} with their schema. */
final class Tables {

    private static final String QUERY = """
            SELECT CASE schemaname WHEN 'public' THEN tablename ELSE schemaname || '.' || tablename END
              FROM pg_catalog.pg_tables
             WHERE schemaname NOT IN ('pg_catalog', 'information_schema') AND schemaname NOT LIKE 'pg\\_%'
             ORDER BY schemaname <> 'public', schemaname, tablename
            """;

    private Tables() {}

    static List<String> of(ConnectionSpec spec) {
        try (Session session = new Connector(spec, "pawl").open()) {
            return session.query(QUERY, row -> row.getString(1));
        }
    }
}
