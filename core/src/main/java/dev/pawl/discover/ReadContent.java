package dev.pawl.discover;

import dev.pawl.migration.Content;
import java.io.IOException;
import java.io.InputStream;

/**
 * A small file that was read whole while its markers were looked for, so that nobody has to read it again for its checksum.
 * Opened, it is read anew: whoever runs it meets what is there then.
 */
public final class ReadContent implements Content {

    private final Content origin;
    private final byte[] bytes;
    private final boolean isNormal;

    ReadContent(Content origin, byte[] bytes, boolean isNormal) {
        this.origin = origin;
        this.bytes = bytes;
        this.isNormal = isNormal;
    }

    /** The file, without the bytes in memory. */
    public Content origin() {
        return origin;
    }

    /** What it held; not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    /** Whether they are ASCII with plain line ends: nothing is to be refused, and nothing to be normalised. */
    public boolean isNormal() {
        return isNormal;
    }

    @Override
    public String location() {
        return origin.location();
    }

    @Override
    public InputStream open() throws IOException {
        return origin.open();
    }
}
