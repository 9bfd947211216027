package dev.pawl.parse;

import dev.pawl.migration.Content;
import java.io.ByteArrayInputStream;
import java.io.InputStream;

/** A small file that was read already, so that it is not read again for every question about it. */
final class MemoryContent implements Content {
    private final String location;
    private final byte[] bytes;

    MemoryContent(String location, byte[] bytes) {
        this.location = location;
        this.bytes = bytes;
    }

    @Override
    public String location() {
        return location;
    }

    @Override
    public InputStream open() {
        return new ByteArrayInputStream(bytes);
    }

    /** How many bytes it has. */
    int size() {
        return bytes.length;
    }
}
