package dev.pawl.parse;

import dev.pawl.error.PawlException;
import dev.pawl.migration.Content;
import java.io.InputStream;
import java.util.Objects;

/** The data that follows a {@code COPY … FROM STDIN}: the lines up to and without {@code \.}. */
final class CopyDataStream extends InputStream {
    private static final int LONGEST_END = 4; // \ . CR LF

    private final Content content;
    private final ByteWindow in;
    private final long statementAt;
    private boolean atLineStart = true;
    private boolean ended;

    /**
     * Begins at the first line of the data.
     *
     * @param statementAt the offset of the statement, for an error
     */
    CopyDataStream(Content content, ByteWindow in, long statementAt) {
        this.content = content;
        this.in = in;
        this.statementAt = statementAt;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int from, int length) {
        Objects.checkFromIndexSize(from, length, into.length);
        if (length == 0) {
            return 0;
        }
        int count = Math.min(length, available());
        if (count == 0) {
            return -1;
        }
        int taken = wholeLines(count);
        System.arraycopy(in.bytes, in.pos, into, from, taken);
        in.pos += taken;
        return taken;
    }

    /** Skips what was not read. */
    void drain() {
        for (int count = available(); count > 0; count = available()) {
            in.pos += wholeLines(count);
        }
    }

    /** How many bytes of data are in the window; 0 at the end of the data. */
    @Override
    public int available() {
        if (ended) {
            return 0;
        }
        in.keepFrom(in.offset()); // else the window would grow with the data
        if (atLineStart && isEnd()) {
            return 0;
        }
        if (in.peek(0) < 0) {
            throw PawlException.of(Unterminated.copyData(statementAt).in(content));
        }
        return in.limit - in.pos;
    }

    private boolean isEnd() {
        if (in.peek(0) != '\\' || in.peek(1) != '.') {
            return false;
        }
        int third = in.peek(2);
        int length = third == '\r' ? LONGEST_END - 1 : 2;
        int last = in.peek(length);
        if (last != '\n' && last >= 0) {
            return false;
        }
        in.pos += last < 0 ? length : length + 1;
        ended = true;
        return true;
    }

    /** How many of the next bytes can be taken before another line may end the data. */
    private int wholeLines(int count) {
        byte[] bytes = in.bytes;
        int end = in.pos + count;
        int pos = in.pos;
        do { // where it begins, it was looked at already
            pos = ByteSearch.indexOf((byte) '\\', bytes, pos + 1, end);
        } while (pos < end && bytes[pos - 1] != '\n');
        atLineStart = bytes[pos - 1] == '\n';
        return pos - in.pos;
    }
}
