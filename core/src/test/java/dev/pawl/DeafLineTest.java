package dev.pawl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pawl.embedded.testing.Effort;
import dev.pawl.embedded.testing.TestServer;
import dev.pawl.error.ErrorCode;
import dev.pawl.error.ExitCode;
import dev.pawl.error.PawlException;
import dev.pawl.report.MigrateReport;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A connection that stays open and lets nothing through, which TCP cannot notice: a proxy, a load balancer, a NAT. */
@DisplayName("R5: a connection that falls silent")
@Timeout(60)
class DeafLineTest {

    /** The pace of the looks is the interval of the probes. */
    private static final String PACE = "?keepalives_interval=1";

    private static final String EFFORT = "only with -D" + Effort.EFFORT_PROPERTY + "=full";

    private Project project;
    private MessageProxy proxy;

    @BeforeEach
    void open(@TempDir Path folder) {
        proxy = new MessageProxy(URI.create(TestServer.get().url("postgres")).getPort());
        project = new Project(folder).file("001_first.sql", "CREATE TABLE first (id int);");
        project.migrate();
        project.file("002_second.sql", "CREATE TABLE second (id int);", "INSERT INTO second VALUES (1);");
    }

    @AfterEach
    void close() {
        proxy.close();
        project.close();
    }

    private Pawl pawl(String parameters) {
        String server =
                Integer.toString(URI.create(TestServer.get().url("postgres")).getPort());
        return project.builder()
                .url(project.database().url().replace(":" + server + "/", ":" + proxy.port() + "/") + parameters)
                .leaseTime(Duration.ofSeconds(2)) // after twice that, the server lets go of what nobody works on
                .build();
    }

    private PawlException lost(String parameters) {
        PawlException lost =
                catchThrowableOfType(PawlException.class, () -> pawl(parameters).migrate());
        assertThat(lost.problem().code()).as("%s", lost).isEqualTo(ErrorCode.CONNECTION_LOST);
        assertThat(lost.exitCode()).isEqualTo(ExitCode.DATABASE);
        return lost;
    }

    private void assertNextRunFinishes() {
        assertThat(project.migrate().upToDate()).isTrue();
        assertThat(project.rows("SELECT id FROM second")).containsExactly("1");
        assertThat(project.rows("SELECT version FROM migration_history WHERE status = 'success' ORDER BY 1"))
                .containsExactly("001", "002");
    }

    @ParameterizedTest(name = "R5: {0} at the {1} of a migration is noticed, and the next run finishes")
    @CsvSource({
        "BLACK_HOLE_BEFORE_ANSWER, BEGIN",
        "BLACK_HOLE, INSERT INTO second",
        "BLACK_HOLE, BEGIN",
        "BLACK_HOLE_BEFORE_ANSWER, CREATE TABLE second"
    })
    void beforeCommit(MessageProxy.Cut cut, String beginning) {
        assumeTrue(
                Effort.isFull() || (cut == MessageProxy.Cut.BLACK_HOLE_BEFORE_ANSWER) == beginning.equals("BEGIN"),
                EFFORT);
        proxy.cutOnce(cut, query -> query.startsWith(beginning));

        assertThat(lost(PACE).problem().message())
                .contains("002_second.sql", "the server is not at work for it any more, and its answer never came");

        assertNextRunFinishes();
    }

    @ParameterizedTest(name = "R5: after {0} at the COMMIT, the history tells what became of it")
    @EnumSource(
            value = MessageProxy.Cut.class,
            names = {"BLACK_HOLE_BEFORE_ANSWER", "BLACK_HOLE"})
    void atCommit(MessageProxy.Cut cut) {
        assumeTrue(Effort.isFull() || cut == MessageProxy.Cut.BLACK_HOLE_BEFORE_ANSWER, EFFORT);
        proxy.cutOnce(cut, query -> query.endsWith("COMMIT") && query.contains("SET CONSTRAINTS"));

        MigrateReport report = pawl(PACE).migrate();

        assertThat(Project.versions(report)).containsExactly("002");
        assertNextRunFinishes();
    }

    @Test
    @DisplayName(
            "R5: outside a transaction, too: the concurrent build goes on at the server, and the next run finds it")
    void concurrentIndex() {
        project.file(
                "002_second.sql",
                "CREATE TABLE second (id int);",
                "INSERT INTO second VALUES (1);",
                "CREATE INDEX CONCURRENTLY second_idx ON second (id);");
        proxy.cutOnce(MessageProxy.Cut.BLACK_HOLE_BEFORE_ANSWER, query -> query.startsWith("CREATE INDEX"));

        lost(PACE);

        assertNextRunFinishes();
        assertThat(project.rows("SELECT indexrelid::regclass::text, indisvalid FROM pg_index"
                        + " WHERE indrelid = 'second'::regclass"))
                .containsExactly("second_idx|t");
    }

    @Test
    @DisplayName("R5: where no second connection is answered either, tcp_user_timeout says how long that may last")
    void everywhere() {
        Predicate<String> insert = query -> query.startsWith("INSERT INTO second");
        proxy.cutOnce(MessageProxy.Cut.BLACK_HOLE, query -> {
            if (insert.test(query)) {
                proxy.fallSilent();
            }
            return insert.test(query);
        });

        assertThat(lost(PACE + "&tcp_user_timeout=3000&connect_timeout=2")
                        .problem()
                        .message())
                .contains("002_second.sql", "nothing has been heard from the server for");

        assertNextRunFinishes();
    }

    @ParameterizedTest(name = "R5 N4: {0}, a statement that takes its time is left alone, under whatever name")
    @EnumSource(Route.class)
    void healthy(Route taken) {
        project.file(
                "002_second.sql",
                "CREATE TABLE second (id int);",
                "SET application_name = 'mine';",
                "SELECT pg_sleep(3);",
                "INSERT INTO second VALUES (1);");
        try (Route.Opened route = taken.open()) {
            Pawl pawl = route.lead(project)
                    .builder()
                    .url(project.url() + PACE + "&tcp_user_timeout=1000")
                    .build();
            assertThat(Project.versions(pawl.migrate())).containsExactly("002");
            assertNextRunFinishes();
        }
    }
}
