package dev.pawl.parse;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Counts lines and columns of bytes that pass by, eight at a time. */
final class LineCounter {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long LOW_BITS = 0x7F7F7F7F7F7F7F7FL;
    private static final long NEW_LINES = ONES * '\n';

    private long offset;
    private int line = 1;
    private int column = 1;

    /** Begins at the start of a line. */
    void startAt(long firstByte, int firstLine) {
        offset = firstByte;
        line = firstLine;
        column = 1;
    }

    /** The offset that was counted to. */
    long offset() {
        return offset;
    }

    /** The line there, from 1. */
    int line() {
        return line;
    }

    /** The column there in characters, from 1. */
    int column() {
        return column;
    }

    /** Counts some bytes, which begin at {@link #offset()}; none where the end is not behind the beginning. */
    void advance(byte[] bytes, int from, int to) {
        if (to <= from) {
            return;
        }
        int lineStart = to;
        while (lineStart > from && bytes[lineStart - 1] != '\n') {
            lineStart--;
        }
        if (lineStart > from) {
            line += newLines(bytes, from, lineStart);
            column = 1;
        }
        column += characters(bytes, lineStart, to);
        offset += to - from;
    }

    private static int newLines(byte[] bytes, int from, int to) {
        int count = 0;
        int i = from;
        for (; i + 8 <= to; i += 8) {
            long word = (long) LONGS.get(bytes, i) ^ NEW_LINES; // a new line is now a zero byte
            long nonZero = ((word & LOW_BITS) + LOW_BITS) | word | LOW_BITS;
            count += Long.bitCount(~nonZero);
        }
        for (; i < to; i++) {
            if (bytes[i] == '\n') {
                count++;
            }
        }
        return count;
    }

    private static int characters(byte[] bytes, int from, int to) {
        int count = 0;
        for (int i = from; i < to; i++) {
            if ((bytes[i] & 0xC0) != 0x80) {
                count++;
            }
        }
        return count;
    }
}
