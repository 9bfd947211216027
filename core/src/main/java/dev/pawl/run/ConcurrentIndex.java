package dev.pawl.run;

import dev.pawl.postgres.Literal;
import java.util.List;
import java.util.Optional;

/**
 * What a {@code CREATE INDEX CONCURRENTLY} names.
 *
 * @param name of the index; empty where the server chooses one
 * @param table it is on
 */
record ConcurrentIndex(Optional<NamedObject> name, NamedObject table) {

    /** Reads the statement; empty where it is none that we understand. */
    static Optional<ConcurrentIndex> of(String sql) {
        List<String> words = SqlWords.of(sql);
        int at = indexOf(words, "concurrently", 0) + 1;
        if (at == 0) {
            return Optional.empty();
        }
        if (at + 2 < words.size() && words.get(at).equalsIgnoreCase("if")) {
            at += 3; // IF NOT EXISTS
        }
        int on = indexOf(words, "on", at);
        if (on < 0) {
            return Optional.empty();
        }
        Optional<NamedObject> name = on == at ? Optional.empty() : NamedObject.at(words, at);
        int table = on + 1 < words.size() && words.get(on + 1).equalsIgnoreCase("only") ? on + 2 : on + 1;
        return NamedObject.at(words, table).map(found -> new ConcurrentIndex(name, found));
    }

    /** The schema-qualified name of the index, which lives where its table lives, as an SQL condition on pg_class. */
    String sameSchemaAndName() {
        String schemaOfTable = "(SELECT relnamespace FROM pg_catalog.pg_class WHERE oid = " + table.regclass() + ")";
        return "c.relnamespace = " + schemaOfTable + " AND c.relname = "
                + Literal.text(name.map(NamedObject::lastPart).orElse(""));
    }

    static int indexOf(List<String> words, String word, int from) {
        for (int i = from; i < words.size(); i++) {
            if (words.get(i).equalsIgnoreCase(word)) {
                return i;
            }
        }
        return -1;
    }
}
