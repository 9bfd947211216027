package dev.pawl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.pawl.embedded.EmbeddedPostgres;
import dev.pawl.embedded.Options;
import dev.pawl.embedded.testing.TestServer;
import dev.pawl.error.ErrorCode;
import dev.pawl.error.ExitCode;
import dev.pawl.error.PawlException;
import dev.pawl.event.RunEvent;
import dev.pawl.report.MigrateReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Lost connections, crashed servers, killed runners")
class LostConnectionTest {

    /** The message that records a migration and commits it. */
    private static boolean isCommit(String query) {
        return query.endsWith("COMMIT")
                && query.contains("migration_history\" (id, version")
                && query.contains("'success'");
    }

    private Project project;
    private MessageProxy proxy;
    private Path folder;

    @BeforeEach
    void open(@TempDir Path directory) {
        folder = directory.resolve("migrations");
        project = new Project(folder);
        proxy = new MessageProxy(TestServer.get().port());
    }

    @AfterEach
    void close() {
        proxy.close();
        project.close();
    }

    private PawlBuilder throughProxy() {
        String url = project.database().url().replace(":" + TestServer.get().port() + "/", ":" + proxy.port() + "/");
        return project.builder().url(url);
    }

    private static PawlException failing(Runnable run) {
        return catchThrowableOfType(PawlException.class, run::run);
    }

    private void assertOnce(MigrateReport report, int count) {
        assertThat(report.upToDate()).isTrue();
        assertThat(report.applied()).hasSize(count);
        assertThat(project.rows("SELECT status FROM migration_history WHERE action <> 'lost'"))
                .hasSize(count)
                .containsOnly("success");
    }

    @Test
    @DisplayName("R5: the answer to COMMIT is lost: the history tells that it is applied, once, and the run goes on")
    void lostAnswer() {
        project.file("001_a.sql", "CREATE TABLE a (id int);").file("002_b.sql", "CREATE TABLE b (id int);");
        proxy.cutOnce(MessageProxy.Cut.BEFORE_ANSWER, LostConnectionTest::isCommit);
        MigrateReport report = throughProxy().build().migrate();
        assertOnce(report, 2);
        assertThat(report.applied().get(0).notices())
                .anyMatch(notice -> notice.contains("The answer to COMMIT was lost"));
        assertToldOnce();
    }

    /** People hear of it, too, not only who reads the report. */
    private void assertToldOnce() {
        assertThat(project.events(RunEvent.Noticed.class))
                .filteredOn(notice -> notice.message().contains("The answer to COMMIT was lost"))
                .hasSize(1);
    }

    @Test
    @DisplayName("R5: COMMIT itself is lost: the history tells that it is not applied, and it is run again")
    void lostCommit() {
        project.file("001_a.sql", "CREATE TABLE a (id int);").file("002_b.sql", "CREATE TABLE b (id int);");
        proxy.cutOnce(MessageProxy.Cut.BEFORE_SERVER, LostConnectionTest::isCommit);
        assertOnce(throughProxy().build().migrate(), 2);
    }

    @Test
    @DisplayName(
            "R5: so for a repeatable migration, outside a transaction, for a founding one, and in one transaction for all")
    void lostElsewhere() {
        project.file("V1__a.sql", "CREATE TABLE a (id int);")
                .file("R__v.sql", "CREATE VIEW v AS SELECT 1 AS one;")
                .migrate();
        for (MessageProxy.Cut cut : List.of(MessageProxy.Cut.BEFORE_SERVER, MessageProxy.Cut.BEFORE_ANSWER)) {
            project.sql("TRUNCATE migration_history");
            project.file("R__v.sql", "CREATE OR REPLACE VIEW v AS SELECT 1 AS one; -- " + cut);
            proxy.cutOnce(cut, LostConnectionTest::isCommit);
            assertOnce(throughProxy().build().migrate(), 1);
        }
        for (MessageProxy.Cut cut : List.of(MessageProxy.Cut.BEFORE_SERVER, MessageProxy.Cut.BEFORE_ANSWER)) {
            project.sql("TRUNCATE migration_history");
            String index = cut.name().toLowerCase(Locale.ROOT);
            project.file("V" + next++ + "__i.sql", "CREATE INDEX CONCURRENTLY " + index + " ON a (id);");
            proxy.cutOnce(cut, LostConnectionTest::isCommit);
            assertOnce(throughProxy().build().migrate(), 1);
        }
        project.sql("TRUNCATE migration_history");
        project.file("V28__b.sql", "CREATE TABLE b (id int);").file("V29__c.sql", "CREATE TABLE c (id int);");
        proxy.cutOnce(MessageProxy.Cut.BEFORE_ANSWER, query -> query.equals("COMMIT"));
        assertOnce(throughProxy().build().migrate(MigrateRequest.DEFAULT.withScope(MigrateRequest.Scope.ALL)), 2);
        assertThat(project.events(RunEvent.Noticed.class))
                .filteredOn(notice -> notice.message().contains("The answer to COMMIT was lost"))
                .extracting(notice -> notice.migration().filename())
                .containsExactly("R__v.sql", "V3__i.sql", "V29__c.sql");
    }

