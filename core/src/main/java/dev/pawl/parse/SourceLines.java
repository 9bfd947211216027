package dev.pawl.parse;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.Excerpt;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.migration.Content;
import dev.pawl.migration.SourcePosition;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Tells where in a file a byte is, by reading the file again: only a problem asks for it, so nothing else pays for it.
 */
final class SourceLines {
    /** How much of a line around the byte is kept for the excerpt. */
    private static final int AROUND = 2048;

    private SourceLines() {}

    /** A problem at a byte of a file, with its line, column and excerpt. */
    static Problem problemAt(Content content, long offset, ErrorCode code, String message, String fix) {
        Place place = place(content, offset);
        return Problem.at(place.position(), code, message, fix).withExcerpt(place.excerpt());
    }

    /** Where a byte is. */
    static Place place(Content content, long offset) {
        try (InputStream in = new BufferedInputStream(content.open(), 1 << 16)) {
            return place(content.location(), in, offset);
        } catch (IOException e) {
            throw unreadable(content, e);
        }
    }

    private static Place place(String file, InputStream in, long offset) throws IOException {
        int line = 1;
        int column = 1;
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        int caret = 1;
        for (long at = 0; at < offset; at++) {
            int b = in.read();
            if (b < 0) {
                break;
            }
            if (b == '\n') {
                line++;
                column = 1;
                caret = 1;
                text.reset();
                continue;
            }
            if (isByteOrderMark(b, at, in)) {
                at += 2;
                continue;
            }
            if ((b & 0xC0) != 0x80) {
                column++;
                caret++;
                if (text.size() >= AROUND) {
                    text.reset();
                    caret = 2;
                }
            }
            text.write(b);
        }
        for (int more = 0, b = in.read(); more < AROUND && b >= 0 && b != '\n'; more++, b = in.read()) {
            text.write(b);
        }
        String around = text.toString(StandardCharsets.UTF_8);
        return new Place(new SourcePosition(file, line, column), Excerpts.around(around, caret));
    }

    private static boolean isByteOrderMark(int b, long at, InputStream in) throws IOException {
        if (at != 0 || b != 0xEF) {
            return false;
        }
        in.mark(2);
        if (in.read() == 0xBB && in.read() == 0xBF) {
            return true;
        }
        in.reset();
        return false;
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
