package dev.pawl.record;

import dev.pawl.migration.Checksums;
import dev.pawl.postgres.Literal;
import java.util.Optional;

/** The SQL for pawl's own table of checksums and applied texts. */
final class ScriptSql {

    private final Names names;
    private final Repertoire repertoire;

    ScriptSql(Names names, Repertoire repertoire) {
        this.names = names;
        this.repertoire = repertoire;
    }

    /** The rows without which the history would be misread: its own checksum is not the one that decides. */
    static String exceptions(Names names) {
        return "SELECT version, name, stored_checksum, normalised_checksum FROM "
                + names.scripts().sql() + " WHERE history = " + history(names)
                + " AND (exact_checksum <> normalised_checksum OR stored_checksum = '')";
    }

    private static String history(Names names) {
        return Literal.text(names.history().name().name());
    }

    /**
     * Remembers a script.
     *
     * @param stored what went into the history; empty where its shape has no checksum
     */
    String remember(RowKey key, String stored, Checksums checksums, Optional<String> text) {
        return "INSERT INTO " + names.scripts().sql()
                + " AS s (history, version, name, stored_checksum, exact_checksum, normalised_checksum, script)"
                + " VALUES (" + history(names) + ", " + Literal.text(key.version()) + ", " + Literal.text(key.name())
                + ", " + Literal.text(stored)
                + ", " + Literal.text(checksums.exact().value())
                + ", " + Literal.text(checksums.normalised().value())
                + ", "
                + Literal.text(StoredText.script(text).filter(repertoire::holds).orElse(null))
                + ") ON CONFLICT (history, version, name) DO UPDATE SET stored_checksum = EXCLUDED.stored_checksum,"
                + " exact_checksum = EXCLUDED.exact_checksum, normalised_checksum = EXCLUDED.normalised_checksum,"
                + " script = EXCLUDED.script, recorded_at = pg_catalog.now()";
    }

    String forget(RowKey key) {
        return "DELETE FROM " + names.scripts().sql() + " WHERE " + isFor(key);
    }

    String text(RowKey key) {
        return "SELECT script FROM " + names.scripts().sql() + " WHERE " + isFor(key);
    }

    /** The condition for one migration; columns may be qualified with the table's alias before it. */
    String isFor(RowKey key) {
        return "history = " + history(names) + " AND version = " + Literal.text(key.version()) + " AND name = "
                + Literal.text(key.name());
    }

    Names names() {
        return names;
    }
}
