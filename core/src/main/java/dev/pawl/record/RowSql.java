package dev.pawl.record;

import dev.pawl.history.EntryKey;
import dev.pawl.history.HistoryEntry;
import dev.pawl.migration.Migration;
import dev.pawl.postgres.Identifier;
import dev.pawl.postgres.Literal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The SQL for the rows of one history table, in its shape. */
final class RowSql {

    private final Names names;
    private final Shape shape;
    private final Map<String, TableColumn> columns = new LinkedHashMap<>();
    private final Exclusion exclusion;
    private final Repertoire repertoire;

    RowSql(Names names, Shape shape, Relation relation, Repertoire repertoire) {
        this.names = names;
        this.shape = shape;
        this.repertoire = repertoire;
        relation.columns().forEach(column -> columns.put(column.name(), column));
        this.exclusion = relation.isUnique(shape.keyColumns()) ? Exclusion.UNIQUE_KEY : Exclusion.NONE;
    }

    /** What keeps two rows of one migration apart. */
    private enum Exclusion {
        /** The table's own key. */
        UNIQUE_KEY,
        /** Nothing: a lock and a look have to do. */
        NONE
    }

    private String table() {
        return names.history().sql();
    }

    private Optional<String> column(Role role) {
        return shape.column(role).map(name -> new Identifier(name).sql());
    }

    private String requiredColumn(Role role) {
        return column(role).orElseThrow(() -> new IllegalStateException("The shape has no column for " + role));
    }

    /** The condition that a row belongs to a migration. */
    String isFor(RowKey key) {
        String condition = new Identifier(shape.keyColumn()).sql() + " = " + Literal.text(key.version());
        return shape.key() == EntryKey.VERSION_AND_NAME
                ? condition + " AND " + requiredColumn(Role.NAME) + " = " + Literal.text(key.name())
                : condition;
    }

    /** The condition that a row is an applied migration. */
    String isApplied() {
        return shape.status().isApplied(column(Role.STATUS).orElse(""));
    }

    /** The condition that the history holds a migration as applied. */
    String holdsApplied(RowKey key) {
        return "EXISTS (SELECT 1 FROM " + table() + " WHERE " + isFor(key) + " AND " + isApplied() + ")";
    }

    String holds(RowKey key) {
        return "EXISTS (SELECT 1 FROM " + table() + " WHERE " + isFor(key) + ")";
    }

    /** Makes way for a claim: only rows that do not count as applied. Nothing where a shape has none. */
    List<String> clear(RowKey key) {
        return shape.status().failed().isEmpty()
                ? List.of()
                : List.of("DELETE FROM " + table() + " WHERE " + isFor(key) + " AND NOT COALESCE(" + isApplied()
                        + ", FALSE)");
    }

    /** All rows that do not count as applied. */
    List<String> clearAll() {
        return shape.status().failed().isEmpty()
                ? List.of()
                : List.of("DELETE FROM " + table() + " WHERE NOT COALESCE(" + isApplied() + ", FALSE)");
    }

    /**
     * Takes the place of a migration in the history. It waits for others that have not committed, and fails (23505) where
     * one has. A table without a key gets the same by a lock that is asked for and never waited for.
     */
    List<String> claim(Migration migration, Actor actor) {
        RowKey key = RowKey.of(shape, migration);
        Map<String, String> values = values(migration);
        shape.status().applied().ifPresent(word -> values.put(requiredColumn(Role.STATUS), word));
        column(Role.APPLIED_BY)
                .ifPresent(name -> values.put(name, Literal.text(repertoire.fitting(actor.executedBy()))));
        if (exclusion == Exclusion.UNIQUE_KEY) {
            return List.of(insert(values));
        }
        return List.of(
                Refusal.CLAIM_LOST.assertion(names.settings(), Founding.tryLock(names, "claim")),
                Refusal.CLAIM_LOST.assertion(names.settings(), "NOT " + holds(key)),
                insert(values));
    }

    private String insert(Map<String, String> values) {
        return "INSERT INTO " + table() + " (" + String.join(", ", values.keySet()) + ") VALUES ("
                + String.join(", ", values.values()) + ")";
    }

    /** A failed row, where the shape has a place for one and no other row is in it (spec H6). */
    List<String> failed(Migration migration, Actor actor, String error, String milliseconds) {
        Optional<String> word = shape.status().failed();
        if (word.isEmpty()) {
            return List.of();
        }
        Map<String, String> values = values(migration);
        values.put(requiredColumn(Role.STATUS), word.get());
        column(Role.APPLIED_BY)
                .ifPresent(name -> values.put(name, Literal.text(repertoire.fitting(actor.executedBy()))));
        column(Role.ERROR)
                .ifPresent(name -> values.put(name, Literal.text(repertoire.fitting(StoredText.error(error)))));
        column(Role.EXECUTION_TIME).ifPresent(name -> values.put(name, milliseconds));
        RowKey key = RowKey.of(shape, migration);
        List<String> statements = new ArrayList<>(clear(key));
        statements.add("INSERT INTO " + table() + " (" + String.join(", ", values.keySet()) + ") SELECT "
                + String.join(", ", values.values()) + " WHERE NOT " + holds(key) + " ON CONFLICT DO NOTHING");
        return statements;
    }

