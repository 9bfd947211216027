package dev.pawl.parse;

import dev.pawl.migration.Script.Slice;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A window onto the bytes of a script that moves forward. What lies behind {@link #keepFrom} may be forgotten; what lies
 * between it and {@link #pos} stays, so that the text of a statement can be taken when its end is found.
 *
 * <p>The fields are open to the lexer, whose loops must not pay for a call per byte. Indexes are valid until the next
 * {@link #fill()}; offsets, which count from the beginning of the file, are valid always.
 */
final class ByteWindow {
    /** How much stays behind the position in any case: enough for a look back at a keyword. */
    static final int LOOK_BACK = 64;

    /** The bytes, from index 0 to {@link #limit}. */
    byte[] bytes;

    /** The index of the next byte to look at. */
    int pos;

    /** The index after the last byte. */
    int limit;

    private final ScriptBytes source;
    private final int initialSize;
    private final int maxKept;
    private final LineCounter lines = new LineCounter();
    /** The offset of {@code bytes[0]}. */
    private long base;

    private long kept;
    private byte @Nullable [] head;
    private boolean atEnd;

    /**
     * @param initialSize of the buffer, in bytes; it grows with the longest statement
     * @param maxKept the length beyond which only the beginning of a statement is kept
     */
    ByteWindow(ScriptBytes source, int initialSize, int maxKept) {
        this.source = source;
        this.initialSize = initialSize;
        this.maxKept = maxKept;
        this.bytes = new byte[initialSize];
    }

    /** Moves to the next slice of the script; false when there is none. */
    boolean nextSlice() {
        Slice slice = source.nextSlice();
        if (slice == null) {
            return false;
        }
        pos = 0;
        limit = 0;
        atEnd = false;
        base = source.offset();
        keepFrom(base);
        lines.startAt(base, slice.firstLine());
        return true;
    }

    /** The offset of the next byte. */
    long offset() {
        return base + pos;
    }

    /** The index of an offset. */
    int index(long offset) {
        return (int) (offset - base);
    }

    /** Lets go of everything before an offset. */
    void keepFrom(long offset) {
        kept = offset;
        head = null;
    }

    /** The byte at some distance from the position, without moving; -1 at the end of the slice. */
    int peek(int ahead) {
        while (pos + ahead >= limit) {
            if (!fill()) {
                return -1;
            }
        }
        return bytes[pos + ahead] & 0xFF;
    }

    /** The byte before an offset, as far as {@link #LOOK_BACK} allows; -1 where it is forgotten. */
    int before(long offset) {
        int index = index(offset) - 1;
        return index >= 0 ? bytes[index] & 0xFF : -1;
    }

    /** Reads more bytes; false at the end of the slice. Moves what is kept, and {@link #pos} with it. */
    boolean fill() {
        if (atEnd) {
            return false;
        }
        if (head == null && pos - index(kept) > maxKept) {
            int from = index(kept);
            head = Arrays.copyOfRange(bytes, from, from + maxKept);
        }
        int from = head == null ? Math.min(pos, index(kept)) : pos;
        makeRoom(Math.max(0, from - LOOK_BACK));
        int count = source.read(bytes, limit, bytes.length - limit);
        if (count < 0) {
            atEnd = true;
            return false;
        }
        limit += count;
        return true;
    }

    private void makeRoom(int forget) {
        lines.advance(bytes, index(lines.offset()), forget);
        int live = limit - forget;
        int size = sizeFor(live);
        byte[] target = size == bytes.length ? bytes : new byte[size];
        System.arraycopy(bytes, forget, target, 0, live);
        bytes = target;
        base += forget;
        pos -= forget;
        limit = live;
    }

    /** At least half of the buffer is free after moving, so that moving costs no more than reading. */
    private int sizeFor(int live) {
        int size = live <= initialSize / 2 ? initialSize : bytes.length;
        while (size < 2L * live) {
            size = Math.multiplyExact(size, 2);
        }
        return size;
    }

    /** The line of an offset that is not before {@link #keepFrom}; asked in rising order. */
    int lineAt(long offset) {
        lines.advance(bytes, index(lines.offset()), index(offset));
        return lines.line();
    }

    /** The column of the offset that {@link #lineAt} was asked for last. */
    int column() {
        return lines.column();
    }

    /** The text from {@link #keepFrom} to an offset, or as much of it as is kept. */
    String textTo(long to) {
        byte[] beginning = head;
        if (beginning != null) {
            int length = (int) Math.min(beginning.length, to - kept);
            return new String(beginning, 0, length, StandardCharsets.UTF_8);
        }
        int from = index(kept);
        return new String(bytes, from, index(to) - from, StandardCharsets.UTF_8);
    }
}
