package dev.pawl.postgres;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Values as SQL text, for statements that travel together in one message and so cannot have parameters. The text means
 * the same whatever {@code standard_conforming_strings} a script has set.
 */
public final class Literal {

    private static final String NULL = "NULL";

    private Literal() {}

    /**
     * A text, as {@code E'…'}.
     *
     * @throws IllegalArgumentException if it holds a NUL character, which PostgreSQL cannot store
     */
    public static String text(@Nullable String value) {
        if (value == null) {
            return NULL;
        }
        StringBuilder sql = new StringBuilder(value.length() + 8).append("E'");
        for (int i = 0; i < value.length(); i++) {
            appendEscaped(sql, value.charAt(i));
        }
        return sql.append('\'').toString();
    }

    private static void appendEscaped(StringBuilder sql, char c) {
        switch (c) {
            case '\0' -> throw new IllegalArgumentException("PostgreSQL cannot store a NUL character");
            case '\'', '\\' -> sql.append(c).append(c);
            default -> sql.append(c);
        }
    }

    /** A whole number. */
    public static String number(@Nullable Number value) {
        return value == null ? NULL : Long.toString(value.longValue());
    }

    /** {@code TRUE} or {@code FALSE}. */
    public static String bool(@Nullable Boolean value) {
        return value == null ? NULL : value ? "TRUE" : "FALSE";
    }

    /** A moment, with microseconds, as {@code timestamptz}. */
    public static String timestamp(@Nullable Instant value) {
        return value == null ? NULL : "'" + DateTimeFormatter.ISO_INSTANT.format(value) + "'::pg_catalog.timestamptz";
    }

    /** A UUID. */
    public static String uuid(@Nullable UUID value) {
        return value == null ? NULL : "'" + value + "'::pg_catalog.uuid";
    }

    /** Bytes, as {@code bytea}. */
    public static String bytes(byte @Nullable [] value) {
        return value == null ? NULL : "E'\\\\x" + HexFormat.of().formatHex(value) + "'::pg_catalog.bytea";
    }
}
