package dev.pawl.parse;

import dev.pawl.discover.Format;
import dev.pawl.discover.MigrationFile;
import dev.pawl.discover.SourceFile;
import dev.pawl.migration.Content;
import dev.pawl.migration.Directives;
import dev.pawl.migration.Migration;
import dev.pawl.migration.PreparedScript;
import dev.pawl.migration.Script;
import dev.pawl.migration.Statement;
import dev.pawl.migration.Version;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Scripts in memory, for tests. */
final class Scripts {
    static final String FILE = "001_test.sql";

    private Scripts() {}

    static Content content(String sql) {
        return content(sql.getBytes(StandardCharsets.UTF_8));
    }

    static Content content(byte[] bytes) {
        return new MemoryContent(FILE, bytes);
    }

    static Script script(String sql) {
        return Script.wholeFile(content(sql));
    }

    /** All statements of a script, the data of COPY in their place. */
    static List<Split> split(String sql) {
        return split(StatementReader.open(script(sql)));
    }

    /** All statements that a reader gives. */
    static List<Split> split(StatementReader reader) {
        List<Split> statements = new ArrayList<>();
        try (reader) {
            for (Statement statement = reader.next(); statement != null; statement = reader.next()) {
                statements.add(new Split(statement, data(statement)));
            }
        }
        return statements;
    }

    static String data(Statement statement) {
        if (!(statement instanceof Statement.CopyData copy)) {
            return "";
        }
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(copy.data(), StandardCharsets.UTF_8))) {
            return reader.lines().map(line -> line + "\n").collect(Collectors.joining());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The texts of a script's statements. */
    static List<String> texts(String sql) {
        return split(sql).stream().map(Split::sql).toList();
    }

    /** Reads a file of some format as a migration. */
    static List<Migration> read(Format format, String sql) {
        return read(format, content(sql), Directives.NONE);
    }

    static List<Migration> read(Format format, Content content, Directives outside) {
        return new MigrationReader()
                .read(List.of(new MigrationFile(
                        Migration.Kind.VERSIONED,
                        Version.of("001"),
                        "Test",
                        FILE,
                        "001_test",
                        new SourceFile(FILE, content),
                        Optional.empty(),
                        format,
                        outside)));
    }

    static Migration plain(String sql) {
        return read(Format.PLAIN, sql).get(0);
    }

    static PreparedScript prepare(String sql) {
        Migration migration = plain(sql);
        return new ScriptPreparer().prepare(migration, migration.up());
    }

    /**
     * A statement with the data that was read with it.
     *
     * @param data of a COPY; empty otherwise
     */
    record Split(Statement statement, String data) {
        String sql() {
            return statement.sql();
        }

        @Override
        public String toString() {
            return statement.position() + " " + statement.kind() + " " + statement.sql() + data;
        }
    }
}
