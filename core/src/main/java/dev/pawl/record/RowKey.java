package dev.pawl.record;

import dev.pawl.history.EntryKey;
import dev.pawl.history.HistoryEntry;
import dev.pawl.migration.Migration;
import org.jspecify.annotations.Nullable;

/**
 * What tells a migration from others in pawl's own tables.
 *
 * @param version as the history's shape stores it: {@code 01}, a stem, a file name
 * @param name in pawl's own shape the description, else empty
 */
record RowKey(String version, String name) {

    @Override
    public boolean equals(@Nullable Object other) { // by hand: see Checksum
        return other instanceof RowKey same && version.equals(same.version) && name.equals(same.name);
    }

    @Override
    public int hashCode() {
        return 31 * version.hashCode() + name.hashCode();
    }

    static RowKey of(Shape shape, Migration migration) {
        return shape.key() == EntryKey.VERSION_AND_NAME
                ? new RowKey(migration.version().text(), migration.name())
                : new RowKey(shape.key().of(migration), "");
    }

    static RowKey of(Shape shape, HistoryEntry entry) {
        return shape.key() == EntryKey.VERSION_AND_NAME
                ? new RowKey(entry.version(), entry.name())
                : new RowKey(entry.key(), "");
    }
}
