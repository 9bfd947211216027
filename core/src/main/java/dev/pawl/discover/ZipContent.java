package dev.pawl.discover;

import dev.pawl.migration.Content;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The bytes of a file in an archive. */
record ZipContent(String location, ZipFile zip, String entryName) implements Content {

    @Override
    public InputStream open() throws IOException {
        ZipEntry entry = zip.getEntry(entryName);
        if (entry == null) {
            throw new FileNotFoundException(location);
        }
        return zip.getInputStream(entry);
    }
}
