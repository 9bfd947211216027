package dev.pawl.record;

import dev.pawl.history.EntryKey;
import dev.pawl.postgres.QualifiedName;
import java.util.Map;

/**
 * Seed B's shape, {@code stems}: the version is the file's whole stem, {@code 001-create-users-table}, and every row is an
 * applied migration.
 *
 * <p>{@code applied_at} has no time zone; pawl writes and reads it as UTC, the zone of the servers that B runs on. The
 * index {@code idx_schema_migrations_version} is made by B's own first file, not here: twice would be an error.
 */
public record StemsShape() implements Shape {

    @Override
    public String word() {
        return "stems";
    }

    @Override
    public EntryKey key() {
        return EntryKey.STEM;
    }

    @Override
    public Map<Role, String> columns() {
        return Map.of(
                Role.ID, "id",
                Role.KEY, "version",
                Role.NAME, "name",
                Role.CHECKSUM, "checksum",
                Role.APPLIED_AT, "applied_at",
                Role.EXECUTION_TIME, "execution_time_ms");
    }

    @Override
    public StatusWords status() {
        return new StatusWords.EveryRowApplied();
    }

    @Override
    public StoredChecksum checksum() {
        return StoredChecksum.EXACT;
    }

    @Override
    public String createTable(QualifiedName table) {
        return """
                CREATE TABLE %s (
                  id SERIAL PRIMARY KEY,
                  version VARCHAR(255) UNIQUE NOT NULL,
                  name VARCHAR(255) NOT NULL,
                  applied_at TIMESTAMP DEFAULT NOW(),
                  execution_time_ms INTEGER,
                  checksum VARCHAR(64)
                )""".formatted(table.sql());
    }
}
