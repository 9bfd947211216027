package dev.pawl.discover;

import java.util.List;
import java.util.Optional;

/**
 * A migration that is about to be written.
 *
 * @param version as its file spells it
 * @param files at least one; the script that applies it comes first
 * @param note a word to the author, where its place in the order may surprise
 */
public record NewMigration(String version, List<NewFile> files, Optional<String> note) {

    /** Copies the list. */
    public NewMigration {
        files = List.copyOf(files);
    }
}