    private Map<String, String> values(Migration migration) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put(
                new Identifier(shape.keyColumn()).sql(),
                Literal.text(RowKey.of(shape, migration).version()));
        put(values, Role.NAME, migration.name());
        put(values, Role.FILENAME, migration.filename());
        put(values, Role.CHECKSUM, storedChecksum(migration));
        shape.column(Role.APPLIED_AT)
                .map(columns::get)
                .ifPresent(column -> values.put(
                        new Identifier(column.name()).sql(),
                        column.hasTimeZone() ? "pg_catalog.now()" : "pg_catalog.timezone('UTC', pg_catalog.now())"));
        return values;
    }

    /** A description is cut to its column: it tells nothing apart, but in pawl's own shape, where it has no limit. */
    private void put(Map<String, String> values, Role role, String text) {
        shape.column(role)
                .map(columns::get)
                .ifPresent(column -> values.put(
                        new Identifier(column.name()).sql(), Literal.text(StoredText.fitting(text, column))));
    }

    /** What goes into the checksum column; empty where the shape has none. */
    String storedChecksum(Migration migration) {
        return shape.column(Role.CHECKSUM).isPresent()
                ? shape.checksum().of(migration.checksums()).value()
                : "";
    }

    /** Notes how long it took; nothing where the shape has no column for it. */
    List<String> setElapsed(RowKey key, Elapsed elapsed) {
        return column(Role.EXECUTION_TIME)
                .map(name ->
                        List.of("UPDATE " + table() + " SET " + name + " = " + elapsed.sql() + " WHERE " + isFor(key)))
                .orElse(List.of());
    }

    /** A query for how long it took; empty where the shape has no column for it. */
    Optional<String> elapsedQuery(RowKey key) {
        return column(Role.EXECUTION_TIME).map(name -> "SELECT " + name + " FROM " + table() + " WHERE " + isFor(key));
    }

    /** How long it took, as an expression that fails if the row is gone. */
    String elapsed(RowKey key, Elapsed elapsed) {
        String milliseconds = column(Role.EXECUTION_TIME).orElse(elapsed.sql());
        return "CAST(COALESCE((SELECT CAST(" + milliseconds + " AS pg_catalog.text) FROM " + table() + " WHERE "
                + isFor(key) + " LIMIT 1), '" + Refusal.ROW_REMOVED.marker() + "') AS pg_catalog.int4)";
    }

    /** Takes the row of an earlier run out, if it is still the one that the plan was made from. */
    String removeIfUnchanged(RowKey key, HistoryEntry previous, ScriptSql scripts, Migration migration) {
        return "DELETE FROM " + table() + " WHERE " + isFor(key) + " AND ("
                + isUnchanged(key, previous, scripts, migration) + ")";
    }

    private String isUnchanged(RowKey key, HistoryEntry previous, ScriptSql scripts, Migration migration) {
        Optional<String> column = column(Role.CHECKSUM).map(name -> "pg_catalog.lower(" + name + ")");
        if (previous.checksum().isEmpty()) {
            return column.map(name -> name + " IS DISTINCT FROM " + Literal.text(storedChecksum(migration)))
                    .orElse("TRUE");
        }
        String old = Literal.text(previous.checksum().get().value());
        String remembered = "EXISTS (SELECT 1 FROM " + names.scripts().sql() + " WHERE " + scripts.isFor(key)
                + " AND normalised_checksum = " + old
                + column.map(name -> " AND stored_checksum = " + name).orElse("") + ")";
        return column.map(name -> name + " = " + old + " OR " + remembered).orElse(remembered);
    }

    /** Locks the row of an applied migration against others who would take it out. */
    String lock(RowKey key) {
        String name = new Identifier(shape.keyColumn()).sql();
        return "UPDATE " + table() + " SET " + name + " = " + name + " WHERE " + isFor(key);
    }

    String remove(RowKey key) {
        return "DELETE FROM " + table() + " WHERE " + isFor(key);
    }

    /** Puts another checksum into the row of an applied migration; nothing where the shape has none. */
    List<String> setChecksum(RowKey key, Migration migration) {
        return column(Role.CHECKSUM)
                .map(name -> List.of("UPDATE " + table() + " SET " + name + " = "
                        + Literal.text(storedChecksum(migration)) + " WHERE " + isFor(key)))
                .orElse(List.of());
    }

    /** How many characters a key may have; empty where the column has no limit. */
    OptionalInt keyLimit() {
        TableColumn column = columns.get(shape.keyColumn());
        return column == null ? OptionalInt.empty() : column.maxLength();
    }
}
