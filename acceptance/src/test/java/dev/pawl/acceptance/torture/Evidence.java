package dev.pawl.acceptance.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** What a database shows after it is all over, asked past everything that can break. */
final class Evidence {
    /** All that migrations make and that can be half made, and the history. */
    private static final String SCHEMA = """
            SELECT 'column', c.relname, a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a
              JOIN pg_class c ON c.oid = a.attrelid
              WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
            UNION ALL SELECT 'index', i.indrelid::regclass::text, pg_get_indexdef(i.indexrelid),
              (i.indisvalid AND i.indisready AND i.indislive)::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
              WHERE c.relnamespace = 'public'::regnamespace
            UNION ALL SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
              WHERE connamespace = 'public'::regnamespace
            UNION ALL SELECT 'label', enumtypid::regtype::text, enumlabel, '' FROM pg_enum
            UNION ALL SELECT 'partition', inhparent::regclass::text, inhrelid::regclass::text, '' FROM pg_inherits
            UNION ALL SELECT 'applied', version, filename, status || checksum FROM schema_migrations
            UNION ALL SELECT 'audit', version, action, count(*)::text FROM migration_history WHERE status = 'success'
              GROUP BY version, action
            ORDER BY 1, 2, 3, 4""";

    private final CrashingServer server;
    private final String database;

    Evidence(CrashingServer server, String database) {
        this.server = server;
        this.database = database;
    }

    List<String> rows(String sql) throws SQLException {
        return server.rows(database, sql);
    }

    List<String> schema() throws SQLException {
        return rows(SCHEMA);
    }

    List<String> log() throws SQLException {
        return rows("SELECT what FROM log ORDER BY at");
    }

    /** Nothing of a run is left: no lease, no lock, no transaction, no session at work. */
    void assertNothingLeft(String story) throws SQLException, InterruptedException {
        if (!rows("SELECT 1 FROM pg_class WHERE relname = 'pawl_lease'").isEmpty()) {
            assertThat(rows("SELECT * FROM pawl_lease")).as(story).isEmpty();
        }
        assertThat(rows("SELECT * FROM pg_locks WHERE locktype = 'advisory' AND database ="
                        + " (SELECT oid FROM pg_database WHERE datname = current_database())"))
                .as(story)
                .isEmpty();
        assertThat(rows("SELECT * FROM pg_prepared_xacts")).as(story).isEmpty();
        String busy = "SELECT pid, state, application_name, query FROM pg_stat_activity"
                + " WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'";
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!rows(busy).isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(100); // the server notices the end of a killed client when it next writes to it
        }
        assertThat(rows(busy)).as(story).isEmpty();
    }
}
