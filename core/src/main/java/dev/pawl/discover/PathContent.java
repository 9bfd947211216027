package dev.pawl.discover;

import dev.pawl.migration.Content;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;

/** The bytes of a file in a folder. */
record PathContent(String location, Path file) implements Content {

    @Override
    public InputStream open() throws IOException {
        String name = file.toString();
        if (!PathText.isAscii(name) || !file.getFileSystem().equals(FileSystems.getDefault())) {
            return Files.newInputStream(file);
        }
        try {
            // Opens in half the time, but knows only names that the locale can write, and says less of what goes wrong.
            return new FileInputStream(name);
        } catch (FileNotFoundException e) {
            return Files.newInputStream(file);
        }
    }
}
