package dev.pawl.record;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.history.EntryKey;
import dev.pawl.postgres.QualifiedName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The columns of a history table and what they mean (spec H1). A database keeps the shape it was found with, so that the
 * programs and queries that read it go on working; a fresh database gets the one that the config names.
 */
public sealed interface Shape permits PawlShape, NamesShape, StemsShape, FilesShape, VersionsShape {

    /** All shapes that a config can name, pawl's own first. */
    static List<Shape> all() {
        return List.of(new PawlShape(), NamesShape.fresh(), new StemsShape(), new FilesShape(), new VersionsShape());
    }

    /**
     * The shape of a word in the config: {@code [history] shape = "…"}.
     *
     * @throws PawlException with CONFIG_INVALID_VALUE for a word that no shape has
     */
    static Shape ofWord(String word) {
        for (Shape shape : all()) {
            if (shape.word().equals(word)) {
                return shape;
            }
        }
        throw PawlException.of(Problem.of(
                ErrorCode.CONFIG_INVALID_VALUE,
                "`" + word + "` is not a shape of the history.",
                "Write one of " + all().stream().map(Shape::word).collect(Collectors.joining(", ")) + "."));
    }

    /** Its word in the config. Persisted there: never changed. */
    String word();

    /** What its rows name a migration by. */
    EntryKey key();

    /** The columns by what they are for. */
    Map<Role, String> columns();

    /** How its rows tell applied from failed. */
    StatusWords status();

    /** Which checksum a new row gets. */
    StoredChecksum checksum();

    /** The SQL that makes the table. */
    String createTable(QualifiedName table);

    /** The column for something; empty where the shape has none. */
    default Optional<String> column(Role role) {
        return Optional.ofNullable(columns().get(role));
    }

    /** The column that alone, or with the name, tells a migration from others. */
    default String keyColumn() {
        String column = columns().get(Role.KEY);
        if (column == null) {
            throw new IllegalStateException("A shape has a key column: " + word());
        }
        return column;
    }

    /** The columns that have to be unique together for a claim to exclude others. */
    default List<String> keyColumns() {
        return List.of(keyColumn());
    }
}