    @Test
    @DisplayName("R5 H7: the answer to a founding COMMIT is lost")
    void lostFounding() {
        project.file(
                "001_history.sql",
                "CREATE TABLE schema_migrations (id serial PRIMARY KEY, version varchar(255) UNIQUE NOT NULL,"
                        + " name varchar(255) NOT NULL, applied_at timestamp DEFAULT now(), execution_time_ms integer,"
                        + " checksum varchar(64));");
        proxy.cutOnce(MessageProxy.Cut.BEFORE_ANSWER, LostConnectionTest::isCommit);
        assertOnce(throughProxy().build().migrate(), 1);
        assertToldOnce();
    }

    private List<String> trail() {
        return project.rows("SELECT action, version, status FROM migration_history ORDER BY executed_at");
    }

    @Test
    @DisplayName(
            "R5 H2: an attempt whose connection was lost is in the audit trail, and is no failure of the migration")
    void audited() {
        project.file("001_a.sql", "CREATE TABLE a (id int);").migrate();
        project.file("002_b.sql", "CREATE TABLE b (id int);");
        proxy.cutOnce(MessageProxy.Cut.BEFORE_SERVER, LostConnectionTest::isCommit);
        throughProxy().build().migrate();
        assertThat(trail()).containsExactly("apply|001|success", "lost|002|failed", "apply|002|success");

        project.file("003_c.sql", "CREATE TABLE c (id int);", "SELECT pg_sleep(1.5);", "INSERT INTO c VALUES (1);");
        proxy.cutOnce(MessageProxy.Cut.BEFORE_SERVER, query -> query.startsWith("INSERT INTO c"));
        CompletableFuture<PawlException> lost = CompletableFuture.supplyAsync(
                () -> failing(() -> throughProxy().build().migrate()));
        await().atMost(20, TimeUnit.SECONDS)
                .until(() -> !project.rows("SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
                                + " AND query LIKE 'SELECT pg_sleep(1.5)%'")
                        .isEmpty());
        assertThat(project.migrate().upToDate()).as("who waited goes on").isTrue();
        assertThat(lost.orTimeout(30, TimeUnit.SECONDS).join().problem().code()).isEqualTo(ErrorCode.CONNECTION_LOST);
        assertThat(trail()).hasSize(5).contains("lost|003|failed", "apply|003|success");
        assertThat(project.value(
                        "SELECT error_message FROM migration_history WHERE version = '003' AND status = 'failed'"))
                .contains("003_c.sql");
        assertThat(project.rows("SELECT id FROM c")).containsExactly("1");
    }

    @Test
    @DisplayName("R1: round trips: one where nothing is to do, and few for a migration")
    void roundTrips() {
        project.file("001_a.sql", "CREATE TABLE a (id int);").migrate();
        throughProxy().build().migrate();
        assertThat(proxy.queries()).as("nothing to do").hasSize(1);

        assertThat(roundTripsOf(1)).as("a run of one migration").isLessThanOrEqualTo(4);
        assertThat(messagesOf(12))
                .as("a run of twelve: the state, what is prepared for all, a message each; the latter together")
                .isEqualTo(14);

        proxy.forget();
        project.file("900_i.sql", "CREATE INDEX CONCURRENTLY i ON a (id);");
        throughProxy().build().migrate();
        assertThat(proxy.queries()).as("an index build, with the run's own").hasSizeLessThanOrEqualTo(12);
    }

    private int next = 2;

    /** Of few migrations each message is answered before the next is sent. */
    private int roundTripsOf(int migrations) {
        return messagesOf(migrations);
    }

    private int messagesOf(int migrations) {
        for (int i = 0; i < migrations; i++) {
            project.file("%03d_n.sql".formatted(next), "CREATE TABLE n%d (id int);".formatted(next));
            next++;
        }
        proxy.forget();
        throughProxy().build().migrate();
        return proxy.queries().size();
    }

    @Test
    @DisplayName("R5: the server crashes in mid-run and comes back: the next run goes on, nothing is half-applied")
    void serverCrash(@TempDir Path data) throws Exception {
        Files.createDirectories(folder);
        for (int n = 1; n <= 12; n++) {
            Files.writeString(
                    folder.resolve("%03d_n.sql".formatted(n)),
                    "CREATE TABLE t%d (id int);\nSELECT pg_sleep(0.05);\nINSERT INTO t%d VALUES (1);\n"
                            .formatted(n, n));
        }
        Options options = Options.persistent(data.resolve("pg")).withBinaries(TestServer.binaries());
        EmbeddedPostgres server = EmbeddedPostgres.start(options);
        String url = server.url("postgres");
        CompletableFuture<PawlException> run =
                CompletableFuture.supplyAsync(() -> failing(() -> pawl(url).migrate()));
        Thread.sleep(500);
        server.crash();
        PawlException failure = run.orTimeout(60, TimeUnit.SECONDS).join();
        assertThat(failure.exitCode()).isEqualTo(ExitCode.DATABASE);
        try (EmbeddedPostgres again = EmbeddedPostgres.start(options)) {
            assertThat(pawl(again.url("postgres")).migrate().upToDate()).isTrue();
            assertRows(again.jdbcUrl("postgres"));
        }
    }

