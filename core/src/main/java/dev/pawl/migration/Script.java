package dev.pawl.migration;

import java.util.List;

/**
 * The SQL of a migration in one direction: a whole file, or the parts of a file between its markers.
 *
 * @param content the file that holds it
 * @param slices the parts of the file that belong to it, in order; never empty
 */
public record Script(Content content, List<Slice> slices) {

    /** Copies the slices. */
    public Script {
        slices = List.copyOf(slices);
        if (slices.isEmpty()) {
            throw new IllegalArgumentException("A script has at least one slice");
        }
    }

    /** A script that is a whole file. */
    public static Script wholeFile(Content content) {
        return new Script(content, List.of(Slice.WHOLE));
    }

    /**
     * A run of bytes of a file.
     *
     * @param fromByte the first byte, from 0
     * @param toByte the byte after the last one; {@link Long#MAX_VALUE} for the end of the file
     * @param firstLine the line number of the first byte, from 1; a slice begins at the start of a line
     */
    public record Slice(long fromByte, long toByte, int firstLine) {
        /** The whole file. */
        public static final Slice WHOLE = new Slice(0, Long.MAX_VALUE, 1);
    }
}
