package dev.pawl.acceptance.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.acceptance.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A committed file whose text follows from the code.
 *
 * @param path from the repository's root
 * @param text what it has to say
 */
record GeneratedDocument(String path, String text) {
    private static final boolean IS_REWRITING = Boolean.getBoolean("golden.update");

    /** Compares the committed file with the text, or rewrites it under {@code -Dgolden.update=true}. */
    void verify() throws IOException {
        Path file = Repository.root().resolve(path);
        if (IS_REWRITING) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            return;
        }
        List<String> committed = Files.exists(file) ? Files.readAllLines(file) : List.of();
        List<String> missing =
                text.lines().filter(line -> !committed.contains(line)).limit(5).toList();
        assertThat(String.join("\n", committed) + "\n")
                .overridingErrorMessage(
                        "%s is out of date: run mvn verify -pl acceptance -am -Dgolden.update=true. It lacks, for example:%n%s",
                        path, String.join("\n", missing))
                .isEqualTo(text);
    }
}
