package dev.pawl.run;

import dev.pawl.postgres.Literal;
import java.util.List;
import java.util.Optional;

/**
 * A name in a script, resolved by the server with the session's {@code search_path}.
 *
 * @param written as the script writes it, quotes included: {@code app."Users"}
 */
record NamedObject(String written) {

    /** An expression of type regclass: NULL where no relation has that name. */
    String regclass() {
        return "pg_catalog.to_regclass(" + Literal.text(written) + ")";
    }

    /** The last part of the name, as the catalog has it. */
    String lastPart() {
        List<String> words = SqlWords.of(written);
        return SqlWords.identifier(words.get(words.size() - 1));
    }

    /**
     * Reads a possibly qualified name.
     *
     * @param words of the statement
     * @param from the index of its first part
     */
    static Optional<NamedObject> at(List<String> words, int from) {
        if (from >= words.size()) {
            return Optional.empty();
        }
        StringBuilder name = new StringBuilder(words.get(from));
        for (int i = from + 1; i + 1 < words.size() && words.get(i).equals("."); i += 2) {
            name.append('.').append(words.get(i + 1));
        }
        return Optional.of(new NamedObject(name.toString()));
    }
}
