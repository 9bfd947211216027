package dev.pawl.parse;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.Problem;
import dev.pawl.migration.Content;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** What to say of a byte that PostgreSQL would not take. */
final class EncodingProblem {
    private static final byte[] LITTLE_ENDIAN = {(byte) 0xFF, (byte) 0xFE};
    private static final byte[] BIG_ENDIAN = {(byte) 0xFE, (byte) 0xFF};

    private EncodingProblem() {}

    static Problem at(Content content, long offset) {
        int wrong;
        boolean utf16;
        try (InputStream in = content.open()) {
            byte[] first = in.readNBytes(LITTLE_ENDIAN.length);
            utf16 = isUtf16Mark(first);
            wrong = offset < first.length ? first[(int) offset] & 0xFF : byteAt(in, offset - first.length);
        } catch (IOException e) {
            throw SourceLines.unreadable(content, e);
        }
        if (wrong == 0) {
            return SourceLines.problemAt(
                    content,
                    offset,
                    ErrorCode.NUL_BYTE,
                    "The file has a NUL byte, which PostgreSQL does not take",
                    "Remove the byte, or save the file as UTF-8 if it is UTF-16.");
        }
        return SourceLines.problemAt(
                content,
                offset,
                ErrorCode.ENCODING_INVALID,
                utf16 ? "The file is UTF-16, not UTF-8" : "The byte 0x%02X is not UTF-8".formatted(wrong),
                "Save the file as UTF-8.");
    }

    private static int byteAt(InputStream in, long offset) throws IOException {
        in.skipNBytes(offset);
        return in.read();
    }

    private static boolean isUtf16Mark(byte[] first) {
        return Arrays.equals(first, LITTLE_ENDIAN) || Arrays.equals(first, BIG_ENDIAN);
    }
}
