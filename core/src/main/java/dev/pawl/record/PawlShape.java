package dev.pawl.record;

import dev.pawl.history.EntryKey;
import dev.pawl.postgres.QualifiedName;
import java.util.List;
import java.util.Map;

/** pawl's own shape, {@code pawl}: version and name together tell a migration (spec H1). */
public record PawlShape() implements Shape {

    @Override
    public String word() {
        return "pawl";
    }

    @Override
    public EntryKey key() {
        return EntryKey.VERSION_AND_NAME;
    }

    @Override
    public Map<Role, String> columns() {
        return Map.of(
                Role.KEY, "version",
                Role.NAME, "name",
                Role.FILENAME, "filename",
                Role.CHECKSUM, "checksum",
                Role.APPLIED_AT, "applied_at",
                Role.EXECUTION_TIME, "execution_time_ms",
                Role.STATUS, "status",
                Role.ERROR, "error_message",
                Role.APPLIED_BY, "applied_by");
    }

    @Override
    public List<String> keyColumns() {
        return List.of("version", "name");
    }

    @Override
    public StatusWords status() {
        return new StatusWords.Words("applied");
    }

    @Override
    public StoredChecksum checksum() {
        return StoredChecksum.NORMALISED;
    }

    @Override
    public String createTable(QualifiedName table) {
        return """
                CREATE TABLE %s (
                  version text NOT NULL,
                  name text NOT NULL DEFAULT '',
                  filename text NOT NULL,
                  checksum text,
                  applied_at timestamptz NOT NULL DEFAULT now(),
                  execution_time_ms bigint,
                  status text NOT NULL DEFAULT 'applied',
                  error_message text,
                  applied_by text,
                  PRIMARY KEY (version, name)
                )""".formatted(table.sql());
    }
}
