package dev.pawl.record;

import dev.pawl.postgres.Literal;
import dev.pawl.postgres.QualifiedName;
import dev.pawl.postgres.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A session that is writing the history: for whom a runner waits.
 *
 * @param pid its process
 * @param applicationName as it calls itself; empty where the role may not see it
 * @param user who is logged in
 * @param client where from; empty for a local session, or where the role may not see it
 * @param age since its transaction began; empty where the role may not see it
 */
public record Claimant(
        int pid, Optional<String> applicationName, String user, Optional<String> client, Optional<Duration> age) {

    private static final String SQL = """
            SELECT DISTINCT a.pid, a.application_name, COALESCE(a.usename, ''), pg_catalog.host(a.client_addr),
                   CAST(EXTRACT(EPOCH FROM pg_catalog.clock_timestamp() - a.xact_start) * 1000 AS pg_catalog.int8)
            FROM pg_catalog.pg_locks l
            JOIN pg_catalog.pg_class c ON c.oid = l.relation AND c.relname = %s
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND n.nspname = %s
            JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid AND a.pid <> pg_catalog.pg_backend_pid()
            WHERE l.database = (SELECT d.oid FROM pg_catalog.pg_database d
                                WHERE d.datname = pg_catalog.current_database())
              AND l.granted AND l.mode IN ('RowExclusiveLock', 'AccessExclusiveLock')
            ORDER BY 5 DESC NULLS LAST""";

    /** In the words of a message: process, name, role, from where, and for how long. */
    public String words() {
        StringBuilder words = new StringBuilder("pid " + pid);
        applicationName.ifPresent(name -> words.append(", ").append(name));
        words.append(", user ").append(user);
        client.ifPresent(from -> words.append(" at ").append(from));
        age.ifPresent(since ->
                words.append(", at work for ").append(since.toSeconds()).append(" s"));
        return words.toString();
    }

    /**
     * Who is writing a history now, the longest first.
     *
     * @throws dev.pawl.error.PawlException of the database family
     */
    public static List<Claimant> of(Session session, QualifiedName table) {
        return session.query(
                SQL.formatted(
                        Literal.text(table.name().name()),
                        Literal.text(table.schema().name())),
                Claimant::read);
    }

    private static Claimant read(ResultSet row) throws SQLException {
        String milliseconds = row.getString(5);
        return new Claimant(
                row.getInt(1),
                Optional.ofNullable(row.getString(2)).filter(name -> !name.isEmpty()),
                row.getString(3),
                Optional.ofNullable(row.getString(4)),
                Optional.ofNullable(milliseconds).map(Long::valueOf).map(Duration::ofMillis));
    }
}
