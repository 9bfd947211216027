package dev.pawl.record;

import dev.pawl.history.EntryKey;
import dev.pawl.postgres.QualifiedName;
import java.util.Map;

/**
 * Seed A's shape, {@code names}, and any other table that is a list of applied files: one column tells the migration, the
 * others are optional. Seeds A and C do not say what their columns are called, so they are told by rule (see {@link
 * ShapeFinder}).
 *
 * @param key whether the rows hold file names or stems
 * @param columns what the table has
 * @param status how rows tell applied from failed; where there is no such column, every row is an applied migration
 * @param checksum which one new rows get, where there is a column for it
 */
public record NamesShape(EntryKey key, Map<Role, String> columns, StatusWords status, StoredChecksum checksum)
        implements Shape {

    /** Copies the map. */
    public NamesShape {
        columns = Map.copyOf(columns);
    }

    /** The shape of a table that pawl makes. */
    public static NamesShape fresh() {
        return new NamesShape(
                EntryKey.FILENAME,
                Map.of(Role.KEY, "filename", Role.APPLIED_AT, "applied_at"),
                new StatusWords.EveryRowApplied(),
                StoredChecksum.EXACT);
    }

    @Override
    public String word() {
        return "names";
    }

    NamesShape withKey(EntryKey other) {
        return new NamesShape(other, columns, status, checksum);
    }

    NamesShape withChecksum(StoredChecksum other) {
        return new NamesShape(key, columns, status, other);
    }

    @Override
    public String createTable(QualifiedName table) {
        return """
                CREATE TABLE %s (
                  filename TEXT PRIMARY KEY,
                  applied_at TIMESTAMPTZ NOT NULL DEFAULT NOW()
                )""".formatted(table.sql());
    }
}
