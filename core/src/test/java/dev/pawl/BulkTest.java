package dev.pawl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pawl.embedded.testing.TestServer;
import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.event.RunEvent;
import dev.pawl.report.MigrateReport;
import dev.pawl.report.RunMigration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Migrations that are sent one behind the other")
@Timeout(60)
class BulkTest {

    private Project project;

    @BeforeEach
    void open(@TempDir Path folder) {
        project = new Project(folder);
    }

    @AfterEach
    void close() {
        project.close();
    }

    /** Migrations of one table each, with the given one among them. */
    private void tables(int count, int odd, String... lines) {
        for (int n = 1; n <= count; n++) {
            String[] script = n == odd ? lines : new String[] {"CREATE TABLE t%02d (id int);".formatted(n)};
            project.file("%03d_t.sql".formatted(n), script);
        }
    }

    private PawlException failing() {
        return catchThrowableOfType(PawlException.class, project::migrate);
    }

    private List<String> history() {
        return project.rows("SELECT version || ' ' || status FROM schema_migrations ORDER BY version");
    }

    private List<String> audit() {
        return project.rows("SELECT version || ' ' || status FROM migration_history ORDER BY executed_at");
    }

    private static List<String> upTo(int last, String more) {
        return Stream.concat(
                        IntStream.rangeClosed(1, last).mapToObj("%03d"::formatted),
                        Stream.of(more.split(" ")).filter(word -> !word.isEmpty()))
                .toList();
    }

    private static List<String> applied(int last, String word) {
        return IntStream.rangeClosed(1, last)
                .mapToObj(n -> "%03d %s".formatted(n, word))
                .toList();
    }

