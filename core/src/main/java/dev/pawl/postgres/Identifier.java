package dev.pawl.postgres;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The name of a schema, table or other object, as the catalog stores it.
 *
 * @param name case and all
 */
public record Identifier(String name) {

    /** PostgreSQL cuts longer names silently (NAMEDATALEN - 1). */
    public static final int MAX_BYTES = 63;

    /** Rejects what PostgreSQL would reject or change. */
    public Identifier {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a name cannot be empty");
        }
        if (name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a name cannot hold a NUL character");
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw new IllegalArgumentException("a name has at most " + MAX_BYTES + " bytes: " + name);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) { // by hand: see Checksum
        return other instanceof Identifier same && name.equals(same.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    /** As SQL text: always quoted, so that no reserved word and no capital surprises. */
    public String sql() {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    @Override
    public String toString() {
        return name;
    }
}
