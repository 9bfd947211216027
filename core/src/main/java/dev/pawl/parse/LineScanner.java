package dev.pawl.parse;

import dev.pawl.migration.Script;
import java.io.Closeable;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads a file line by line, for the markers of layouts that put several scripts into one file. */
final class LineScanner implements Closeable {
    private static final int BUFFER_SIZE = 1 << 16;
    private static final int LONGEST_COMMENT = 1 << 13;

    private final ScriptBytes bytes;
    private final ByteWindow in;
    private final Texts texts;
    private int number;

    /** Of which lines the text is wanted. */
    enum Texts {
        COMMENTS,
        ALL
    }

    LineScanner(Script wholeFile, Texts texts) {
        this.texts = texts;
        bytes = new ScriptBytes(wholeFile, ScriptBytes.Tap.NONE);
        in = new ByteWindow(bytes, BUFFER_SIZE, BUFFER_SIZE);
        in.nextSlice();
    }

    /** The next line, or null at the end. */
    @Nullable
    SourceLine next() {
        if (in.peek(0) < 0) {
            return null;
        }
        number++;
        long from = in.offset();
        in.keepFrom(from);
        skipBlanks();
        SourceLine.Kind kind = kind();
        boolean wanted = texts == Texts.ALL || kind == SourceLine.Kind.COMMENT;
        skipLine(wanted);
        String text = wanted ? text(from) : "";
        return new SourceLine(from, in.offset(), number, kind, text);
    }

    private void skipBlanks() {
        for (int b = in.peek(0); b != '\n' && Bytes.isSpace(b); b = in.peek(0)) {
            in.pos++;
        }
    }

    private SourceLine.Kind kind() {
        int first = in.peek(0);
        if (first < 0 || first == '\n') {
            return SourceLine.Kind.BLANK;
        }
        return first == '-' && in.peek(1) == '-' ? SourceLine.Kind.COMMENT : SourceLine.Kind.SQL;
    }

    private void skipLine(boolean keep) {
        do {
            while (in.pos < in.limit) {
                if (in.bytes[in.pos++] == '\n') {
                    return;
                }
            }
            if (!keep) {
                in.keepFrom(in.offset());
            }
        } while (in.fill());
    }

    private String text(long from) {
        int start = in.index(from);
        if (start < 0) {
            return ""; // longer than any marker
        }
        int length = Math.min(in.pos - start, LONGEST_COMMENT);
        return new String(in.bytes, start, length, StandardCharsets.UTF_8).strip();
    }

    @Override
    public void close() {
        bytes.close();
    }
}
