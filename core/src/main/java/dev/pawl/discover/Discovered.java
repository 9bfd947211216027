package dev.pawl.discover;

import dev.pawl.error.Problem;
import java.util.List;

/**
 * What discovery found.
 *
 * @param files the migrations in the order they run (spec F2), repeatable ones last
 * @param layout the layout that explains them
 * @param reason why this layout, one sentence for {@code --verbose}
 * @param warnings what deserves a word in every run
 * @param notes files that are no migrations, one sentence each for {@code --verbose}
 */
public record Discovered(
        List<MigrationFile> files, Layout layout, String reason, List<Problem> warnings, List<String> notes) {

    /** Copies the lists. */
    public Discovered {
        files = List.copyOf(files);
        warnings = List.copyOf(warnings);
        notes = List.copyOf(notes);
    }
}
