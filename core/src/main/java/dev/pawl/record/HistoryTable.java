package dev.pawl.record;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.Problem;
import dev.pawl.history.AuditAction;
import dev.pawl.history.HistoryEntry;
import dev.pawl.migration.Environment;
import dev.pawl.migration.Migration;
import dev.pawl.migration.SourcePosition;
import dev.pawl.postgres.Literal;
import dev.pawl.postgres.QualifiedName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The SQL that records what happens to migrations, in the shape of one history table.
 *
 * <p>Every method gives text: one statement or several, separated by semicolons, without one at the end. It holds its
 * values as literals, so it can travel in one message with anything else; it names everything with its schema, so it means
 * the same whatever a script has set; and it returns no rows, so it may share a batch, unless the method says otherwise.
 * The texts of one method belong into one transaction at READ COMMITTED. Where something is not as it should be, the text
 * fails: see {@link LostClaim} and {@link Refusal}.
 */
public final class HistoryTable {

    /** Longest key in bytes: an entry of a b-tree index has room for 2,704, and pawl's own tables add the table's name. */
    private static final int MOST_KEY_BYTES = 2_400;

    private final Names names;
    private final Shape shape;
    private final RowSql rows;
    private final AuditSql audit;
    private final ScriptSql scripts;
    private final Set<String> relations;
    private final Repertoire repertoire;

    HistoryTable(Names names, Shape shape, Relation relation, Repertoire repertoire) {
        this.names = names;
        this.shape = shape;
        this.repertoire = repertoire;
        this.rows = new RowSql(names, shape, relation, repertoire);
        this.audit = new AuditSql(names, repertoire);
        this.scripts = new ScriptSql(names, repertoire);
        Set<String> own = new LinkedHashSet<>(relation.uniqueIndexes());
        own.add(names.history().name().name());
        this.relations = Collections.unmodifiableSet(own);
    }

    /** Its name. */
    public QualifiedName name() {
        return names.history();
    }

    /** Its shape. */
    public Shape shape() {
        return shape;
    }

    /** What the table cannot hold of these migrations: NAME_TOO_LONG, NAME_UNSTORABLE. */
    public List<Problem> problems(List<Migration> migrations) {
        return migrations.stream()
                .flatMap(migration -> tooLong(migration).or(() -> unstorable(migration)).stream())
                .toList();
    }

    private Optional<Problem> unstorable(Migration migration) {
        return repertoire.holds(migration.filename() + migration.name() + migration.version())
                ? Optional.empty()
                : Optional.of(Problem.at(
                        SourcePosition.startOf(migration.up().content().location()),
                        ErrorCode.NAME_UNSTORABLE,
                        "The database's encoding is " + repertoire + ", which has not all characters of the name of "
                                + migration.filename() + ".",
                        "Rename the file with other characters; it is not applied anywhere yet. Or use a database of"
                                + " encoding UTF8."));
    }

    private Optional<Problem> tooLong(Migration migration) {
        RowKey key = RowKey.of(shape, migration);
        OptionalInt limit = rows.keyLimit();
        String text = key.version();
        if (limit.isPresent() && text.codePointCount(0, text.length()) > limit.getAsInt()) {
            return Optional.of(tooLong(migration, limit.getAsInt() + " characters"));
        }
        int bytes = (key.version() + key.name()).getBytes(StandardCharsets.UTF_8).length;
        return bytes > MOST_KEY_BYTES ? Optional.of(tooLong(migration, MOST_KEY_BYTES + " bytes")) : Optional.empty();
    }

    private Problem tooLong(Migration migration, String limit) {
        return Problem.at(
                SourcePosition.startOf(migration.up().content().location()),
                ErrorCode.NAME_TOO_LONG,
                "The history in " + names.history() + " names a migration with " + limit + " at most, and the name of "
                        + migration.filename() + " is longer.",
                "Shorten the file's name; it is not applied anywhere yet.");
    }

    /**
     * The beginning of a migration's transaction: its row. Fails at once or after the caller's {@code lock_timeout} where
     * another runner has the migration, see {@link LostClaim}.
     */
    public String claim(Migration migration, Actor actor) {
        List<String> statements = new ArrayList<>(rows.clear(key(migration)));
        statements.addAll(rows.claim(migration, actor));
        return text(statements);
    }

