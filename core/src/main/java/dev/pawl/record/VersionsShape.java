package dev.pawl.record;

import dev.pawl.history.EntryKey;
import dev.pawl.postgres.QualifiedName;
import java.util.Map;

/** Seed E's shape, {@code versions}: the version alone, {@code 01}, with a status of {@code completed} or {@code failed}. */
public record VersionsShape() implements Shape {

    @Override
    public String word() {
        return "versions";
    }

    @Override
    public EntryKey key() {
        return EntryKey.VERSION;
    }

    @Override
    public Map<Role, String> columns() {
        return Map.of(
                Role.KEY, "version",
                Role.NAME, "name",
                Role.APPLIED_AT, "applied_at",
                Role.CHECKSUM, "checksum",
                Role.EXECUTION_TIME, "execution_time_ms",
                Role.STATUS, "status",
                Role.ERROR, "error_message",
                Role.APPLIED_BY, "applied_by");
    }

    @Override
    public StatusWords status() {
        return new StatusWords.Words("completed");
    }

    @Override
    public StoredChecksum checksum() {
        return StoredChecksum.EXACT;
    }

    @Override
    public String createTable(QualifiedName table) {
        return """
                CREATE TABLE %s (
                  version TEXT PRIMARY KEY,
                  name TEXT NOT NULL,
                  applied_at TIMESTAMPTZ DEFAULT NOW(),
                  checksum TEXT NOT NULL,
                  execution_time_ms INTEGER,
                  status TEXT NOT NULL,
                  error_message TEXT,
                  applied_by TEXT
                )""".formatted(table.sql());
    }
}
