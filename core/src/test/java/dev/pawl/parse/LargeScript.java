package dev.pawl.parse;

import dev.pawl.discover.Format;
import dev.pawl.migration.Content;
import dev.pawl.migration.Directives;
import dev.pawl.migration.Migration;
import dev.pawl.migration.PreparedScript;
import dev.pawl.migration.Statement;
import dev.pawl.migration.StatementSequence;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;

/** A process with little memory that reads, prepares and walks through a script much larger than it. */
final class LargeScript {

    private LargeScript() {}

    /** Arguments: what is repeated, how many bytes of it, what stands before and after; then whether to walk through. */
    public static void main(String[] arguments) throws IOException {
        Content content = new Repeated(
                arguments[0].getBytes(StandardCharsets.UTF_8),
                Long.parseLong(arguments[1]),
                arguments[2].getBytes(StandardCharsets.UTF_8),
                arguments[3].getBytes(StandardCharsets.UTF_8));
        Migration migration =
                Scripts.read(Format.PLAIN, content, Directives.NONE).get(0);
        PreparedScript prepared = new ScriptPreparer().prepare(migration, migration.up());
        long walked = arguments[4].equals("walk") ? walk(prepared) : prepared.statementCount();
        System.out.println(prepared.statementCount() + " statements, " + walked + " walked");
    }

    private static long walk(PreparedScript prepared) throws IOException {
        long count = 0;
        char[] buffer = new char[8192];
        try (StatementSequence statements = prepared.open()) {
            for (Statement next = statements.next(); next != null; next = statements.next()) {
                count++;
                if (next instanceof Statement.CopyData copy) {
                    count += characters(copy.data(), buffer);
                }
            }
        }
        return count;
    }

    private static long characters(Reader data, char[] buffer) throws IOException {
        long characters = 0;
        for (int read = data.read(buffer); read >= 0; read = data.read(buffer)) {
            characters += read;
        }
        return characters;
    }

    /** Bytes that are made as they are read. */
    private static final class Repeated implements Content {
        private final byte[] unit;
        private final long length;
        private final byte[] before;
        private final byte[] after;

        private Repeated(byte[] unit, long length, byte[] before, byte[] after) {
            this.unit = unit;
            this.length = length;
            this.before = before;
            this.after = after;
        }

        @Override
        public String location() {
            return "large.sql";
        }

        @Override
        public InputStream open() {
            return new InputStream() {
                private long at;

                @Override
                public int read() {
                    byte[] one = new byte[1];
                    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
                }

                @Override
                public int read(byte[] into, int from, int wanted) {
                    int count = 0;
                    while (count < wanted && at < before.length + length + after.length) {
                        into[from + count++] = byteAt(at++);
                    }
                    return count == 0 ? -1 : count;
                }
            };
        }

        private byte byteAt(long at) {
            if (at < before.length) {
                return before[(int) at];
            }
            long inside = at - before.length;
            return inside < length ? unit[(int) (inside % unit.length)] : after[(int) (inside - length)];
        }
    }
}
