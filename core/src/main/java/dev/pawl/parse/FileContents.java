package dev.pawl.parse;

import dev.pawl.discover.ReadContent;
import dev.pawl.migration.Content;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Reads small files whole, so that several questions about one cost one read. */
final class FileContents {
    private final byte[] buffer;

    /** @param small the size up to which a file is read whole, in bytes */
    FileContents(int small) {
        this.buffer = new byte[small + 1];
    }

    /** The content of a file, from memory where it is small. */
    Content read(Content content) {
        if (content instanceof ReadContent read) {
            return new MemoryContent(read.location(), read.bytes());
        }
        try (InputStream in = content.open()) {
            int size = in.readNBytes(buffer, 0, buffer.length);
            return size == buffer.length ? content : new MemoryContent(content.location(), Arrays.copyOf(buffer, size));
        } catch (IOException e) {
            throw SourceLines.unreadable(content, e);
        }
    }
}
