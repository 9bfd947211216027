package dev.pawl.record;

import dev.pawl.error.PawlException;
import dev.pawl.history.AuditAction;
import dev.pawl.migration.Environment;
import dev.pawl.postgres.QualifiedName;
import dev.pawl.postgres.ServerFacts;
import dev.pawl.postgres.Session;
import java.util.Optional;

/**
 * What can be known and noted beside a history without touching its table: a run that is stuck may have that locked, and
 * whoever wants to end it must not wait for it.
 */
public final class Bystander {

    private final Names names;
    private final Catalog catalog;
    private final Settings settings = new Settings();
    private final AuditSql audit;

    private Bystander(Names names, Repertoire repertoire) {
        this.names = names;
        this.catalog = new Catalog(names);
        this.audit = new AuditSql(names, repertoire);
    }

    /**
     * Looks around.
     *
     * @param facts of the server
     * @param table the history table
     * @throws PawlException of the database family
     */
    public static Bystander of(Session session, ServerFacts facts, QualifiedName table) {
        Bystander bystander = new Bystander(new Names(table), Repertoire.of(facts.encoding()));
        bystander.catalog.askIn(new Message()).send(session);
        if (bystander.catalog.isReadable(bystander.names.settings())) {
            session.queryEach(bystander.settings.query(bystander.names), bystander.settings::read);
        }
        return bystander;
    }

    /** The environment that the database remembers. */
    public Optional<Environment> environment() {
        return settings.environment();
    }

    /**
     * Goes on only if the role may write what is there.
     *
     * @throws PawlException PERMISSION_MISSING
     */
    public void requireWritable() {
        Permissions.of(catalog).requireWritable();
    }

    /** Whether there is an audit trail with everything that a note needs; else {@link HistoryStore#create} makes it. */
    public boolean canNote() {
        return catalog.find(names.audit())
                .filter(trail -> Creation.AUDIT_COLUMNS.keySet().stream().allMatch(trail::hasColumn))
                .isPresent();
    }

    /**
     * A session that was ended, or a lease that was given up, as SQL text.
     *
     * @param lease whose migration the row is about; empty where none is known
     */
    public String ended(Optional<StoredLease> lease, Attribution by, Elapsed elapsed) {
        return audit.success(AuditAction.END_SESSION, version(lease), elapsed.sql(), by);
    }

    /** A session that would not be ended, as SQL text. */
    public String notEnded(Optional<StoredLease> lease, Attribution by, String error, Elapsed elapsed) {
        return audit.failure(AuditAction.END_SESSION, version(lease), elapsed.sql(), error, by);
    }

    private static String version(Optional<StoredLease> lease) {
        return lease.map(StoredLease::version).orElse("-");
    }
}
