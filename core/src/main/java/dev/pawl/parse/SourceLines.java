package dev.pawl.parse;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.Excerpt;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.migration.Content;
import dev.pawl.migration.SourcePosition;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Tells where in a file a byte is, by reading the file again: only a problem asks for it, so nothing else pays for it.
 */
final class SourceLines {
    /** How much of a line before and after the byte is kept for the excerpt, in bytes. */
    private static final int AROUND = 2048;

    private static final int CHUNK = 1 << 16;

    private SourceLines() {}

    /** A problem at a byte of a file, with its line, column and excerpt. */
    static Problem problemAt(Content content, long offset, ErrorCode code, String message, String fix) {
        Place place = place(content, offset);
        return Problem.at(place.position(), code, message, fix).withExcerpt(place.excerpt());
    }

    /** Where a byte is. */
    static Place place(Content content, long offset) {
        try (InputStream in = content.open()) {
            LineCounter lines = new LineCounter();
            byte[] before = countTo(in, offset, lines);
            Excerpt excerpt = excerpt(before, in.readNBytes(AROUND));
            return new Place(new SourcePosition(content.location(), lines.line(), lines.column()), excerpt);
        } catch (IOException e) {
            throw unreadable(content, e);
        }
    }

    /** Counts the bytes before an offset, and gives the last of them. */
    private static byte[] countTo(InputStream in, long offset, LineCounter lines) throws IOException {
        byte[] chunk = new byte[AROUND + CHUNK];
        int kept = 0;
        long at = 0;
        while (at < offset) {
            int count = in.readNBytes(chunk, kept, (int) Math.min(CHUNK, offset - at));
            if (count == 0) {
                break;
            }
            int mark = at == 0 ? markLength(chunk, count) : 0;
            lines.advance(chunk, kept + mark, kept + count);
            at += count;
            int end = kept + count;
            kept = Math.min(AROUND, end - mark);
            System.arraycopy(chunk, end - kept, chunk, 0, kept);
        }
        return Arrays.copyOf(chunk, kept);
    }

    private static int markLength(byte[] bytes, int count) {
        boolean mark = count >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF;
        return mark ? 3 : 0;
    }

    private static Excerpt excerpt(byte[] before, byte[] after) {
        String start = new String(before, StandardCharsets.UTF_8);
        String beforeOnLine = start.substring(start.lastIndexOf('\n') + 1);
        String rest = new String(after, StandardCharsets.UTF_8);
        int end = rest.indexOf('\n');
        String line = beforeOnLine + (end < 0 ? rest : rest.substring(0, end));
        return Excerpts.around(line, beforeOnLine.codePointCount(0, beforeOnLine.length()) + 1);
    }

    /** The exception for a file that is gone or cannot be read. */
    static PawlException unreadable(Content content, IOException e) {
        String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return PawlException.of(
                Problem.at(
                        SourcePosition.startOf(content.location()),
                        ErrorCode.FILE_UNREADABLE,
                        "The file cannot be read: " + reason,
                        "Check that it exists and that this user may read it."),
                e);
    }

    /**
     * A place in a file.
     *
     * @param position line and column
     * @param excerpt the line
     */
    record Place(SourcePosition position, Excerpt excerpt) {}
}
