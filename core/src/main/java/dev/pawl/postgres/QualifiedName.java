package dev.pawl.postgres;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The name of a table with its schema. A script may change {@code search_path}, so pawl's own names always carry their
 * schema.
 */
public record QualifiedName(Identifier schema, Identifier name) {

    private static final String PUBLIC = "public";

    @Override
    public boolean equals(@Nullable Object other) { // by hand: see Checksum
        return other instanceof QualifiedName same && schema.equals(same.schema) && name.equals(same.name);
    }

    @Override
    public int hashCode() {
        return 31 * schema.hashCode() + name.hashCode();
    }

    /** A name in a schema, both as the catalog stores them. */
    public static QualifiedName of(String schema, String name) {
        return new QualifiedName(new Identifier(schema), new Identifier(name));
    }

    /**
     * Reads {@code schema_migrations}, {@code kb.schema_migrations} or {@code "My schema".t} by SQL's rules: names without
     * quotes are folded to lower case. Without a schema it is {@code public}.
     *
     * @throws PawlException with CONFIG_INVALID_VALUE if it is no such name
     */
    public static QualifiedName parse(String text) {
        try {
            List<Identifier> parts = new Parts(text.strip()).read();
            return switch (parts.size()) {
                case 1 -> new QualifiedName(new Identifier(PUBLIC), parts.get(0));
                case 2 -> new QualifiedName(parts.get(0), parts.get(1));
                default -> throw new IllegalArgumentException("it has more than two parts");
            };
        } catch (IllegalArgumentException e) {
            throw PawlException.of(
                    Problem.of(
                            ErrorCode.CONFIG_INVALID_VALUE,
                            "`" + text + "` is not the name of a table: " + e.getMessage() + ".",
                            "Write `table`, `schema.table`, or quote unusual names: `\"My schema\".\"table\"`."),
                    e);
        }
    }

    /** Another name in the same schema. */
    public QualifiedName sibling(String other) {
        return new QualifiedName(schema, new Identifier(other));
    }

    /** As SQL text: {@code "kb"."schema_migrations"}. */
    public String sql() {
        return schema.sql() + "." + name.sql();
    }

    /** As people write it: {@code kb.schema_migrations}. */
    @Override
    public String toString() {
        return plain(schema) + "." + plain(name);
    }

    private static String plain(Identifier part) {
        return part.name().matches("[a-z_][a-z0-9_$]*") ? part.name() : part.sql();
    }

    /** Reads the parts between the dots. */
    private static final class Parts {
        private final String text;
        private int at;

        Parts(String text) {
            this.text = text;
        }

        List<Identifier> read() {
            List<Identifier> parts = new ArrayList<>();
            parts.add(part());
            while (at < text.length()) {
                if (text.charAt(at) != '.') {
                    throw new IllegalArgumentException("`" + text.charAt(at) + "` is not expected there");
                }
                at++;
                parts.add(part());
            }
            return parts;
        }

        private Identifier part() {
            return at < text.length() && text.charAt(at) == '"' ? quoted() : bare();
        }

        private Identifier quoted() {
            StringBuilder name = new StringBuilder();
            for (at++; at < text.length(); at++) {
                char c = text.charAt(at);
                if (c != '"') {
                    name.append(c);
                } else if (at + 1 < text.length() && text.charAt(at + 1) == '"') {
                    name.append(c);
                    at++;
                } else {
                    at++;
                    return new Identifier(name.toString());
                }
            }
            throw new IllegalArgumentException("a quote is not closed");
        }

        private Identifier bare() {
            int start = at;
            while (at < text.length() && isPartOfName(text.charAt(at), at == start)) {
                at++;
            }
            return new Identifier(text.substring(start, at).toLowerCase(Locale.ROOT));
        }

        private static boolean isPartOfName(char c, boolean first) {
            if (Character.isLetter(c) || c == '_') {
                return true;
            }
            return !first && (Character.isDigit(c) || c == '$');
        }
    }
}
