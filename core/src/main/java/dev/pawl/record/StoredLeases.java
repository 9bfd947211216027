package dev.pawl.record;

import dev.pawl.error.PawlException;
import dev.pawl.postgres.Literal;
import dev.pawl.postgres.QualifiedName;
import dev.pawl.postgres.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The leases of one history, seen from outside: for an operator, not for a runner. Time is the server's. */
public final class StoredLeases {

    private final Names names;

    /**
     * The leases that belong to a history.
     *
     * @param table the history table
     */
    public StoredLeases(QualifiedName table) {
        this.names = new Names(table);
    }

    /** Whether there is anything to read. */
    public enum Reach {
        /** No run has needed a table of leases yet. */
        ABSENT,
        /** The role may not read it. */
        CLOSED,
        /** It can be read. */
        READABLE
    }

    /** Looks whether there is a table to read; needs no privilege. */
    public Reach reach(Session session) {
        QualifiedName table = names.leases();
        return session
                .query(
                        "SELECT pg_catalog.has_schema_privilege(n.oid, 'USAGE')"
                                + " AND pg_catalog.has_table_privilege(c.oid, 'SELECT')"
                                + " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                                + " WHERE n.nspname = "
                                + Literal.text(table.schema().name()) + " AND c.relname = "
                                + Literal.text(table.name().name()),
                        row -> row.getBoolean(1) ? Reach.READABLE : Reach.CLOSED)
                .stream()
                .findFirst()
                .orElse(Reach.ABSENT);
    }

    /**
     * All of them, in the order of their migrations; without the inventory, which is for the next runner.
     *
     * @throws PawlException of the database family, unless the table is readable
     */
    public List<StoredLease> all(Session session) {
        return session.query(
                "SELECT version, name, owner, process, application_name, "
                        + milliseconds("pg_catalog.clock_timestamp() - heartbeat_at")
                        + ", " + milliseconds("expires_at - pg_catalog.clock_timestamp()")
                        + ", pooled, " + Leases.beat("heartbeat_at")
                        + ", statement_index, statement_started, checksum, digest, '' FROM "
                        + names.leases().sql() + " WHERE history = "
                        + Literal.text(names.history().name().name()) + " ORDER BY version, name",
                StoredLeases::read);
    }

    /** All of them; none where there are none to be read. */
    public List<StoredLease> ifReadable(Session session) {
        return reach(session) == Reach.READABLE ? all(session) : List.of();
    }

    private static String milliseconds(String interval) {
        return "CAST(EXTRACT(EPOCH FROM " + interval + ") * 1000 AS pg_catalog.int8)";
    }

    private static StoredLease read(ResultSet row) throws SQLException {
        return new StoredLease(
                row.getString(1),
                row.getString(2),
                new LeaseAttempt.Holder(
                        Optional.of(row.getObject(3, UUID.class)),
                        row.getString(4),
                        row.getString(5),
                        Duration.ofMillis(row.getLong(6)),
                        Duration.ofMillis(row.getLong(7)),
                        row.getBoolean(8) ? Lease.Line.POOLED : Lease.Line.DIRECT,
                        row.getLong(9)),
                LeaseAttempt.Progress.read(row, 10));
    }

    /**
     * Gives a lease up whose owner is gone, as SQL text: the next runner need not wait until it expires. Fails with {@link
     * Refusal#LEASE_LOST} if somebody else has it by now.
     */
    public String giveUp(StoredLease lease) {
        String isSeen = "history = " + Literal.text(names.history().name().name()) + " AND version = "
                + Literal.text(lease.version()) + " AND name = " + Literal.text(lease.name()) + " AND owner = "
                + Literal.uuid(lease.holder().owner().orElseThrow());
        return "UPDATE " + names.leases().sql() + " SET expires_at = pg_catalog.clock_timestamp() WHERE " + isSeen
                + ";\n"
                + Refusal.LEASE_LOST.assertion(
                        names.settings(),
                        "EXISTS (SELECT 1 FROM " + names.leases().sql() + " WHERE " + isSeen + ")");
    }
}