    @Test
    @DisplayName("R1 R3: a hundred are applied in order, each with its record, its time and its own now()")
    void hundred() {
        project.file("000_log.sql", "CREATE TABLE log (id serial, n int, at timestamptz DEFAULT now());");
        for (int n = 1; n <= 100; n++) {
            project.file("%03d_n.sql".formatted(n), "INSERT INTO log (n) VALUES (%d);".formatted(n));
        }

        MigrateReport report = project.migrate();

        assertThat(Project.versions(report)).hasSize(101).isSorted();
        assertThat(project.rows("SELECT n FROM log ORDER BY id"))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 100)
                        .mapToObj(Integer::toString)
                        .toList());
        assertThat(project.value("SELECT count(DISTINCT at) FROM log")).isEqualTo("100");
        assertThat(project.value("SELECT count(DISTINCT applied_at) FROM schema_migrations"))
                .isEqualTo("101");
        assertThat(project.events(RunEvent.MigrationStarted.class))
                .extracting(RunEvent.MigrationStarted::index)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 101).boxed().toList());
        assertThat(project.rows("SELECT execution_time_ms FROM schema_migrations ORDER BY version"))
                .containsExactlyElementsOf(report.applied().stream()
                        .map(RunMigration::executionTimeMs)
                        .map(Object::toString)
                        .toList());
        assertThat(project.pawl().status().upToDate()).isTrue();
    }

    @Test
    @DisplayName(
            "R1: events come in the order of what happens, each statement between its migration's beginning and end")
    void events() {
        tables(4, 3, "CREATE TABLE a (id int);", "CREATE TABLE b (id int);");

        project.migrate();

        assertThat(project.events().stream()
                        .filter(event -> event instanceof RunEvent.MigrationStarted
                                || event instanceof RunEvent.StatementStarted
                                || event instanceof RunEvent.StatementFinished
                                || event instanceof RunEvent.MigrationApplied)
                        .map(BulkTest::word))
                .containsExactly(
                        "begin 001",
                        "1/1",
                        "done",
                        "end 001",
                        "begin 002",
                        "1/1",
                        "done",
                        "end 002",
                        "begin 003",
                        "1/2",
                        "done",
                        "2/2",
                        "done",
                        "end 003",
                        "begin 004",
                        "1/1",
                        "done",
                        "end 004");
    }

    private static String word(RunEvent event) {
        if (event instanceof RunEvent.MigrationStarted started) {
            return "begin " + started.migration().version();
        }
        if (event instanceof RunEvent.StatementStarted statement) {
            return statement.index() + "/" + statement.total();
        }
        return event instanceof RunEvent.MigrationApplied end
                ? "end " + end.migration().version()
                : "done";
    }

    @Test
    @DisplayName("T3 H6 R1: a statement that fails has its place; what is before it stays, nothing behind it is run")
    void failure() {
        tables(
                9,
                5,
                "-- ä",
                "CREATE TABLE half (id int);",
                "INSERT INTO half",
                "  VALUES (1), ('x');",
                "CREATE TABLE t05 (id int);");

        Problem problem = failing().problem();

        assertThat(problem.code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
        assertThat(problem.position().orElseThrow().toString()).endsWith("005_t.sql:4:16");
        assertThat(project.tables()).isEqualTo(List.of("t01", "t02", "t03", "t04"));
        assertThat(history())
                .containsExactlyElementsOf(Stream.concat(applied(4, "applied").stream(), Stream.of("005 failed"))
                        .toList());
        assertThat(audit())
                .containsExactlyElementsOf(Stream.concat(applied(4, "success").stream(), Stream.of("005 failed"))
                        .toList());
        tables(9, 0);
        assertThat(Project.versions(project.migrate())).containsExactly("005", "006", "007", "008", "009");
    }

    @Test
    @DisplayName("T3 R1: so too where the server cannot read the statement, and where its error names no place")
    void unreadable() {
        tables(6, 3, "CREATE TABLE half (id int);", "CREATE TABLE other (id int,);");
        Problem problem = failing().problem();
        assertThat(problem.position().orElseThrow().toString()).endsWith("003_t.sql:2:28");
        assertThat(project.tables()).containsExactly("t01", "t02");
        assertThat(history()).containsExactly("001 applied", "002 applied", "003 failed");

        tables(
                6,
                3,
                "CREATE TABLE half (id int PRIMARY KEY);",
                "INSERT INTO half VALUES (1);",
                "INSERT INTO half VALUES (1);");
        problem = failing().problem();
        assertThat(problem.position().orElseThrow().toString()).endsWith("003_t.sql:3:1");
        assertThat(project.tables()).containsExactly("t01", "t02");

        tables(6, 6, "CREATE TABLE last (id int) TABLESPACE");
        assertThat(failing().problem().position().orElseThrow().toString()).contains("006_t.sql:1:");
        assertThat(project.tables()).containsExactly("t01", "t02", "t03", "t04", "t05");
    }

    @Test
    @DisplayName("R3: what the server says stays with its migration and its statement")
    void notices() {
        tables(
                6,
                4,
                "DROP TABLE IF EXISTS first;",
                "DO $$ BEGIN RAISE WARNING 'second'; END $$;",
                "CREATE TABLE IF NOT EXISTS t03 (id int);");

        MigrateReport report = project.migrate();

        assertThat(report.applied().stream().filter(one -> !one.notices().isEmpty()))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.version()).isEqualTo("004");
                    assertThat(one.notices())
                            .containsExactly(
                                    "table \"first\" does not exist, skipping",
                                    "second",
                                    "relation \"t03\" already exists, skipping");
                });
        assertThat(project.events(RunEvent.Noticed.class))
                .extracting(RunEvent.Noticed::severity)
                .containsExactly("NOTICE", "WARNING", "NOTICE");
    }

    @Test
    @DisplayName("R1: a COMMIT that fails stops the run: nothing behind it is run, though it was sent")
    void commit() {
        tables(1, 0);
        project.migrate();
        project.sql("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
                + " $$ BEGIN RAISE EXCEPTION 'no more'; END $$");
        project.sql("CREATE CONSTRAINT TRIGGER late AFTER INSERT ON migration_history INITIALLY DEFERRED FOR EACH ROW"
                + " WHEN (NEW.version = '003' AND NEW.status = 'success') EXECUTE FUNCTION refuse()");
        tables(6, 0);

        Problem problem = failing().problem();

        assertThat(problem.message()).contains("003", "no more");
        assertThat(project.tables()).containsExactly("t01", "t02");
        assertThat(history()).containsExactly("001 applied", "002 applied", "003 failed");
        project.sql("DROP TRIGGER late ON migration_history");
        assertThat(Project.versions(project.migrate())).containsExactly("003", "004", "005", "006");
    }

    @Test
    @DisplayName("R6: a lock in the middle is retried, with the name of who has it; the rest follows")
    void lock() throws Exception {
        tables(5, 3, "ALTER TABLE busy ADD COLUMN v int;");
        project.sql("CREATE TABLE busy (id int)");
        try (Blocking reader = new Blocking(project.database(), "SELECT * FROM busy")) {
            MigrateReport report = project.builder()
                    .lockTimeout(Duration.ofMillis(700))
                    .listener(event -> {
                        project.keeping().on(event);
                        if (event instanceof RunEvent.RetryPlanned) {
                            reader.endNow();
                        }
                    })
                    .build()
                    .migrate();
            assertThat(Project.versions(report)).isEqualTo(upTo(5, ""));
        }
        assertThat(project.events(RunEvent.RetryPlanned.class)).singleElement().satisfies(retry -> {
            assertThat(retry.migration().version().toString()).isEqualTo("003");
            assertThat(retry.blockers()).singleElement().asString().contains("pid ");
            assertThat(retry.problem().position().orElseThrow().toString()).endsWith("003_t.sql:1:1");
        });
    }

    @Test
    @DisplayName("N5 R5: a session that ends in the middle leaves what was committed, and says where it ended")
    void sessionEnds() {
        tables(
                6,
                4,
                "CREATE TABLE half (id int);",
                "DO $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); END $$;");

        Problem problem = failing().problem();

        assertThat(problem.code()).isEqualTo(ErrorCode.CONNECTION_LOST);
        assertThat(problem.message()).contains("004_t.sql");
        assertThat(project.tables()).containsExactly("t01", "t02", "t03");
        tables(6, 0);
        assertThat(Project.versions(project.migrate())).containsExactly("004", "005", "006");
    }

    @Test
    @DisplayName(
            "R5: when the line is cut, what the server still works on is ended, and each is applied once by this run")
    void orphan() throws Exception {
        tables(1, 0);
        project.migrate();
        project.sql("CREATE TABLE log (n int)");
        for (int n = 2; n <= 6; n++) {
            project.file(
                    "%03d_t.sql".formatted(n),
                    "INSERT INTO log VALUES (%d);".formatted(n),
                    "DO $$ BEGIN PERFORM pg_sleep(0.4); END $$;");
        }
        int server = URI.create(TestServer.get().url("postgres")).getPort();
        try (MessageProxy proxy = new MessageProxy(server)) {
            MigrateReport report = project.builder()
                    .url(project.database().url().replace(":" + server, ":" + proxy.port()))
                    .listener(event -> {
                        if (isApplied(event, "003")) {
                            cutAll(proxy);
                        }
                    })
                    .build()
                    .migrate();
            assertThat(Project.versions(report)).containsExactly("002", "003", "004", "005", "006");
        }
        assertThat(project.rows("SELECT n FROM log ORDER BY n")).containsExactly("2", "3", "4", "5", "6");
    }

    private static boolean isApplied(RunEvent event, String version) {
        return event instanceof RunEvent.MigrationApplied done
                && done.migration().version().toString().equals(version);
    }

    private static void cutAll(MessageProxy proxy) {
        try {
            proxy.cutAll();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @DisplayName("T3: an interruption ends the statement that runs, and nothing behind it is begun")
    void interruption() throws InterruptedException {
        tables(6, 3, "CREATE TABLE half (id int);", "DO $$ BEGIN PERFORM pg_sleep(30); END $$;");
        Pawl pawl = project.builder().build();
        Thread other = new Thread(() -> {
            awaitSleep();
            pawl.interrupt();
        });
        other.start();

        PawlException failure = catchThrowableOfType(PawlException.class, pawl::migrate);

        other.join();
        assertThat(failure.problem().code()).isEqualTo(ErrorCode.INTERRUPTED);
        assertThat(project.tables()).containsExactly("t01", "t02");
        assertThat(audit()).containsExactly("001 success", "002 success", "003 failed");
    }

    private void awaitSleep() {
        String sleeping =
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'";
        while (!project.value(sleeping).equals("1")) {
            Thread.onSpinWait();
        }
    }

    @Test
    @DisplayName("H6 T3: a failure is recorded though the interruption, or somebody's cancel, meets the record")
    void cancelledRecord() {
        tables(1, 0);
        project.migrate();
        project.sql("CREATE SEQUENCE times; CREATE FUNCTION cancel_twice() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                + " IF nextval('times') <= 2 THEN PERFORM pg_cancel_backend(pg_backend_pid()); PERFORM pg_sleep(5); END IF;"
                + " RETURN NEW; END $$");
        project.sql("CREATE TRIGGER cancel BEFORE INSERT ON migration_history FOR EACH ROW WHEN (NEW.status = 'failed')"
                + " EXECUTE FUNCTION cancel_twice()");
        tables(4, 3, "SELECT nosuch;");

        Problem problem = failing().problem();

        assertThat(problem.message()).contains("nosuch");
        assertThat(problem.fix()).doesNotContain("could not be recorded");
        assertThat(audit()).containsExactly("001 success", "002 success", "003 failed");
    }

    @Test
    @DisplayName("R1: a migration that cannot be sent with others says why, and keeps its place among them")
    void alone() {
        project.file("001_a.sql", "CREATE TABLE a (id int);")
                .file("002_b.sql", "SELECT count(*) FROM a;")
                .file("003_c.sql", "CREATE TABLE c (id int);")
                .file("004_d.sql", "SET search_path = pg_catalog;", "CREATE TABLE public.d (id int);")
                .file("005_e.sql", "CREATE TABLE e (id int);")
                .file("006_f.sql", "COPY e FROM stdin;", "1", "\\.")
                .file("007_g.sql", "CREATE INDEX CONCURRENTLY i ON e (id);")
                .file("008_h.sql", "CREATE TABLE h (id int);");

        assertThat(Project.versions(project.migrate())).isEqualTo(upTo(8, ""));

        assertThat(project.events(RunEvent.RunsAlone.class))
                .extracting(event -> event.migration().version() + " " + event.reason())
                .containsExactly(
                        "002 its statement in line 1 may return rows",
                        "004 its statement in line 1 changes settings",
                        "006 its statement in line 1 has data with it");
    }

    @Test
    @DisplayName("R1: what is the same around every migration is prepared once in the session")
    void prepared() {
        tables(12, 12, "CREATE TABLE seen AS SELECT name FROM pg_prepared_statements;");

        project.migrate();

        assertThat(project.rows("SELECT name FROM seen"))
                .isNotEmpty()
                .hasSizeLessThan(12)
                .allMatch(name -> name.startsWith("pawl_"));
        assertThat(history()).isEqualTo(applied(12, "applied"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"DEALLOCATE ALL;", "DO $$ BEGIN EXECUTE 'DEALLOCATE ALL'; END $$;"})
    @DisplayName("R1 R3: a script may throw away what is prepared: all are applied, once and in order")
    void deallocated(String script) {
        tables(12, 5, "CREATE TABLE t05 (id int);", script);

        MigrateReport report = project.migrate();

        assertThat(Project.versions(report)).containsExactlyElementsOf(upTo(12, ""));
        assertThat(history()).isEqualTo(applied(12, "applied"));
        assertThat(audit()).isEqualTo(applied(12, "success"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE schema_migrations ALTER COLUMN execution_time_ms TYPE numeric;",
                "DO $$ BEGIN ALTER TABLE schema_migrations ALTER COLUMN execution_time_ms TYPE bigint; END $$;",
                "ALTER TABLE migration_history ADD COLUMN note text;"
            })
    @DisplayName("R1 H1: a script may change the history's tables: those around it are applied, and told of once")
    void alteredHistory(String script) {
        tables(4, 2, "DO $$ BEGIN NULL; END $$;");
        for (int n = 5; n <= 9; n++) {
            project.file("%03d_t.sql".formatted(n), n == 6 ? script : "DO $$ BEGIN NULL; END $$;");
        }

        MigrateReport report = project.migrate();

        assertThat(Project.versions(report)).containsExactlyElementsOf(upTo(9, ""));
        assertThat(history()).isEqualTo(applied(9, "applied"));
        assertThat(audit()).isEqualTo(applied(9, "success"));
        assertThat(project.events(RunEvent.MigrationStarted.class))
                .extracting(RunEvent.MigrationStarted::index)
                .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    @DisplayName("T3: where a script took a column of the history away, no file behind it is blamed")
    void brokenHistory() {
        tables(3, 2, "ALTER TABLE schema_migrations RENAME COLUMN filename TO filenames;");
        project.file(
                "004_long.sql",
                IntStream.range(0, 60)
                        .mapToObj(n -> "CREATE TABLE l%d (id int);".formatted(n))
                        .toArray(String[]::new));

        PawlException failure = failing();

        assertThat(failure.problem().code()).isEqualTo(ErrorCode.DATABASE_ERROR);
        assertThat(failure.problem().position()).isEmpty();
        assertThat(history()).isEqualTo(applied(2, "applied"));
    }

    @Test
    @DisplayName("R4: another runner that has one of them is waited for; what it applied is not applied again")
    void taken() throws SQLException {
        tables(2, 0);
        project.migrate();
        tables(6, 0);
        try (Connection other = DriverManager.getConnection(project.database().jdbcUrl())) {
            other.setAutoCommit(false);
            try (var statement = other.createStatement()) {
                statement.execute("INSERT INTO schema_migrations (version, name, filename, checksum, status)"
                        + " SELECT '004', name, '004_t.sql', checksum, 'applied' FROM schema_migrations LIMIT 1");
                statement.execute("CREATE TABLE t04 (id int)");
            }
            MigrateReport report = project.builder()
                    .listener(event -> {
                        if (event instanceof RunEvent.WaitingForRunner) {
                            commit(other);
                        }
                    })
                    .build()
                    .migrate();
            assertThat(Project.versions(report)).containsExactly("003", "005", "006");
        }
        assertThat(project.tables()).hasSize(6);
    }

    private static void commit(Connection connection) {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
