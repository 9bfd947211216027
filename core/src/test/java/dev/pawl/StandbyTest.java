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
import dev.pawl.guard.Confirmation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A hot standby, by streaming replication")
class StandbyTest {

    private static Options options(Path folder) {
        return Options.persistent(folder)
                .withBinaries(TestServer.binaries())
                .withSetting("fsync", "off")
                .withSetting("wal_level", "replica")
                .withSetting("hot_standby", "on");
    }

    /** Copies a stopped primary; the copy follows it once it is told where it listens. */
    private static void copy(Path primary, Path standby) throws IOException {
        Files.createDirectories(standby);
        Files.createFile(standby.resolve("lock")); // what a data folder of ours looks like
        SmallDisk.run("cp", "-a", in(primary, "data"), in(standby, "data"));
        SmallDisk.run("cp", "-a", in(primary, "data/PG_VERSION"), in(standby, "data/standby.signal"));
        SmallDisk.run("chown", "--reference=" + primary, standby.toString());
    }

    private static String in(Path folder, String name) {
        return folder.resolve(name).toString();
    }

    private static PawlException failing(Runnable run) {
        return catchThrowableOfType(PawlException.class, run::run);
    }

    @Test
    @DisplayName("N5: can be looked at, and refuses every change with its own message; promoted, it takes them")
    void standby(@TempDir Path home, @TempDir Path folder) throws Exception {
        Path original = home.resolve("primary");
        Path copy = home.resolve("standby");
        EmbeddedPostgres.start(options(original)).stop();
        copy(original, copy);
        try (Project project = new Project(folder);
                EmbeddedPostgres primary = EmbeddedPostgres.start(options(original));
                EmbeddedPostgres standby = EmbeddedPostgres.start(options(copy)
                        .withSetting("primary_conninfo", "host=127.0.0.1 user=postgres port=" + primary.port()))) {
            follow(project, primary, standby);
        }
    }

    private static void follow(Project project, EmbeddedPostgres primary, EmbeddedPostgres standby) {
        Pawl onStandby = project.builder().url(standby.url("postgres")).build();
        project.file("1_a.up.sql", "CREATE TABLE a (id int);").file("1_a.down.sql", "DROP TABLE a;");
        assertReadOnly(failing(onStandby::migrate));
        project.builder().url(primary.url("postgres")).build().migrate();
        await().untilAsserted(() -> assertThat(onStandby.status().applied()).hasSize(1));
        assertThat(onStandby.migrate().upToDate()).isTrue();
        assertThat(onStandby.validate().problems()).isEmpty();
        assertThat(onStandby.history(5)).hasSize(1);

        project.file("2_b.up.sql", "-- pawl: no-transaction", "CREATE TABLE b (id int);");
        assertReadOnly(failing(onStandby::migrate));
        assertReadOnly(failing(() -> onStandby.migrate(MigrateRequest.DEFAULT.withScope(MigrateRequest.Scope.ALL))));
        assertReadOnly(failing(() ->
                onStandby.rollback(new RollbackRequest(new RollbackRequest.Extent.Steps(1), Confirmation.GIVEN))));
        assertReadOnly(failing(() -> onStandby.mark(
                new MarkRequest("2", MarkRequest.Status.APPLIED, Optional.empty(), Confirmation.GIVEN))));
        assertThat(onStandby.status().pending()).hasSize(1);

        primary.stop();
        promote(standby);
        await().untilAsserted(() -> assertThat(onStandby.migrate().upToDate()).isTrue());
        assertThat(onStandby.status().applied()).hasSize(2);
    }

    private static void promote(EmbeddedPostgres standby) {
        try (var connection = DriverManager.getConnection(standby.jdbcUrl("postgres"));
                var statement = connection.createStatement()) {
            statement.execute("SELECT pg_promote()");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertReadOnly(PawlException failure) {
        assertThat(failure.problem().code()).isEqualTo(ErrorCode.DATABASE_READ_ONLY);
        assertThat(failure.exitCode()).isEqualTo(ExitCode.DATABASE);
        assertThat(List.of(failure.problem().message(), failure.problem().fix()).toString())
                .contains("hot standby", "Point pawl at the primary");
    }
}
