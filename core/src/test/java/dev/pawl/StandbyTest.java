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
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A hot standby, by streaming replication")
class StandbyTest {

    private static EmbeddedPostgres primary() {
        return EmbeddedPostgres.start(
                TestServer.options().withSetting("wal_level", "replica").withSetting("max_wal_senders", "3"));
    }

    /** What pg_basebackup does, which is not among the embedded programs: a copy under way, and a label that says so. */
    private static EmbeddedPostgres standbyOf(EmbeddedPostgres primary, Path folder) throws IOException, SQLException {
        Path data = folder.resolve("data");
        Files.createFile(folder.resolve("lock")); // what a data folder of ours looks like
        Path original = Objects.requireNonNull(primary.log().getParent()).resolve("data");
        try (Connection connection = DriverManager.getConnection(primary.jdbcUrl("postgres"));
                Statement statement = connection.createStatement()) {
            boolean isOld = primary.version() < 15;
            statement.execute(isOld ? "SELECT pg_start_backup('b', true, false)" : "SELECT pg_backup_start('b', true)");
            SmallDisk.run("cp", "-a", original.toString(), data.toString());
            try (ResultSet stop = statement.executeQuery(
                    isOld
                            ? "SELECT labelfile FROM pg_stop_backup(false, false)"
                            : "SELECT labelfile FROM pg_backup_stop(false)")) {
                stop.next();
                Files.writeString(data.resolve("backup_label"), stop.getString(1));
            }
        }
        Files.delete(data.resolve("postmaster.pid"));
        Files.createFile(data.resolve("standby.signal"));
        SmallDisk.run(
                "chown",
                "--reference=" + original,
                folder.toString(),
                data + "/backup_label",
                data + "/standby.signal");
        return EmbeddedPostgres.start(Options.persistent(folder)
                .withBinaries(TestServer.binaries())
                .withSetting("max_connections", "300")
                .withSetting("max_prepared_transactions", "10")
                .withSetting("primary_conninfo", "host=127.0.0.1 user=postgres port=" + primary.port()));
    }

    private static PawlException failing(Runnable run) {
        return catchThrowableOfType(PawlException.class, run::run);
    }

    @Test
    @DisplayName("N5: can be looked at, and refuses every change with its own message; promoted, it takes them")
    void standby(@TempDir Path home, @TempDir Path folder) throws Exception {
        try (Project project = new Project(folder);
                EmbeddedPostgres primary = primary();
                EmbeddedPostgres standby = standbyOf(primary, home)) {
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
        try (Connection connection = DriverManager.getConnection(standby.jdbcUrl("postgres"));
                Statement statement = connection.createStatement()) {
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
