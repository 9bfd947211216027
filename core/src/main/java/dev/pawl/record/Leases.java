package dev.pawl.record;

import dev.pawl.error.PawlException;
import dev.pawl.migration.Migration;
import dev.pawl.postgres.Literal;
import dev.pawl.postgres.Session;
import dev.pawl.postgres.SqlState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The right to run a migration outside a transaction, in a table of pawl's own (design, decision 2). What runs under a lease
 * is noted statement by statement, so that another runner can go on where one died.
 *
 * <p>Methods that give text follow the rules of {@link HistoryTable}; theirs fails with {@link Refusal#LEASE_LOST} once the
 * lease belongs to somebody else. Time is the server's.
 */
public final class Leases {

    /** Whoever has the row locked is at work on it. */
    private static final Set<String> BUSY =
            Set.of(SqlState.LOCK_NOT_AVAILABLE, SqlState.DEADLOCK, SqlState.SERIALIZATION_FAILURE);

    /**
     * Whether a session works under the name of the lease's run, and has begun while the lease was good: one that began
     * later works for another client of the pooler, which the server still calls by that name.
     */
    private static final String IS_AT_WORK = "EXISTS (SELECT FROM pg_catalog.pg_stat_activity a"
            + " WHERE a.datname = pg_catalog.current_database() AND a.pid <> pg_catalog.pg_backend_pid()"
            + " AND pg_catalog.split_part(a.application_name, ' ', 1) = pg_catalog.split_part(l.application_name, ' ', 1)"
            + " AND a.state <> 'idle' AND a.query_start <= l.expires_at)";

    private final HistoryTable table;
    private final Names names;

    /** The leases of one history. */
    public Leases(HistoryTable table) {
        this.table = table;
        this.names = table.names();
    }

    /**
     * Asks for the lease of a migration; takes one over that has expired. Waits for nobody. One round trip; not for use
     * inside a transaction.
     *
     * <p>A holder behind a pooler may have been kept from its heartbeat, and from saying that it has finished. Its lease is
     * taken over only if no session is at work under its name any more, and if it was silent for a while in which others
     * were heard.
     *
     * @param timeToLive until it expires, unless it is renewed
     * @param silent a holder behind a pooler that was seen some time ago, with an expired lease
     * @throws PawlException of the database family
     */
    public LeaseAttempt tryAcquire(
            Session session,
            Migration migration,
            Lease.Owner owner,
            Duration timeToLive,
            Optional<LeaseAttempt.Holder> silent) {
        return tryAcquire(session, new Lease(migration, owner, timeToLive), silent, table.isApplied(migration));
    }

    /**
     * As {@link #tryAcquire}, for taking a migration back: there is nothing left to do ({@link
     * LeaseAttempt.AlreadyApplied}) where it is not applied.
     */
    public LeaseAttempt tryAcquireRemoval(Session session, Lease lease, Optional<LeaseAttempt.Holder> silent) {
        return tryAcquire(session, lease, silent, "NOT (" + table.isApplied(lease.migration()) + ")");
    }

    private LeaseAttempt tryAcquire(Session session, Lease lease, Optional<LeaseAttempt.Holder> silent, String done) {
        Answer answer = new Answer();
        Message message = new Message()
                .add(
                        "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = '300ms';\n"
                                + holderQuery(lease),
                        answer::readPrevious)
                .add(acquire(lease, silent), answer::readProgress)
                .add(
                        "DELETE FROM " + names.leases().sql() + " WHERE " + isOurs(lease) + " AND " + done
                                + ";\nSELECT " + done,
                        answer::readDone)
                .add(holderQuery(lease) + ";\nCOMMIT", answer::readHolder);
        try {
            message.send(session);
        } catch (PawlException e) {
            if (SqlState.of(e).filter(BUSY::contains).isEmpty()) {
                throw e;
            }
            session.execute("ROLLBACK");
            return new LeaseAttempt.Held(holder(session, lease));
        }
        return answer.attempt(lease);
    }

    private static LeaseAttempt.Holder unknown() {
        return new LeaseAttempt.Holder(
                Optional.empty(), "another runner", "", Duration.ZERO, Duration.ZERO, Lease.Line.DIRECT, 0);
    }

    private LeaseAttempt.Holder holder(Session session, Lease lease) {
        return session.query(holderQuery(lease), Leases::holder).stream()
                .findFirst()
                .orElseGet(Leases::unknown);
    }

    private String acquire(Lease lease, Optional<LeaseAttempt.Holder> silent) {
        RowKey key = table.key(lease.migration());
        return "INSERT INTO " + names.leases().sql()
                + " AS l (history, version, name, owner, process, application_name, acquired_at, heartbeat_at, expires_at,"
                + " checksum, pooled) VALUES ("
                + Literal.text(names.history().name().name()) + ", "
                + Literal.text(key.version()) + ", "
                + Literal.text(key.name()) + ", "
                + Literal.uuid(lease.owner().id()) + ", "
                + Literal.text(table.repertoire().fitting(lease.owner().process())) + ", "
                + Literal.text(lease.owner().applicationName())
                + ", pg_catalog.clock_timestamp(), pg_catalog.clock_timestamp(), " + after(lease.timeToLive())
                + ", "
                + Literal.text(lease.checksum()) + ", "
                + Literal.bool(lease.owner().line() == Lease.Line.POOLED)
                + ") ON CONFLICT (history, version, name) DO UPDATE SET owner = EXCLUDED.owner,"
                + " process = EXCLUDED.process, application_name = EXCLUDED.application_name,"
                + " acquired_at = EXCLUDED.acquired_at, heartbeat_at = EXCLUDED.heartbeat_at,"
                + " expires_at = EXCLUDED.expires_at, pooled = EXCLUDED.pooled"
                + " WHERE l.owner = EXCLUDED.owner OR (l.expires_at <= pg_catalog.clock_timestamp() AND (NOT l.pooled"
                + " OR l.application_name = '' OR (" + isStillSilent(silent) + " AND NOT " + IS_AT_WORK + ")))"
                + " RETURNING l.statement_index, l.statement_started, l.checksum, l.digest, l.inventory";
    }

    /**
     * Keeps everybody else from taking the migration's lease until the end of the transaction, for what runs in that
     * transaction itself: releases of one script may differ in how it runs. Fails (23505) where the lease is there, see {@link
     * LostClaim}; where another transaction has done the same, it waits for that one. The row is gone at once, and yet in the
     * way of the same row in any other transaction until this one ends.
     */
    public String exclude(Migration migration) {
        RowKey key = table.key(migration);
        return "INSERT INTO " + names.leases().sql() + " (history, version, name, owner, process, application_name,"
                + " acquired_at, heartbeat_at, expires_at, checksum) VALUES ("
                + Literal.text(names.history().name().name()) + ", "
                + Literal.text(key.version()) + ", "
                + Literal.text(key.name())
                + ", pg_catalog.gen_random_uuid(), '', '', pg_catalog.now(), pg_catalog.now(), pg_catalog.now(), '');\n"
                + "DELETE FROM " + names.leases().sql() + " WHERE "
                + table.scripts().isFor(key);
    }

    /** The lease of a migration, whoever has it or had it, with what was done under it. */
    public Optional<StoredLease> find(Session session, Migration migration) {
        return new StoredLeases(names.history())
                .all(session).stream().filter(lease -> lease.isFor(migration)).findFirst();
    }

    /** Takes away an expired lease under which nothing was begun; not one whose row somebody is at work on. */
    public String dropUnused(Migration migration) {
        String isUnused = table.scripts().isFor(table.key(migration))
                + " AND expires_at <= pg_catalog.clock_timestamp() AND statement_index = 0 AND statement_started = 0";
        return "DELETE FROM " + names.leases().sql() + " WHERE " + isUnused + " AND ctid IN (SELECT l.ctid FROM "
                + names.leases().sql() + " l WHERE " + isUnused + " FOR UPDATE SKIP LOCKED)";
    }

    private static String isStillSilent(Optional<LeaseAttempt.Holder> silent) {
        return silent.flatMap(seen -> seen.owner()
                        .map(owner -> "l.owner = " + Literal.uuid(owner) + " AND " + beat("l.heartbeat_at") + " = "
                                + seen.beat()))
                .orElse("FALSE");
    }

    /** A moment in microseconds, which is all that the server knows of it. */
    static String beat(String moment) {
        return "CAST(EXTRACT(EPOCH FROM " + moment + ") * 1000000 AS pg_catalog.int8)";
    }

    private static String after(Duration timeToLive) {
        return "pg_catalog.clock_timestamp() + CAST('" + timeToLive.toMillis()
                + " milliseconds' AS pg_catalog.interval)";
    }

    private String holderQuery(Lease lease) {
        return "SELECT process, application_name, owner, CAST(EXTRACT(EPOCH FROM pg_catalog.clock_timestamp()"
                + " - heartbeat_at) * 1000 AS pg_catalog.int8), CAST(EXTRACT(EPOCH FROM expires_at"
                + " - pg_catalog.clock_timestamp()) * 1000 AS pg_catalog.int8), pooled, " + beat("heartbeat_at")
                + " FROM "
                + names.leases().sql() + " WHERE " + table.scripts().isFor(table.key(lease.migration()));
    }

    private static LeaseAttempt.Holder holder(ResultSet row) throws SQLException {
        return new LeaseAttempt.Holder(
                Optional.of(row.getObject(3, UUID.class)),
                row.getString(1),
                row.getString(2),
                Duration.ofMillis(row.getLong(4)),
                Duration.ofMillis(row.getLong(5)),
                row.getBoolean(6) ? Lease.Line.POOLED : Lease.Line.DIRECT,
                row.getLong(7));
    }

    /** Says that the owner lives. Never waits: while a transaction of ours has the row, nobody can take it over. */
    public String heartbeat(Lease lease, Duration timeToLive) {
        return "UPDATE " + names.leases().sql() + " SET heartbeat_at = pg_catalog.clock_timestamp(), expires_at = "
                + after(timeToLive) + " WHERE " + isOurs(lease)
                + " AND ctid IN (SELECT l.ctid FROM " + names.leases().sql() + " l WHERE " + isOurs(lease)
                + " FOR UPDATE SKIP LOCKED);\n" + fence(lease);
    }

    /**
     * Notes, before a statement, that it is being tried: until {@link #finished} or {@link #decided} it is in doubt.
     *
     * @param inventory what there is before it, as an SQL expression of type text
     */
    public String started(Lease lease, int statement, String inventory) {
        return renew(
                lease,
                "statement_started = " + statement + ", inventory = " + inventory + ", checksum = "
                        + Literal.text(lease.checksum()));
    }

    /** What there was before the statement that is being tried. */
    public String inventory(Lease lease) {
        return "SELECT inventory FROM " + names.leases().sql() + " WHERE " + isOurs(lease);
    }

    /** Notes that the statement that was tried has failed, and that nothing of it is left. */
    public String decided(Lease lease) {
        return renew(lease, "statement_started = statement_index");
    }

    /**
     * Notes that a statement is finished; where it can run in a transaction, in the same one.
     *
     * @param statement its number, from 1
     * @param digest of all finished statements, so that a script that was edited meanwhile is noticed
     */
    public String finished(Lease lease, int statement, String digest) {
        return renew(
                lease,
                "statement_index = " + statement + ", statement_started = " + statement + ", digest = "
                        + Literal.text(digest));
    }

    /** Forgets what an earlier run has done: the script begins at its first statement. */
    public String restart(Lease lease) {
        return set(
                lease,
                "statement_index = 0, statement_started = 0, digest = '', checksum = "
                        + Literal.text(lease.checksum()));
    }

    /** Gives the lease up and keeps what was done: the next runner need not wait, nor look for a session at work. */
    public String release(Lease lease) {
        return set(lease, "expires_at = pg_catalog.clock_timestamp(), application_name = ''");
    }

    /** Gives the lease up while a session of its owner may still be at work: the next runner looks for it. */
    public String abandon(Lease lease) {
        return set(lease, "expires_at = pg_catalog.clock_timestamp()");
    }

    /** Makes sure that the lease is still ours, and renews it. */
    public String stillOurs(Lease lease) {
        return renew(lease, "acquired_at = acquired_at");
    }

    /** Forgets the lease, if it is ours: there is nothing to be kept. */
    public String drop(Lease lease) {
        return "DELETE FROM " + names.leases().sql() + " WHERE " + isOurs(lease);
    }

    /** The end of the work: belongs at the beginning of the transaction that records the migration. */
    public String complete(Lease lease) {
        return set(lease, "heartbeat_at = pg_catalog.clock_timestamp()") + ";\n" + drop(lease);
    }

    /**
     * Forgets all that was done of a migration, for an operator who starts it anew; nobody can take its lease before the end
     * of the transaction. Fails with {@link Refusal#LEASE_HELD} while a run is at it. It comes before the history's row is
     * touched, as everywhere.
     */
    public String forget(Migration migration) {
        String isFor = table.scripts().isFor(table.key(migration));
        String from = " FROM " + names.leases().sql() + " WHERE ";
        return "DELETE" + from + isFor + " AND expires_at <= pg_catalog.clock_timestamp();\n"
                + Refusal.LEASE_HELD.assertion(names.settings(), "NOT EXISTS (SELECT 1" + from + isFor + ")") + ";\n"
                + exclude(migration);
    }

    /** A transaction of the owner's own may have kept the heartbeat from the row for longer than the lease lasts. */
    private String renew(Lease lease, String assignments) {
        return set(
                lease,
                assignments + ", heartbeat_at = pg_catalog.clock_timestamp(), expires_at = "
                        + after(lease.timeToLive()));
    }

    private String set(Lease lease, String assignments) {
        return "UPDATE " + names.leases().sql() + " SET " + assignments + " WHERE " + isOurs(lease) + ";\n"
                + fence(lease);
    }

    private String fence(Lease lease) {
        return Refusal.LEASE_LOST.assertion(
                names.settings(), "EXISTS (SELECT 1 FROM " + names.leases().sql() + " WHERE " + isOurs(lease) + ")");
    }

    private String isOurs(Lease lease) {
        return table.scripts().isFor(table.key(lease.migration())) + " AND owner = "
                + Literal.uuid(lease.owner().id());
    }

    /** What came back. */
    private static final class Answer {
        private Optional<LeaseAttempt.Holder> previous = Optional.empty();
        private LeaseAttempt.@Nullable Progress progress;
        private boolean done;
        private LeaseAttempt.Holder holder = unknown();

        void readPrevious(ResultSet row) throws SQLException {
            previous = row.next() ? Optional.of(holder(row)) : Optional.empty();
        }

        void readProgress(ResultSet row) throws SQLException {
            if (row.next()) {
                progress = LeaseAttempt.Progress.read(row, 1);
            }
        }

        void readDone(ResultSet row) throws SQLException {
            row.next();
            done = row.getBoolean(1);
        }

        void readHolder(ResultSet row) throws SQLException {
            if (row.next()) {
                holder = Leases.holder(row);
            }
        }

        LeaseAttempt attempt(Lease lease) {
            if (done) {
                return new LeaseAttempt.AlreadyApplied();
            }
            return progress == null
                    ? new LeaseAttempt.Held(Objects.requireNonNull(holder))
                    : new LeaseAttempt.Acquired(lease, progress, previous);
        }
    }
}
