package dev.pawl.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.migration.Statement;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Asks psql itself where statements end. In CI it must be there; elsewhere its absence is reported as a skipped test.
 *
 * <p>psql's own commands are taken out of the regression scripts before both read them: pawl refuses them, and their
 * effects do not matter here.
 */
@Tag("psql")
class PsqlComparisonTest {
    private static final Path TARGET = Path.of("target", "postgresql-sources").toAbsolutePath();

    private static final List<ErrorCode> STOPS =
            List.of(ErrorCode.SQL_UNTERMINATED, ErrorCode.META_COMMAND, ErrorCode.COPY_DATA_INVALID);

    private final List<String> stopped = new ArrayList<>();

    @TempDir
    private Path folder;

    @BeforeEach
    void psqlIsThere() {
        if (!Psql.isInstalled()) {
            missing("psql is not installed");
        }
    }

    private static void missing(String what) {
        if ("true".equals(System.getenv("CI"))) {
            fail(what + ", and CI must compare with it");
        }
        Assumptions.abort(what + ", so pawl's splitting is not compared with it");
    }

    @Test
    @DisplayName("F5: splits generated scripts as psql does")
    void generatedScripts() throws Exception {
        int compared = 0;
        try (RecordingServer server = new RecordingServer()) {
            for (long seed = 0; seed < 40; seed++) {
                RandomScript random = new RandomScript(seed);
                compared += compare(random.script(random.statements(60)), "seed " + seed, server);
            }
        }
        assertThat(compared).isGreaterThan(500);
    }

    @Test
    @DisplayName("F5: splits soups of tokens as psql does, up to what is never closed")
    void soups() throws Exception {
        int compared = 0;
        try (RecordingServer server = new RecordingServer()) {
            for (long seed = 0; seed < 100; seed++) {
                compared += compare(new RandomScript(seed).soup(80), "soup " + seed, server);
                compared += compare(new RandomScript(seed).balancedSoup(400), "balanced soup " + seed, server);
            }
        }
        assertThat(compared).isGreaterThan(1_500);
    }

    @Test
    @DisplayName("F5: splits PostgreSQL's own regression scripts as psql does")
    void regressionScripts() throws Exception {
        List<Path> scripts = new PostgresSources(Files.createDirectories(TARGET)).scripts();
        if (scripts.isEmpty()) {
            missing("PostgreSQL's sources could not be fetched with apt");
        }
        int compared = 0;
        try (RecordingServer server = new RecordingServer()) {
            for (Path script : scripts) {
                compared += compareFile(script, server);
            }
        }
        System.out.println("Compared " + compared + " statements of " + scripts.size()
                + " files with psql; stopped early: " + stopped);
        assertThat(stopped).hasSizeLessThan(5);
        assertThat(compared).isGreaterThan(30_000);
    }

    private int compareFile(Path script, RecordingServer server) throws Exception {
        try {
            return compare(
                    withoutMetaCommands(Files.readString(script)),
                    script.getFileName().toString(),
                    server);
        } catch (MalformedInputException e) {
            return 0; // a script about another encoding; pawl refuses it, and psql does not look
        }
    }

    /**
     * Takes psql's commands out of a script: whole lines; those that end a statement become a semicolon; {@code \copy}
     * from stdin becomes COPY, since its data stays; variables that psql itself defines get names that it does not know.
     */
    private static String withoutMetaCommands(String script) {
        return script.replaceAll("(?mi)^\\\\copy (.*) from stdin(.*?);?$", "COPY $1 FROM stdin$2;")
                .replaceAll("(?m)^[ \\t]*\\\\[a-z!?].*$", "")
                .replaceAll("(?m)(?<=\\s)\\\\(gset|gexec|gx|gdesc|g|crosstabview|watch|p|r|C|bind)\\b.*$", ";")
                .replace("\\;", ";")
                .replaceAll(":(['\"]?)([A-Z_]{3,})", ":$1no_$2")
                .replaceAll("(?m)\\\\(if|else|endif|elif|set|echo)\\b.*$", "");
    }

    private int compare(String script, String name, RecordingServer server) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("script.sql"), script);
        List<String> theirs = Psql.split(file, server);
        List<String> ours = new ArrayList<>();
        Optional<ErrorCode> stoppedBy = split(script, ours);
        for (int i = 0; i < Math.min(ours.size(), theirs.size()); i++) {
            assertThat(ours.get(i)).as("%s, statement %d", name, i + 1).isEqualTo(theirs.get(i));
        }
        stoppedBy.ifPresent(code -> stopped.add(name + " " + code));
        if (stoppedBy.isEmpty()) {
            assertThat(theirs).as(name).hasSameSizeAs(ours);
        } else if (stoppedBy.get() == ErrorCode.SQL_UNTERMINATED) {
            assertThat(theirs).as(name).hasSizeBetween(ours.size(), ours.size() + 1);
        }
        return ours.size();
    }

    /**
     * Splits as far as possible, and says what stopped it: psql sends what is never closed as it is or not at all, obeys
     * its own commands, which the backslashes of a soup may look like, and runs what follows a COPY on its line after the
     * data.
     */
    private static Optional<ErrorCode> split(String script, List<String> into) {
        try (StatementReader reader = StatementReader.open(Scripts.script(script))) {
            for (Statement next = reader.next(); next != null; next = reader.next()) {
                into.add(normal(new Scripts.Split(next, Scripts.data(next))));
            }
            return Optional.empty();
        } catch (PawlException e) {
            ErrorCode code = e.problem().code();
            assertThat(code).as(e.getMessage()).isIn(STOPS);
            return Optional.of(code);
        }
    }

    private static String normal(Scripts.Split statement) {
        String sql = NormalSql.of(statement.sql());
        return statement.statement() instanceof Statement.CopyData ? sql + "\n" + statement.data() : sql;
    }
}