    /**
     * As {@link #claim(Migration, Actor)} with {@link #requireNoFailureSince}; fails also unless the migration before it is
     * applied: {@link Refusal#PREDECESSOR_MISSING}.
     *
     * @param failed its row from before, if it has one
     */
    public String claimBehind(
            Migration predecessor, Migration migration, Optional<HistoryEntry> failed, Actor actor, Instant planned) {
        List<String> statements = new ArrayList<>(failed.isPresent() ? rows.clear(key(migration)) : List.of());
        statements.addAll(rows.claim(migration, actor));
        statements.add(Refusal.PREDECESSOR_MISSING.assertion(
                names.settings(),
                rows.holdsApplied(key(predecessor)),
                Refusal.FAILED_ELSEWHERE,
                noFailureSince(migration, planned)));
        return text(statements);
    }

    /**
     * Belongs before {@link #claimAgain}: excludes others until the end of the transaction, even if the claim is rolled
     * back in between to bring the former row back. Never waits; fails with {@link Refusal#CLAIM_LOST}.
     */
    public String excludeOthers(Migration migration) {
        RowKey key = key(migration);
        return Refusal.CLAIM_LOST.assertion(
                names.settings(), Founding.tryLock(names, "repeat " + key.version() + " " + key.name()));
    }

    /** As {@link #claim(Migration, Actor)}, for a repeatable migration that ran before; fails if another runner did it meanwhile. */
    public String claimAgain(Migration migration, HistoryEntry previous, Actor actor) {
        List<String> statements = new ArrayList<>();
        statements.add(rows.removeIfUnchanged(key(migration), previous, scripts, migration));
        statements.addAll(rows.claim(migration, actor));
        return text(statements);
    }

    /**
     * Belongs after a claim: fails with {@link Refusal#FAILED_ELSEWHERE} if another runner has tried the migration since
     * the plan was made, and failed. Who waited for it shall not try the same again (spec R4).
     *
     * @param planned see {@link DatabaseState#readAt}
     */
    public String requireNoFailureSince(Migration migration, Instant planned) {
        return Refusal.FAILED_ELSEWHERE.assertion(names.settings(), noFailureSince(migration, planned));
    }

    private String noFailureSince(Migration migration, Instant planned) {
        return "(NOT " + audit.hasFailedSince(auditVersion(migration), planned) + ")";
    }

    /**
     * The end of a migration's transaction: how long it took, the audit trail, and the text. Fails with {@link
     * Refusal#ROW_REMOVED} if the script took its own row out of the history.
     *
     * @param script its text, for showing differences later; what is too long, or holds a password, is not kept
     */
    public String complete(Migration migration, Attribution by, Elapsed elapsed, Optional<String> script) {
        return finish(AuditAction.APPLY, migration, by, elapsed, script);
    }

    private String finish(
            AuditAction action, Migration migration, Attribution by, Elapsed elapsed, Optional<String> script) {
        RowKey key = key(migration);
        List<String> statements = new ArrayList<>(rows.setElapsed(key, elapsed));
        statements.add(audit.success(action, key.version(), rows.elapsed(key, elapsed), by));
        statements.add(scripts.remember(key, rows.storedChecksum(migration), migration.checksums(), script));
        return text(statements);
    }

    /**
     * As {@link #complete} and then {@link #elapsedQuery}; in one statement where the table is known to have nothing of
     * somebody else's about it.
     */
    public String completeForElapsed(Migration migration, Attribution by, Elapsed elapsed, Optional<String> script) {
        if (!(shape instanceof PawlShape)) {
            return complete(migration, by, elapsed, script) + ";\n" + elapsedQuery(migration);
        }
        RowKey key = key(migration);
        String recorded = "(SELECT execution_time_ms FROM recorded)";
        return "WITH recorded AS (" + rows.setElapsed(key, elapsed).get(0)
                + " RETURNING execution_time_ms),\naudited AS ("
                + audit.success(AuditAction.APPLY, key.version(), recorded, by) + "),\nkept AS ("
                + scripts.remember(key, rows.storedChecksum(migration), migration.checksums(), script)
                + ")\nSELECT CAST(COALESCE(CAST(" + recorded + " AS pg_catalog.text), '"
                + Refusal.ROW_REMOVED.marker() + "') AS pg_catalog.int4)";
    }

