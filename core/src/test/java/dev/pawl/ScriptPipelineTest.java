package dev.pawl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.event.RunEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The statements of one script, sent one behind the other")
class ScriptPipelineTest {

    private Project project;

    @BeforeEach
    void open(@TempDir Path folder) {
        project = new Project(folder);
    }

    @AfterEach
    void close() {
        project.close();
    }

    private Problem failing() {
        return catchThrowableOfType(PawlException.class, project::migrate).problem();
    }

    /** A table, and a row on each line from the second on; the row of one line is another. */
    private void rows(int count, int line, String row) {
        StringBuilder script =
                new StringBuilder("CREATE TABLE t (id int PRIMARY KEY, name text CHECK (name <> ''));\n");
        for (int n = 2; n <= count; n++) {
            script.append(n == line ? row : "INSERT INTO t (id, name) VALUES (%d, 'žluť 🐎; %d');".formatted(n, n))
                    .append('\n');
        }
        project.file("001_rows.sql", script.toString());
    }

    @ParameterizedTest(name = "T3: {0}: the error names line and column among a thousand rows")
    @CsvSource(
            delimiter = '|',
            value = {
                "without a place | INSERT INTO t (id, name) VALUES (2, 'again');        | 1",
                "in the middle   | INSERT INTO t (id, name) VALUES (777, 'ž'::int);     | 39",
                "unreadable      | INSERT INTO t (id, name) VALUES (777, 'ž' 'x');      | 43",
                "without an end  | INSERT INTO t (id, name) VALUES (777,);              | 38",
                "of a check      | INSERT INTO t (id, name) VALUES (777, '');           | 1"
            })
    void place(String name, String row, int column) {
        rows(1_000, 777, row);

        Problem problem = failing();

        assertThat(problem.position().orElseThrow().line())
                .as(problem.message())
                .isEqualTo(777);
        assertThat(problem.position().orElseThrow().column())
                .as(problem.message())
                .isEqualTo(column);
        assertThat(project.tables()).isEmpty();
    }

    @Test
    @DisplayName("R1 T3: each is told once, in order, with its place; all of them are there")
    void events() {
        rows(1_000, 0, "");
        project.migrate();

        assertThat(project.value("SELECT count(*) FROM t")).isEqualTo("999");
        assertThat(project.value("SELECT name FROM t WHERE id = 777")).isEqualTo("žluť 🐎; 777");
        List<RunEvent.StatementStarted> started = project.events(RunEvent.StatementStarted.class);
        assertThat(started)
                .extracting(event -> event.position().line())
                .isEqualTo(IntStream.rangeClosed(1, 1_000).boxed().toList());
        assertThat(started)
                .extracting(RunEvent.StatementStarted::index)
                .isEqualTo(IntStream.rangeClosed(1, 1_000).boxed().toList());
        assertThat(project.events(RunEvent.StatementFinished.class))
                .extracting(event -> event.position().line())
                .isEqualTo(IntStream.rangeClosed(1, 1_000).boxed().toList());
    }

    @Test
    @DisplayName("R3: what the server says comes between the beginning and the end of the statement that it is about")
    void notices() {
        project.file(
                "001_n.sql",
                "CREATE FUNCTION say() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$ BEGIN RAISE NOTICE 'row %', NEW.id; RETURN NEW; END $$;",
                "CREATE TABLE t (id int);",
                "CREATE TRIGGER say BEFORE INSERT ON t FOR EACH ROW WHEN (NEW.id % 100 = 0) EXECUTE FUNCTION say();",
                IntStream.rangeClosed(1, 300)
                        .mapToObj("INSERT INTO t VALUES (%d);"::formatted)
                        .reduce("", (all, one) -> all + one + "\n"),
                "SELECT 'a row that nobody reads' FROM generate_series(1, 1000);",
                "DROP TABLE IF EXISTS none;");
        project.migrate();

        List<RunEvent> events = project.events();
        List<String> seen = IntStream.range(0, events.size())
                .filter(i -> events.get(i) instanceof RunEvent.Noticed)
                .mapToObj(i -> ((RunEvent.StatementStarted) events.get(i - 1)).sql() + " -> "
                        + ((RunEvent.Noticed) events.get(i)).message())
                .toList();
        assertThat(seen)
                .containsExactly(
                        "INSERT INTO t VALUES (100) -> row 100",
                        "INSERT INTO t VALUES (200) -> row 200",
                        "INSERT INTO t VALUES (300) -> row 300",
                        "DROP TABLE IF EXISTS none -> table \"none\" does not exist, skipping");
    }

    @Test
    @DisplayName("F5: what changes how the rest is read, or takes back what failed, keeps its place")
    void settings() {
        project.file(
                "001_s.sql",
                "CREATE TABLE t (id int, name text);",
                "SET standard_conforming_strings = off;",
                "SET escape_string_warning = off;",
                "INSERT INTO t VALUES (1, 'a\\\\b');",
                "SET standard_conforming_strings = on;",
                "INSERT INTO t VALUES (2, 'a\\\\b');",
                "SAVEPOINT s;",
                "INSERT INTO t VALUES (3, 'gone');",
                "ROLLBACK TO SAVEPOINT s;",
                "INSERT INTO t VALUES (4, 'stays');");
        project.migrate();

        assertThat(project.rows("SELECT id, name FROM t ORDER BY id")).containsExactly("1|a\\b", "2|a\\\\b", "4|stays");
    }
}