    private Pawl pawl(String url) {
        return Pawl.builder().url(url).locations(List.of(folder.toString())).build();
    }

    private static void assertRows(String jdbcUrl) throws SQLException {
        try (var connection = DriverManager.getConnection(jdbcUrl);
                var statement = connection.createStatement()) {
            for (int n = 1; n <= 12; n++) {
                try (var rows = statement.executeQuery("SELECT count(*) FROM t" + n)) {
                    rows.next();
                    assertThat(rows.getInt(1)).isEqualTo(1);
                }
            }
        }
    }

    @Test
    @DisplayName("R5: a runner killed with kill -9 at any moment: the next one finishes, each migration once")
    void killedRunners() throws Exception {
        project.file("001_log.sql", "CREATE TABLE log (at serial, n int);");
        for (int n = 2; n <= 40; n++) {
            String index = n % 10 == 0 ? "CREATE INDEX CONCURRENTLY i" + n + " ON log (n);" : "SELECT 1;";
            project.file(
                    "%03d_n.sql".formatted(n),
                    "CREATE TABLE t%d (id int);".formatted(n),
                    "SELECT pg_sleep(0.02);",
                    index,
                    "INSERT INTO log (n) VALUES (%d);".formatted(n));
        }
        java.util.Random random = new java.util.Random(5);
        for (int kill = 0; kill < 8; kill++) {
            Process runner = startRunner();
            assertThat(runner.inputReader().readLine()).isEqualTo("running");
            runner.waitFor(random.nextInt(400), TimeUnit.MILLISECONDS);
            runner.destroyForcibly().waitFor();
        }
        assertThat(project.builder()
                        .leaseTime(RunnerProcess.LEASE)
                        .build()
                        .migrate()
                        .upToDate())
                .isTrue();
        assertThat(project.rows("SELECT n FROM log ORDER BY at"))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(2, 40).mapToObj(Integer::toString).toList());
        assertThat(project.rows("SELECT 1 FROM pg_index WHERE NOT indisvalid")).isEmpty();
        assertThat(project.rows("SELECT 1 FROM migration_history WHERE status = 'success'"))
                .hasSize(40);
    }

    @Test
    @DisplayName("R5 H2: of a runner that was killed outside a transaction, whoever takes its work over tells, once")
    void deathIsTold() throws Exception {
        project.file("001_a.sql", "CREATE TABLE a (id int);").migrate();
        project.file("002_b.sql", "-- pawl: no-transaction", "INSERT INTO a VALUES (1);", "SELECT pg_sleep(60);");
        Process runner = startRunner();
        await().atMost(30, TimeUnit.SECONDS)
                .until(() -> !project.rows("SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
                                + " AND query LIKE 'SELECT pg_sleep(60)%' AND state = 'active'")
                        .isEmpty());
        runner.destroyForcibly().waitFor();
        project.file("002_b.sql", "-- pawl: no-transaction", "INSERT INTO a VALUES (1);", "SELECT 1;");
        assertThat(project.builder()
                        .leaseTime(RunnerProcess.LEASE)
                        .build()
                        .migrate()
                        .upToDate())
                .isTrue();
        assertThat(project.rows("SELECT id FROM a")).containsExactly("1");
        assertThat(trail()).containsExactly("apply|001|success", "lost|002|failed", "apply|002|success");
        assertThat(project.value("SELECT error_message FROM migration_history WHERE action = 'lost'"))
                .contains("ended without a word");
    }

    private Process startRunner() throws IOException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        classPath,
                        RunnerProcess.class.getName(),
                        project.database().url(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** A runner in a process of its own. */
    static final class RunnerProcess {
        static final Duration LEASE = Duration.ofMillis(1500);

        private RunnerProcess() {}

        public static void main(String[] arguments) {
            Pawl pawl = Pawl.builder()
                    .url(arguments[0])
                    .locations(List.of(arguments[1]))
                    .leaseTime(LEASE)
                    .build();
            System.out.println("running");
            pawl.migrate();
        }
    }

    @Test
    @DisplayName("R5: a script that ends its own session: exit 6, and nothing of it stays")
    void endsItself() {
        project.file("001_a.sql", "SELECT 1;").migrate();
        project.file("002_b.sql", "CREATE TABLE b (id int);", "SELECT pg_terminate_backend(pg_backend_pid());");
        PawlException failure = failing(project::migrate);
        assertThat(failure.problem().code()).isEqualTo(ErrorCode.CONNECTION_LOST);
        assertThat(failure.problem().fix()).contains("rolls back what was not committed");
    }
}
