package dev.pawl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pawl.embedded.testing.Effort;
import dev.pawl.embedded.testing.TestServer;
import dev.pawl.event.Progress;
import dev.pawl.event.RunEvent;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("R6: how far a long statement is")
@Timeout(120)
class ProgressTest {

    /** A thousand rows take a second or more. */
    private static final String SLOW_FUNCTION = """
            CREATE FUNCTION slow(id int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$
            BEGIN
                PERFORM pg_sleep(0.001);
                RETURN id;
            END $$;
            """;

    private static final String EFFORT = "only with -D" + Effort.EFFORT_PROPERTY + "=full";

    private Project project;

    @BeforeEach
    void open(@TempDir Path folder) {
        project = new Project(folder);
    }

    @AfterEach
    void close() {
        project.close();
    }

    private void rows(int count) {
        project.file(
                "001_rows.sql",
                SLOW_FUNCTION,
                "CREATE TABLE rows (id int, pad text);",
                "INSERT INTO rows SELECT n, repeat('x', 100) FROM generate_series(1, " + count + ") n;",
                "ANALYZE rows;");
        project.migrate();
    }

    private List<Progress> told() {
        return project.events(RunEvent.Progressed.class).stream()
                .map(RunEvent.Progressed::progress)
                .toList();
    }

    @Test
    @DisplayName("R6: an index build tells how much of the table it has scanned")
    void index() {
        rows(2_300);
        project.file("002_index.sql", "CREATE INDEX rows_slow ON rows (slow(id));");

        project.migrate();

        List<Progress> scans = told().stream()
                .filter(progress -> progress.phase().equals("building index: scanning table"))
                .toList();
        assertThat(scans)
                .isNotEmpty()
                .allSatisfy(scan -> {
                    assertThat(scan.unit()).isEqualTo(Progress.Unit.BLOCKS);
                    assertThat(scan.total()).isGreaterThan(20);
                    assertThat(scan.done()).isBetween(0L, scan.total());
                    assertThat(scan.percent()).isPresent();
                })
                .isSortedAccordingTo((one, other) -> Long.compare(one.done(), other.done()))
                .doesNotHaveDuplicates();
        assertThat(project.events(RunEvent.Progressed.class))
                .allSatisfy(event ->
                        assertThat(event.migration().version().toString()).isEqualTo("002"));
    }

    @Test
    @DisplayName("R6: a concurrent build tells that it waits for writers, how far it is, and nothing after its end")
    void concurrentIndex() throws Exception {
        rows(1_200);
        project.file(
                "002_index.sql", "CREATE INDEX CONCURRENTLY rows_slow ON rows (slow(id));", "SELECT pg_sleep(1.5);");
        try (Connection writer = project.database().connect();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("DELETE FROM rows WHERE id = 1");
            CompletableFuture<Void> run = CompletableFuture.runAsync(project::migrate);
            while (told().isEmpty()) {
                assertThat(run).isNotDone();
                Thread.sleep(50);
            }
            writer.rollback();
            run.join();
        }

        assertThat(told().get(0))
                .isEqualTo(new Progress("waiting for writers before build", 0, 1, Progress.Unit.TRANSACTIONS));
        assertThat(told())
                .anySatisfy(progress -> assertThat(progress.phase()).isEqualTo("building index: scanning table"));
        List<RunEvent> events = project.events();
        assertThat(events.subList(lastStart(events), events.size())).noneMatch(RunEvent.Progressed.class::isInstance);
    }

    private static int lastStart(List<RunEvent> events) {
        return IntStream.range(0, events.size())
                .filter(i -> events.get(i) instanceof RunEvent.StatementStarted)
                .max()
                .orElseThrow();
    }

    @Test
    @DisplayName("R6: a COPY tells how many rows have come")
    void copy() {
        assumeTrue(Effort.isFull(), EFFORT);
        assumeTrue(TestServer.get().version() >= 14, "PostgreSQL 13 does not tell of COPY");
        rows(1);
        String lines = IntStream.range(0, 2_500).mapToObj(i -> i + "\tx").collect(Collectors.joining("\n"));
        project.file(
                "002_copy.sql",
                "ALTER TABLE rows ADD CHECK (slow(id) >= 0) NOT VALID;",
                "COPY rows FROM stdin;",
                lines,
                "\\.");

        project.migrate();

        assertThat(told()).isNotEmpty().allSatisfy(progress -> {
            assertThat(progress.phase()).isEqualTo("copying");
            assertThat(progress.unit()).isEqualTo(Progress.Unit.ROWS);
            assertThat(progress.done()).isIn(0L, 1000L, 2000L); // it counts in thousands
            assertThat(progress.percent()).isEmpty();
        });
    }

    @Test
    @DisplayName("R6: VACUUM FULL and ANALYZE tell, too")
    void others() {
        assumeTrue(Effort.isFull(), EFFORT);
        rows(2_500);
        project.sql("CREATE INDEX rows_slow ON rows (slow(id))");
        project.file("002_vacuum.sql", "VACUUM FULL rows;");

        project.migrate();

        assertThat(told())
                .isNotEmpty()
                .allSatisfy(progress ->
                        assertThat(progress.phase()).isIn("rebuilding index", "building index: scanning table"));
    }

    @Test
    @DisplayName("R6: nobody is asked about a migration of short statements")
    void shortStatements() {
        rows(10);
        project.file("002_short.sql", "SELECT pg_sleep(0.6);", "SELECT pg_sleep(0.6);", "SELECT pg_sleep(0.6);");

        project.migrate();

        assertThat(told()).isEmpty();
    }

    @Test
    @DisplayName("R6: a role without any right to see others sees its own progress")
    void ordinaryRole() {
        project.sql("CREATE ROLE " + role() + " LOGIN; GRANT CREATE ON SCHEMA public TO " + role());
        try {
            project.file(
                    "001_rows.sql",
                    SLOW_FUNCTION,
                    "CREATE TABLE rows AS SELECT n AS id FROM generate_series(1, 2300) n;",
                    "CREATE INDEX rows_slow ON rows (slow(id));");

            project.builder()
                    .url(project.database().url().replaceFirst("//[^@]*@", "//" + role() + "@"))
                    .build()
                    .migrate();

            assertThat(told()).isNotEmpty();
        } finally {
            project.sql("DROP OWNED BY " + role() + "; DROP ROLE " + role());
        }
    }

    private String role() {
        return "progress_" + project.database().name();
    }

    @Test
    @DisplayName("R6: while three million rows are scanned, sorted and loaded, each second tells of the phase it is in")
    void threeMillion() {
        assumeTrue(Effort.isFull(), EFFORT);
        project.file(
                "001_rows.sql",
                "CREATE TABLE rows AS SELECT md5(n::text) AS hash FROM generate_series(1, 3000000) n;",
                "SET max_parallel_maintenance_workers = 0;",
                "SET maintenance_work_mem = '1MB';",
                "CREATE INDEX rows_hash ON rows (hash COLLATE \"C\");");

        project.migrate();

        assertThat(told().stream().map(Progress::phase).distinct().toList())
                .isNotEmpty()
                .isSubsetOf(
                        "building index: scanning table",
                        "building index: sorting live tuples",
                        "building index: loading tuples in tree");
        assertThat(told().stream().filter(progress -> progress.phase().endsWith("loading tuples in tree")))
                .allSatisfy(progress -> assertThat(progress.unit()).isEqualTo(Progress.Unit.ROWS));
    }
}
