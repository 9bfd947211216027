package dev.pawl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.embedded.testing.Effort;
import dev.pawl.error.ExitCode;
import dev.pawl.error.PawlException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The network at each message of a run")
@Timeout(300)
class EveryMessageTest {

    private static final Duration LEASE = Duration.ofMillis(1500);

    /** How soon a silence is looked into, and how long one may last where nobody can tell. */
    private static final String IMPATIENCE = "?keepalives_interval=1&tcp_user_timeout=3000";

    @TempDir
    private Path folder;

    private Route.Opened route = new Route.Opened(Optional.empty());

    @AfterEach
    void close() {
        route.close();
    }

    static Stream<Arguments> faults() {
        return Arrays.stream(Route.values())
                .flatMap(route -> Arrays.stream(MessageProxy.Cut.values())
                        .filter(cut -> cut != MessageProxy.Cut.NONE)
                        .map(cut -> Arguments.of(route, cut)));
    }

    @ParameterizedTest(
            name =
                    "R5 N4: {0}, {1} at each message of a run in turn; the next run finishes, with each migration once and"
                            + " nothing half-applied")
    @MethodSource("faults")
    void faultEverywhere(Route taken, MessageProxy.Cut fault) throws InterruptedException {
        route = taken.open();
        int messages = undisturbed();
        int stride = Effort.times(fault.isSilent() ? 8 : 4, 1);
        int first = new Random(Effort.seed() + fault.name().hashCode()).nextInt(stride);
        SideBySide.each(
                IntStream.iterate(first, place -> place < messages, place -> place + stride),
                place -> at(place, fault));
    }

    /** Three migrations, one of them outside a transaction. */
    private Project project(String name) {
        Project project = new Project(folder.resolve(name))
                .file("001_log.sql", "CREATE TABLE log (at serial, n int);")
                .file("002_b.sql", "INSERT INTO log (n) VALUES (2);", "CREATE TABLE b (id int);")
                .file("003_i.sql", "CREATE INDEX CONCURRENTLY i ON b (id);", "INSERT INTO log (n) VALUES (3);");
        return route.lead(project);
    }

    private Pawl through(MessageProxy proxy, Project project) {
        String url = project.url().replace(":" + route.port() + "/", ":" + proxy.port() + "/");
        return project.builder().url(url + IMPATIENCE).leaseTime(LEASE).build();
    }

    /** How many messages a run takes. */
    private int undisturbed() {
        try (Project project = project("undisturbed");
                MessageProxy proxy = new MessageProxy(route.port())) {
            through(proxy, project).migrate();
            return proxy.queries().size();
        }
    }

    private void at(int place, MessageProxy.Cut fault) {
        String story = "%s at message %d, seed %d".formatted(fault, place, Effort.seed());
        try (Project project = project("place-" + place);
                MessageProxy proxy = new MessageProxy(route.port())) {
            proxy.cutOnce(fault, query -> proxy.queries().size() == place + 1);
            try {
                through(proxy, project).migrate();
            } catch (PawlException e) {
                assertThat(fault).as(story + e).isNotEqualTo(MessageProxy.Cut.STALL);
                assertThat(e.exitCode()).as(story + e).isEqualTo(ExitCode.DATABASE);
                assertThat(project.builder().leaseTime(LEASE).build().migrate().upToDate())
                        .as(story)
                        .isTrue();
            }
            assertThreeMigrations(project, story);
        }
    }

    private static void assertThreeMigrations(Project project, String story) {
        assertThat(project.rows("SELECT n FROM log ORDER BY at")).as(story).containsExactly("2", "3");
        assertThat(project.rows("SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass"))
                .as(story)
                .containsExactly("t");
        assertThat(project.rows("SELECT version FROM schema_migrations ORDER BY 1"))
                .as(story)
                .containsExactly("001", "002", "003");
        assertThat(project.rows("SELECT version FROM migration_history WHERE status = 'success' ORDER BY 1"))
                .as(story)
                .containsExactly("001", "002", "003");
    }
}
