package dev.pawl.discover;

import dev.pawl.migration.Content;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;

/** The bytes of a file in a jar on the class path, read through the class loader, which has the jar open anyway. */
record ClasspathContent(String location, ClassLoader loader, String resource) implements Content {

    @Override
    public InputStream open() throws IOException {
        InputStream stream = loader.getResourceAsStream(resource);
        if (stream == null) {
            throw new FileNotFoundException(location);
        }
        return stream;
    }
}
