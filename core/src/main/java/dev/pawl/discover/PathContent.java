package dev.pawl.discover;

import dev.pawl.migration.Content;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The bytes of a file in a folder. */
record PathContent(String location, Path file) implements Content {

    @Override
    public InputStream open() throws IOException {
        return Files.newInputStream(file);
    }
}
