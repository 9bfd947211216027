package dev.pawl.parse;

import dev.pawl.error.PawlException;
import dev.pawl.migration.Content;
import dev.pawl.migration.Script;
import dev.pawl.migration.Script.Slice;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a script, slice after slice, as a stream: a byte order mark is dropped, and anything but UTF-8 without NUL
 * is refused at its place.
 */
final class ScriptBytes implements Closeable {
    private static final int MARK_LENGTH = 3;

    private final Content content;
    private final Iterator<Slice> slices;
    private final Tap tap;
    private @Nullable InputStream in;
    /** The offset in the file of the next byte. */
    private long offset;

    private long sliceEnd;
    private Utf8Check check = new Utf8Check(0);
    private byte[] ahead = new byte[0];

    /** @param tap sees all bytes that are read */
    ScriptBytes(Script script, Tap tap) {
        this.content = script.content();
        this.slices = script.slices().iterator();
        this.tap = tap;
    }

    /** Sees nothing. A class, because the JVM's archive holds it, and would not hold a lambda of an interface. */
    private static final class Blind implements Tap {
        @Override
        public void bytes(byte[] bytes, int from, int to) {}
    }

    /** Sees the bytes of a script pass by. */
    interface Tap {
        /** Sees nothing. */
        Tap NONE = new Blind();

        /** The next bytes of the script. */
        void bytes(byte[] bytes, int from, int to);

        /** A byte order mark that the script begins with, and that {@link #bytes} will not show. */
        default void byteOrderMark() {}
    }

    /** Moves to the next slice; null when there is none. */
    @Nullable
    Slice nextSlice() {
        if (!slices.hasNext()) {
            return null;
        }
        Slice slice = slices.next();
        try {
            moveTo(slice.fromByte());
        } catch (IOException e) {
            throw SourceLines.unreadable(content, e);
        }
        sliceEnd = slice.toByte();
        check = new Utf8Check(offset);
        return slice;
    }

    private void moveTo(long from) throws IOException {
        InputStream stream = in;
        if (stream == null) {
            stream = content.open();
            in = stream;
            ahead = stream.readNBytes(MARK_LENGTH);
            if (isMark(ahead)) {
                ahead = new byte[0];
                offset = MARK_LENGTH;
                if (from == 0) {
                    tap.byteOrderMark();
                }
            }
        }
        while (ahead.length > 0 && offset < from) {
            ahead = Arrays.copyOfRange(ahead, 1, ahead.length);
            offset++;
        }
        if (offset < from) {
            stream.skipNBytes(from - offset);
            offset = from;
        }
    }

    private static boolean isMark(byte[] bytes) {
        return bytes.length == MARK_LENGTH
                && bytes[0] == (byte) 0xEF
                && bytes[1] == (byte) 0xBB
                && bytes[2] == (byte) 0xBF;
    }

    /** The offset in the file of the next byte. */
    long offset() {
        return offset;
    }

    /**
     * Reads some bytes of the slice.
     *
     * @param length at least 1
     * @return how many, at least one; -1 at the end of the slice
     */
    int read(byte[] into, int from, int length) {
        int wanted = (int) Math.min(length, sliceEnd - offset);
        if (wanted == 0) {
            return end();
        }
        int count = readUnchecked(into, from, wanted);
        if (count < 0) {
            return end();
        }
        refuse(check.check(into, from, from + count));
        tap.bytes(into, from, from + count);
        offset += count;
        return count;
    }

    private int readUnchecked(byte[] into, int from, int wanted) {
        if (ahead.length > 0) {
            int count = Math.min(wanted, ahead.length);
            System.arraycopy(ahead, 0, into, from, count);
            ahead = Arrays.copyOfRange(ahead, count, ahead.length);
            return count;
        }
        InputStream stream = in;
        if (stream == null) {
            throw new IllegalStateException("No slice was asked for");
        }
        try {
            return stream.read(into, from, wanted);
        } catch (IOException e) {
            throw SourceLines.unreadable(content, e);
        }
    }

    private int end() {
        refuse(check.finish());
        return -1;
    }

    private void refuse(long wrongAt) {
        if (wrongAt != Utf8Check.FINE) {
            throw PawlException.of(EncodingProblem.at(content, wrongAt));
        }
    }

    @Override
    public void close() {
        if (in == null) {
            return;
        }
        try {
            in.close();
        } catch (IOException e) {
            throw SourceLines.unreadable(content, e);
        }
    }
}