    /** A query for the milliseconds that {@link #complete} noted: one row, one column. */
    public String elapsedQuery(Migration migration) {
        RowKey key = key(migration);
        return rows.elapsedQuery(key)
                .orElseGet(() -> "SELECT execution_time_ms FROM "
                        + names.audit().sql() + " WHERE version = " + Literal.text(key.version())
                        + " AND status = 'success' ORDER BY executed_at DESC LIMIT 1");
    }

    /**
     * A failed attempt, for a transaction of its own after the rollback: the audit trail, and a failed row where the shape
     * has a place for one (spec H6). It may wait for another runner that has claimed the migration meanwhile.
     *
     * @param error the server's message; passwords in it are masked
     */
    public String failure(Migration migration, Attribution by, String error, Elapsed elapsed) {
        List<String> statements = new ArrayList<>();
        statements.add(audit.failure(AuditAction.APPLY, key(migration).version(), elapsed.sql(), error, by));
        if (migration.isVersioned()) {
            statements.addAll(rows.failed(migration, by.actor(), error, elapsed.sql()));
        }
        return text(statements);
    }

    /**
     * A failed attempt, in the claim's own transaction once its script is rolled back: the claim gives way to the record of
     * the failure, and nobody gets in between. Not for {@link #claimAgain}, which took another row out.
     *
     * @param error the server's message; passwords in it are masked
     */
    public String failureOfClaim(Migration migration, Attribution by, String error, Elapsed elapsed) {
        return rows.remove(key(migration)) + ";\n" + failure(migration, by, error, elapsed);
    }

    /** A query for whether a migration is applied, a repeatable one as it is now: one row, one column. */
    public String appliedQuery(Migration migration) {
        return "SELECT " + isApplied(migration);
    }

    /** The condition of {@link #appliedQuery}: for a repeatable migration, that its text of now was applied. */
    String isApplied(Migration migration) {
        RowKey key = key(migration);
        String applied = rows.holdsApplied(key);
        return migration.isVersioned()
                ? applied
                : applied + " AND EXISTS (SELECT 1 FROM " + names.scripts().sql() + " WHERE " + scripts.isFor(key)
                        + " AND normalised_checksum = "
                        + Literal.text(migration.checksums().normalised().value()) + ")";
    }

    /**
     * The beginning of a rollback's transaction: takes the row out. Fails with {@link Refusal#ROW_MISSING} unless it is
     * there and applied.
     */
    public String claimRemoval(HistoryEntry entry) {
        RowKey key = RowKey.of(shape, entry);
        return text(List.of(
                rows.lock(key),
                Refusal.ROW_MISSING.assertion(names.settings(), rows.holdsApplied(key)),
                rows.remove(key),
                scripts.forget(key)));
    }

    /** The end of a rollback's transaction. */
    public String completeRemoval(HistoryEntry entry, Attribution by, Elapsed elapsed) {
        return audit.success(AuditAction.ROLLBACK, RowKey.of(shape, entry).version(), elapsed.sql(), by);
    }

    /** A rollback that failed, for a transaction of its own. */
    public String removalFailure(HistoryEntry entry, Attribution by, String error, Elapsed elapsed) {
        return audit.failure(AuditAction.ROLLBACK, RowKey.of(shape, entry).version(), elapsed.sql(), error, by);
    }

    /** Declares a migration applied without running it; fails as {@link #claim(Migration, Actor)} does. */
    public String markApplied(Migration migration, Attribution by) {
        return declare(AuditAction.MARK, migration, by);
    }

    /** Declares migrations applied without running them, in their order. */
    public String baseline(List<Migration> migrations, Attribution by) {
        return text(migrations.stream()
                .map(migration -> declare(AuditAction.BASELINE, migration, by))
                .toList());
    }

