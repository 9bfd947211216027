package dev.pawl.parse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.discover.Format;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.migration.Migration;
import dev.pawl.migration.PreparedScript;
import dev.pawl.migration.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole scripts, each a folder {@code parse/<case>} with {@code input.sql} and {@code expected.txt}; the folder's name
 * ends with the format where that is not plain ({@code users.goose}). {@code -Dgolden.update=true} rewrites what is
 * expected.
 */
class GoldenScriptsTest {
    private static final Path CASES = Path.of("src", "test", "resources", "parse");

    static List<Path> cases() throws IOException {
        try (Stream<Path> folders = Files.list(CASES)) {
            return folders.sorted().toList();
        }
    }

    @ParameterizedTest(name = "F5: F6: F7: {0}")
    @MethodSource("cases")
    @DisplayName("F5: F6: F7: whole scripts read as expected")
    void reads(Path folder) throws IOException {
        String found = describe(format(folder), Files.readString(folder.resolve("input.sql")));
        Path expected = folder.resolve("expected.txt");
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(expected, found);
        }
        assertThat(found).isEqualTo(Files.readString(expected));
    }

    private static Format format(Path folder) {
        String name = folder.getFileName().toString();
        int dot = name.indexOf('.');
        return dot < 0 ? Format.PLAIN : Format.valueOf(name.substring(dot + 1).toUpperCase(Locale.ROOT));
    }

    private static String describe(Format format, String sql) {
        StringBuilder out = new StringBuilder();
        try {
            for (Migration migration : Scripts.read(format, sql)) {
                out.append("migration ").append(migration.version()).append(' ').append(migration.directives());
                out.append('\n');
                describe(migration, migration.up(), "up", out);
                migration.down().ifPresent(down -> describe(migration, down, "down", out));
            }
        } catch (PawlException e) {
            e.problems().forEach(problem -> describe(problem, out));
        }
        return out.toString();
    }

    private static void describe(Migration migration, Script script, String name, StringBuilder out) {
        PreparedScript prepared = new ScriptPreparer().prepare(migration, script);
        out.append(name).append(": ").append(prepared.mode());
        prepared.reason().ifPresent(reason -> out.append(" because ").append(reason));
        prepared.transactionModes().ifPresent(modes -> out.append(" with ").append(modes));
        out.append(", ").append(prepared.statementCount()).append(" statements\n");
        for (Scripts.Split split : Scripts.split(StatementReader.open(script))) {
            out.append(split.statement().position().line()).append(':');
            out.append(split.statement().position().column())
                    .append(' ')
                    .append(split.statement().kind());
            out.append('\n').append(indented(split.sql()));
            out.append(split.data().isEmpty() ? "" : "  data\n" + indented(split.data()));
        }
    }

    private static String indented(String text) {
        return text.stripTrailing().indent(4);
    }

    private static void describe(Problem problem, StringBuilder out) {
        out.append(problem).append('\n');
        problem.excerpt()
                .ifPresent(excerpt -> out.append("    ")
                        .append(excerpt.line())
                        .append('\n')
                        .append(" ".repeat(excerpt.caret() + 3))
                        .append("^\n"));
    }
}
