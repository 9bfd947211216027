package dev.pawl.parse;

import dev.pawl.migration.Checksum;
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

    /** Whether the first byte that is no blank is an ASCII letter. */
    boolean beginsWithLetter() {
        int i = 0;
        while (i < bytes.length && Bytes.isSpace(bytes[i])) {
            i++;
        }
        return i < bytes.length && (bytes[i] | 0x20) >= 'a' && (bytes[i] | 0x20) <= 'z';
    }

    /** The checksum of its bytes as they are. */
    Checksum digest(Fingerprint fingerprint) {
        return fingerprint.ofNormal(bytes);
    }

    /** How many bytes it has. */
    int size() {
        return bytes.length;
    }
}