    private String declare(AuditAction action, Migration migration, Attribution by) {
        return claim(migration, by.actor()) + ";\n"
                + finish(action, migration, by, new Elapsed.Milliseconds(0), Optional.empty());
    }

    /** Declares an applied migration pending; fails with {@link Refusal#ROW_MISSING} if it is not applied. */
    public String markPending(HistoryEntry entry, Attribution by) {
        return claimRemoval(entry) + ";\n"
                + audit.success(AuditAction.MARK, RowKey.of(shape, entry).version(), "0", by);
    }

    /** Accepts the file of an applied migration as it is now. */
    public String acceptChecksum(Migration migration, Attribution by, Optional<String> script) {
        RowKey key = key(migration);
        List<String> statements = new ArrayList<>();
        statements.add(Refusal.ROW_MISSING.assertion(names.settings(), rows.holdsApplied(key)));
        statements.addAll(rows.setChecksum(key, migration));
        statements.add(scripts.remember(key, rows.storedChecksum(migration), migration.checksums(), script));
        statements.add(audit.success(AuditAction.REPAIR, key.version(), "0", by));
        return text(statements);
    }

    /** Takes out all rows of failed and unfinished attempts; the audit trail keeps them. */
    public String clearFailed(Attribution by) {
        List<String> statements = new ArrayList<>(rows.clearAll());
        statements.add(audit.success(AuditAction.REPAIR, "-", "0", by));
        return text(statements);
    }

    /**
     * Remembers the environment of the first run that names one (spec R8); fails with {@link Refusal#LABEL_LOST} if
     * another one is remembered.
     */
    public String label(Environment environment) {
        String name = Literal.text(environment.name());
        String key = Literal.text(Settings.ENVIRONMENT);
        return text(List.of(
                "INSERT INTO " + names.settings().sql() + " (key, value) VALUES (" + key + ", " + name
                        + ") ON CONFLICT DO NOTHING",
                Refusal.LABEL_LOST.assertion(
                        names.settings(),
                        "EXISTS (SELECT 1 FROM " + names.settings().sql() + " WHERE key = " + key + " AND value = "
                                + name + ")")));
    }

    /** Gives the database another environment. */
    public String relabel(Environment environment, Attribution by) {
        return text(List.of(
                "INSERT INTO " + names.settings().sql() + " AS s (key, value) VALUES ("
                        + Literal.text(Settings.ENVIRONMENT) + ", " + Literal.text(environment.name())
                        + ") ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value, changed_at = pg_catalog.now()",
                audit.success(AuditAction.RELABEL, "-", "0", by)));
    }

    /** An action that concerns no migration: backup, fix. */
    public String note(AuditAction action, Attribution by, Elapsed elapsed) {
        return audit.success(action, "-", elapsed.sql(), by);
    }

    /** A mark of a migration that changed no row: what an earlier run had done of it is forgotten. */
    public String noteMark(Migration migration, Attribution by) {
        return audit.success(AuditAction.MARK, auditVersion(migration), "0", by);
    }

    /** An attempt whose connection was lost: what became of the migration, the history tells. */
    public String noteLoss(Migration migration, Attribution by, String error, Elapsed elapsed) {
        return audit.failure(AuditAction.LOST, auditVersion(migration), elapsed.sql(), error, by);
    }

    /** Whether such a note was made in a time that has just passed; returns a row. */
    public String lossQuery(Migration migration, Duration past) {
        return "SELECT " + audit.wasLostWithin(auditVersion(migration), past);
    }

    /** What the audit trail and pawl's own tables call a migration. */
    String auditVersion(Migration migration) {
        return key(migration).version();
    }

    RowKey key(Migration migration) {
        return RowKey.of(shape, migration);
    }

    /** What the server calls the table and its keys when somebody waits for one of its rows. */
    Set<String> relations() {
        return relations;
    }

    Names names() {
        return names;
    }

    Repertoire repertoire() {
        return repertoire;
    }

    RowSql rows() {
        return rows;
    }

    ScriptSql scripts() {
        return scripts;
    }

    private static String text(List<String> statements) {
        return String.join(";\n", statements);
    }
}
