package dev.pawl.history;

import dev.pawl.migration.Environment;
import dev.pawl.migration.Migration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the database remembers, as it was at one moment. */
public final class History {

    private final EntryKey key;
    private final Map<String, HistoryEntry> entries;
    private final @Nullable Environment environment;

    /**
     * A snapshot.
     *
     * @param key how its entries name migrations
     * @param entries in the order in which they were applied
     * @param environment the environment that the database remembers, or null
     */
    public History(EntryKey key, List<HistoryEntry> entries, @Nullable Environment environment) {
        this.key = key;
        Map<String, HistoryEntry> byKey = new LinkedHashMap<>(entries.size() * 2);
        entries.forEach(entry -> byKey.put(entry.key(), entry));
        this.entries = Collections.unmodifiableMap(byKey);
        this.environment = environment;
    }

    /** The history of a database that has none. */
    public static History empty(EntryKey key) {
        return new History(key, List.of(), null);
    }

    /** How its entries name migrations. */
    public EntryKey key() {
        return key;
    }

    /** All entries, in the order in which they were applied. */
    public List<HistoryEntry> entries() {
        return List.copyOf(entries.values());
    }

    /** The entry of a migration. */
    public Optional<HistoryEntry> find(Migration migration) {
        return Optional.ofNullable(entries.get(key.of(migration)));
    }

    /** Whether a migration is applied. */
    public boolean hasApplied(Migration migration) {
        HistoryEntry entry = entries.get(key.of(migration));
        return entry != null && entry.isApplied();
    }

    /** The environment of the first run that named one (spec R8). */
    public Optional<Environment> environment() {
        return Optional.ofNullable(environment);
    }

    /** Whether it has no entry. */
    public boolean isEmpty() {
        return entries.isEmpty();
    }
}
