package dev.pawl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.event.RunEvent;
import dev.pawl.postgres.Identifier;
import dev.pawl.postgres.QualifiedName;
import dev.pawl.postgres.Session;
import dev.pawl.record.HistoryStore;
import dev.pawl.record.Patience;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An {@code ALTER TABLE} on the history in a transaction that somebody left open, or a script that changes it. */
@Timeout(90)
@DisplayName("A history that somebody has locked")
class LockedHistoryTest {

    private Project project;

    @BeforeEach
    void open(@TempDir Path folder) {
        project = new Project(folder);
        project.file("001_t.sql", "CREATE TABLE t (id int);").migrate();
    }

    @AfterEach
    void close() {
        project.close();
    }

    private Connection locking() throws SQLException {
        return locking("schema_migrations");
    }

    private Connection locking(String table) throws SQLException {
        Connection connection = project.database().connect();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET application_name = 'forgotten'; LOCK TABLE " + table);
        }
        return connection;
    }

    private void read(Duration budget) {
        inStore(
                budget,
                (store, session) ->
                        assertThat(store.read(session).history().entries()).hasSize(1));
    }

    private void inStore(Duration budget, BiConsumer<HistoryStore, Session> work) {
        Patience patience = new Patience(budget, Patience.DEFAULT.sleeper(), Patience.DEFAULT.random());
        HistoryStore store = new HistoryStore(
                new QualifiedName(new Identifier("public"), new Identifier("schema_migrations")),
                Optional.empty(),
                patience);
        try (Session session = new Session(DriverManager.getConnection(jdbcUrl()), null)) {
            work.accept(store, session);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private String jdbcUrl() {
        return project.database().jdbcUrl() + "&preferQueryMode=simple";
    }

    @Test
    @DisplayName("R4 N5: it is waited for, for a while; then the message says who has it, and the exit code is 7")
    void isTold() throws SQLException {
        try (Connection holder = locking()) {
            PawlException busy = catchThrowableOfType(PawlException.class, () -> read(Duration.ofMillis(300)));
            assertThat(busy.problem().code()).isEqualTo(ErrorCode.RUNNER_BUSY);
            assertThat(busy.problem().message()).contains("public.schema_migrations is locked", "forgotten");
            assertThat(busy.problem().fix()).contains("pg_terminate_backend");
            holder.rollback();
        }
    }

    @Test
    @DisplayName("R4 H2: so does whoever reads the audit trail while somebody has that locked")
    void trail() throws SQLException {
        try (Connection holder = locking("migration_history")) {
            PawlException busy = catchThrowableOfType(
                    PawlException.class,
                    () -> inStore(Duration.ofMillis(300), (store, session) -> store.newestAttempts(session, 5)));
            assertThat(busy.problem().code()).isEqualTo(ErrorCode.RUNNER_BUSY);
            assertThat(busy.problem().message()).contains("public.migration_history is locked", "forgotten");
            holder.rollback();
        }
        assertThat(project.pawl().history(5)).hasSize(1);
    }

    @Test
    @DisplayName("R4: validate, status and version ask under a lock timeout, and go on when the history is free")
    void lookers() throws SQLException {
        try (Connection holder = locking()) {
            List<CompletableFuture<?>> lookers = List.of(
                    CompletableFuture.supplyAsync(() -> project.pawl().validate()),
                    CompletableFuture.supplyAsync(() -> project.pawl().status()),
                    CompletableFuture.supplyAsync(() -> project.pawl().version()),
                    CompletableFuture.supplyAsync(() -> project.pawl().history(5)));
            project.rows("SELECT pg_sleep(1)");
            assertThat(lookers).noneMatch(CompletableFuture::isDone);
            assertThat(project.rows("SELECT 1 FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE NOT l.granted"
                            + " AND a.datname = current_database() AND a.query NOT LIKE '%lock_timeout%'"))
                    .isEmpty();
            holder.rollback();
            lookers.forEach(looker -> looker.orTimeout(30, TimeUnit.SECONDS).join());
        }
    }

    @Test
    @DisplayName("R4: who waited reads it when it is free")
    void isWaitedFor() throws SQLException {
        try (Connection holder = locking()) {
            CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> read(Duration.ofSeconds(40)));
            project.rows("SELECT pg_sleep(6)");
            assertThat(reading).isNotDone();
            holder.rollback();
            reading.orTimeout(30, TimeUnit.SECONDS).join();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5})
    @DisplayName(
            "R4: a run that meets it between two migrations says for whom it waits, and waits no longer than for a runner")
    void inMidRun(int last) throws SQLException {
        for (int n = 2; n <= last; n++) {
            project.file("00%d_u.sql".formatted(n), "CREATE TABLE u%d (id int);".formatted(n));
        }
        Connection[] holder = {null};
        try {
            PawlException busy = catchThrowableOfType(
                    PawlException.class,
                    () -> project.builder()
                            .runnerWait(Duration.ofSeconds(1))
                            .listener(event -> {
                                project.keeping().on(event);
                                if (event instanceof RunEvent.MigrationStarted && holder[0] == null) {
                                    holder[0] = lockingUnchecked();
                                }
                            })
                            .build()
                            .migrate());
            assertThat(busy.problem().code()).isEqualTo(ErrorCode.RUNNER_BUSY);
            assertThat(busy.problem().message()).contains("forgotten");
            assertThat(project.events(RunEvent.WaitingForRunner.class))
                    .isNotEmpty()
                    .allSatisfy(event -> assertThat(event.whom().orElseThrow()).contains("forgotten"));
        } finally {
            holder[0].close();
        }
        assertThat(Project.versions(project.migrate())).hasSize(last - 1).contains("002");
    }

    private Connection lockingUnchecked() {
        try {
            return locking();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
