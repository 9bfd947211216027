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
import java.io.InputStreamReader;
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
                    count += characters(new InputStreamReader(copy.data(), StandardCharsets.UTF_8), buffer);
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
        private final byte[] block;
        private final long length;
        private final byte[] before;
        private final byte[] after;

        private Repeated(byte[] unit, long length, byte[] before, byte[] after) {
            this.unit = unit;
            this.block = new byte[unit.length * (1 + 65_536 / unit.length)];
            for (int i = 0; i < block.length; i++) {
                block[i] = unit[i % unit.length];
            }
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
                    int count = next(at, into, from, wanted);
                    at += count;
                    return count == 0 ? -1 : count;
                }
            };
        }

        private int next(long at, byte[] into, int from, int wanted) {
            long inside = at - before.length;
            if (inside < 0) {
                return copy(before, at, before.length, into, from, wanted);
            }
            if (inside < length) {
                return copy(block, inside % unit.length, length - inside, into, from, wanted);
            }
            return copy(after, inside - length, after.length, into, from, wanted);
        }

        private static int copy(byte[] source, long start, long most, byte[] into, int from, int wanted) {
            int count = (int) Math.min(Math.min(wanted, most), source.length - start);
            System.arraycopy(source, (int) start, into, from, count);
            return count;
        }
    }
}
