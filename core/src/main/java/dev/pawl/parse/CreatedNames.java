package dev.pawl.parse;

import java.util.Optional;

/**
 * What a statement creates, as far as pawl must know it: a script that makes the history table itself (spec H7), or the
 * schema that holds it.
 */
public sealed interface CreatedNames {

    /** What a statement creates; empty where it is neither a table nor a schema. */
    static Optional<CreatedNames> of(String sql) {
        Words words = new Words(sql).next();
        if (!words.skip("CREATE")) {
            return Optional.empty();
        }
        if (words.skip("SCHEMA")) {
            return schema(words);
        }
        words.skip("UNLOGGED"); // a temporary table is nobody's history
        return words.skip("TABLE") ? table(words) : Optional.empty();
    }

    private static Optional<CreatedNames> schema(Words words) {
        skipIfNotExists(words);
        words.skip("AUTHORIZATION"); // without a name of its own, the schema has the role's
        return words.isName() ? Optional.of(new Schema(words.value())) : Optional.empty();
    }

    private static Optional<CreatedNames> table(Words words) {
        skipIfNotExists(words);
        if (!words.isName()) {
            return Optional.empty();
        }
        String first = words.value();
        words.next();
        if (!words.skip('.')) {
            return Optional.of(new Table(Optional.empty(), first));
        }
        return words.isName() ? Optional.of(new Table(Optional.of(first), words.value())) : Optional.empty();
    }

    private static void skipIfNotExists(Words words) {
        if (words.skip("IF") && words.skip("NOT")) {
            words.skip("EXISTS");
        }
    }

    /**
     * A table.
     *
     * @param schema where the statement names it; as PostgreSQL folds it
     * @param name as PostgreSQL folds it
     */
    record Table(Optional<String> schema, String name) implements CreatedNames {}

    /**
     * A schema.
     *
     * @param name as PostgreSQL folds it
     */
    record Schema(String name) implements CreatedNames {}
}
