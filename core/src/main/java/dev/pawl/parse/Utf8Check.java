package dev.pawl.parse;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Checks that bytes are UTF-8 without NUL, chunk by chunk (RFC 3629, section 4). PostgreSQL takes neither other bytes nor
 * a NUL in a query.
 */
final class Utf8Check {
    /** What {@link #check} returns when nothing is wrong. */
    static final long FINE = -1;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private long chunkStart;
    private int missing;
    private int low = 0x80;
    private int high = 0xBF;
    private long leadAt;

    /** @param firstByte the offset of the first byte that will be checked */
    Utf8Check(long firstByte) {
        chunkStart = firstByte;
    }

    /**
     * Checks the next chunk.
     *
     * @return the offset of the first byte that is wrong, or {@link #FINE}
     */
    long check(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            if (missing == 0) {
                i = skipAscii(bytes, i, to);
                if (i == to) {
                    break;
                }
            }
            int b = bytes[i] & 0xFF;
            if (missing > 0 ? !continues(b) : !starts(b, chunkStart + i - from)) {
                return missing > 0 ? leadAt : chunkStart + i - from;
            }
            i++;
        }
        chunkStart += to - from;
        return FINE;
    }

    /** After the last chunk: the offset of a character that was cut off, or {@link #FINE}. */
    long finish() {
        return missing > 0 ? leadAt : FINE;
    }

    /** Eight bytes at a time: none has its high bit set, and none is zero. */
    private static int skipAscii(byte[] bytes, int from, int to) {
        int i = from;
        while (i + 8 <= to) {
            long word = (long) LONGS.get(bytes, i);
            if ((((word - ONES) | word) & HIGH_BITS) != 0) {
                break;
            }
            i += 8;
        }
        while (i < to && bytes[i] > 0) {
            i++;
        }
        return i;
    }

    private boolean starts(int b, long offset) {
        leadAt = offset;
        low = b == 0xE0 ? 0xA0 : b == 0xF0 ? 0x90 : 0x80;
        high = b == 0xED ? 0x9F : b == 0xF4 ? 0x8F : 0xBF;
        if (b >= 0xC2 && b <= 0xDF) {
            missing = 1;
        } else if (b >= 0xE0 && b <= 0xEF) {
            missing = 2;
        } else if (b >= 0xF0 && b <= 0xF4) {
            missing = 3;
        }
        return missing > 0;
    }

    private boolean continues(int b) {
        if (b < low || b > high) {
            return false;
        }
        low = 0x80;
        high = 0xBF;
        missing--;
        return true;
    }
}
