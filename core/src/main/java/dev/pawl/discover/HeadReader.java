package dev.pawl.discover;

import dev.pawl.migration.Content;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Set;

/**
 * Reads the first few kilobytes of files for their markers, and remembers those files that have no more than that, up to a
 * total that does no harm.
 */
final class HeadReader {

    /** How many bytes of a file are looked at. */
    static final int SIZE = 8 * 1024;

    private static final int MOST_REMEMBERED = 8 * 1024 * 1024;

    private final byte[] buffer = new byte[SIZE];
    private int remembered;

    /** A file after a look at its beginning. */
    record Seen(SourceFile file, Set<Marker> markers) {}

    /**
     * Looks at a file.
     *
     * @throws IOException if it cannot be read
     */
    Seen read(SourceFile file) throws IOException {
        Content content = file.content();
        int length;
        boolean isWhole;
        try (InputStream stream = content.open()) {
            length = stream.readNBytes(buffer, 0, SIZE);
            isWhole = length < SIZE;
        }
        Glance glance = Glance.at(buffer, length);
        Set<Marker> markers = glance.hasComment() ? Markers.in(buffer, length) : Set.of();
        if (!isWhole || remembered + length > MOST_REMEMBERED) {
            return new Seen(file, markers);
        }
        remembered += length;
        ReadContent read = new ReadContent(content, Arrays.copyOf(buffer, length), glance.isNormal());
        return new Seen(new SourceFile(file.path(), read), markers);
    }
}
