package dev.pawl.record;

import dev.pawl.history.EntryKey;
import dev.pawl.postgres.QualifiedName;
import java.util.Map;

/**
 * Seed D's shape, {@code files}: the file's name, MD5 checksums, and a flag that tells success from failure.
 *
 * <p>{@code applied_at} has no time zone; pawl writes and reads it as UTC.
 */
public record FilesShape() implements Shape {

    @Override
    public String word() {
        return "files";
    }

    @Override
    public EntryKey key() {
        return EntryKey.FILENAME;
    }

    @Override
    public Map<Role, String> columns() {
        return Map.of(
                Role.ID, "id",
                Role.KEY, "filename",
                Role.CHECKSUM, "checksum",
                Role.APPLIED_AT, "applied_at",
                Role.EXECUTION_TIME, "execution_time_ms",
                Role.STATUS, "success",
                Role.ERROR, "error_message");
    }

    @Override
    public StatusWords status() {
        return new StatusWords.SuccessFlag();
    }

    @Override
    public StoredChecksum checksum() {
        return StoredChecksum.EXACT_MD5;
    }

    @Override
    public String createTable(QualifiedName table) {
        return """
                CREATE TABLE %s (
                  id SERIAL PRIMARY KEY,
                  filename VARCHAR(255) NOT NULL UNIQUE,
                  applied_at TIMESTAMP NOT NULL DEFAULT NOW(),
                  checksum VARCHAR(64),
                  execution_time_ms INTEGER,
                  success BOOLEAN NOT NULL DEFAULT TRUE,
                  error_message TEXT
                )""".formatted(table.sql());
    }
}
