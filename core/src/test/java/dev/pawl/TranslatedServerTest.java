package dev.pawl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pawl.embedded.testing.TestServer;
import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.event.Obstacle;
import dev.pawl.event.RunEvent;
import dev.pawl.guard.Confirmation;
import dev.pawl.report.MigrateReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A server whose messages are in another language")
class TranslatedServerTest {

    private Project project;
    private TranslatingProxy proxy;

    @BeforeEach
    void open(@TempDir Path folder) {
        project = new Project(folder);
        proxy = new TranslatingProxy(TestServer.get().port());
    }

    @AfterEach
    void close() {
        proxy.close();
        project.close();
    }

    private PawlBuilder builder() {
        String url = project.database().url().replace(":" + TestServer.get().port(), ":" + proxy.port());
        return project.builder().url(url + "?sslmode=disable&gssencmode=disable");
    }

    private Problem failing(Runnable run) {
        int before = proxy.translated();
        Problem problem = catchThrowableOfType(PawlException.class, run::run).problem();
        assertThat(proxy.translated()).isGreaterThan(before);
        return problem;
    }

    @Test
    @DisplayName("R4 N5: eight runners at once tell a lost claim from an error, in every kind of migration")
    void runners() throws Exception {
        project.file("V1__log.sql", "CREATE TABLE log (at serial, n int);")
                .file("V2__n.sql", "SELECT pg_sleep(0.2);", "INSERT INTO log (n) VALUES (2);")
                .file("V3__i.sql", "CREATE INDEX CONCURRENTLY i ON log (n);", "INSERT INTO log (n) VALUES (3);")
                .file("R__r.sql", "INSERT INTO log (n) VALUES (4);");
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<MigrateReport>> runs = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            runs.add(threads.submit(() -> builder().build().migrate()));
        }
        for (Future<MigrateReport> run : runs) {
            assertThat(run.get(1, TimeUnit.MINUTES).upToDate()).isTrue();
        }
        threads.shutdown();
        assertThat(project.rows("SELECT n FROM log ORDER BY at")).containsExactly("2", "3", "4");
        assertThat(proxy.translated()).isPositive();
    }

    @Test
    @DisplayName("R6 N5: locks and conflicts are told by their codes, and the migration is tried again")
    void retried() throws Exception {
        project.file("V1__a.sql", "CREATE TABLE a (id int);").migrate();
        project.file("V2__a.sql", "ALTER TABLE a ADD x int;");
        try (Blocking reader = new Blocking(project.database(), "SELECT * FROM a")) {
            builder()
                    .lockTimeout(Duration.ofMillis(300))
                    .listener(event -> {
                        project.keeping().on(event);
                        if (event instanceof RunEvent.RetryPlanned) {
                            reader.endNow();
                        }
                    })
                    .build()
                    .migrate();
        }
        assertThat(project.events(RunEvent.RetryPlanned.class))
                .isNotEmpty()
                .allSatisfy(retry -> assertThat(retry.obstacle()).isEqualTo(Obstacle.LOCK));
    }

    @Test
    @DisplayName("T3 N5: problems have their code, place and advice, and the server's words as they are")
    void problems() {
        project.file("V1__a.sql", "CREATE TABLE a (id int);", "COPY a FROM stdin;", "x", "\\.");
        Problem copy = failing(() -> builder().build().migrate());
        assertThat(copy.code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
        assertThat(copy.message()).contains("ж");
        project.file("V1__a.sql", "CREATE TABLE a (id int);", "SELECT\n  nosuch;");
        assertThat(failing(() -> builder().build().migrate())
                        .position()
                        .orElseThrow()
                        .line())
                .isEqualTo(3);
        try (LimitedRole role = new LimitedRole(project)) {
            project.sql("REVOKE ALL ON SCHEMA public FROM " + role.name() + ", PUBLIC");
            project.file("V1__a.sql", "CREATE TABLE public.a (id int);");
            String url = "postgres://" + role.name() + "@127.0.0.1:" + proxy.port() + "/"
                    + project.database().name() + "?sslmode=disable&gssencmode=disable";
            Pawl asRole = project.builder().url(url).build();
            assertThat(catchThrowableOfType(PawlException.class, asRole::migrate)
                            .problem()
                            .code())
                    .isEqualTo(ErrorCode.PERMISSION_MISSING);
            role.alter("CONNECTION LIMIT 0");
            assertThat(failing(asRole::migrate).code()).isEqualTo(ErrorCode.TOO_MANY_CONNECTIONS);
            role.alter("NOLOGIN CONNECTION LIMIT -1");
            assertThat(failing(asRole::migrate).code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED);
        }
        String missing = "postgres://postgres@127.0.0.1:" + proxy.port() + "/nosuch?sslmode=disable&gssencmode=disable";
        assertThat(failing(() -> project.builder().url(missing).build().migrate())
                        .code())
                .isEqualTo(ErrorCode.DATABASE_MISSING);
    }

    @Test
    @DisplayName(
            "R5 R9 N5: a broken index build is rebuilt, a row that is gone is seen, and a constraint is told at the end")
    void outcomes() {
        project.file("1_a.up.sql", "CREATE TABLE a (id int);", "INSERT INTO a VALUES (1), (1);")
                .file("1_a.down.sql", "DROP TABLE a;")
                .migrate();
        project.file("2_i.up.sql", "CREATE UNIQUE INDEX CONCURRENTLY i ON a (id);");
        assertThat(failing(() -> builder().build().migrate()).code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
        project.sql("DELETE FROM a");
        assertThat(builder().build().migrate().applied()).hasSize(1);
        project.file(
                "3_c.up.sql",
                "CREATE TABLE p (id int PRIMARY KEY);",
                "CREATE TABLE c (id int REFERENCES p DEFERRABLE INITIALLY DEFERRED);",
                "INSERT INTO c VALUES (7);");
        Problem deferred = failing(() -> builder().build().migrate());
        assertThat(deferred.code()).isEqualTo(ErrorCode.COMMIT_FAILED);
        assertThat(deferred.message()).contains("deferred constraints");
        project.delete("3_c.up.sql")
                .delete("2_i.up.sql")
                .file("2_i.up.sql", "CREATE UNIQUE INDEX CONCURRENTLY i ON a (id);")
                .file("2_i.down.sql", "DROP INDEX nosuch;");
        Problem down = failing(() -> builder()
                .build()
                .rollback(new RollbackRequest(new RollbackRequest.Extent.Steps(1), Confirmation.GIVEN)));
        assertThat(down.code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
        assertThat(down.fix()).contains("create what it needs before it, and run `pawl rollback` again");
    }
}
