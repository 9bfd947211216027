package dev.pawl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pawl.embedded.EmbeddedPostgres;
import dev.pawl.embedded.Options;
import dev.pawl.embedded.testing.Effort;
import dev.pawl.embedded.testing.TestServer;
import dev.pawl.error.ErrorCode;
import dev.pawl.error.ExitCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A full disk on the server")
class FullDiskTest {

    private static final String[] ROWS = {
        "INSERT INTO log DEFAULT VALUES;", "INSERT INTO a SELECT i, repeat('x', 500) FROM generate_series(1, 30000) i;"
    };

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

    private static void assertNothingToCorrect(Problem problem, String sqlState) {
        assertThat(problem.code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
        assertThat(problem.server().orElseThrow().sqlState()).isEqualTo(sqlState);
        assertThat(problem.fix()).contains("run `pawl migrate` again").doesNotContain("Correct the file");
    }

    private List<String> indexes() {
        return project.rows("SELECT indexrelid::regclass, indisvalid FROM pg_index WHERE indrelid = 'a'::regclass");
    }

    @Test
    @DisplayName(
            "R1 R5 N5: in a tablespace: nothing is left of a script, or of an index build; with more room both run")
    void tablespace() throws Exception {
        try (SmallDisk disk = SmallDisk.ofMegabytes(8)) {
            LimitedRole.onServer("CREATE TABLESPACE small LOCATION '" + disk.folder("space") + "'");
            try {
                fill(disk);
            } finally {
                project.sql("DROP TABLE IF EXISTS a");
                LimitedRole.onServer("DROP TABLESPACE small");
            }
        }
    }

    private void fill(SmallDisk disk) {
        project.file("V1__a.sql", "CREATE TABLE a (id int, t text) TABLESPACE small;", "CREATE TABLE log (at serial);")
                .migrate();
        project.file("V2__rows.sql", ROWS)
                .file("V3__i.sql", "CREATE INDEX CONCURRENTLY i ON a (t, id) TABLESPACE small;");
        Problem script = failing();
        assertNothingToCorrect(script, "53100");
        assertThat(script.position().orElseThrow().line()).isEqualTo(2);
        assertThat(script.fix())
                .startsWith("Nothing of it was applied. There is nothing to correct in the file. Free disk");
        assertThat(project.rows("SELECT (SELECT count(*) FROM a), (SELECT count(*) FROM log)"))
                .containsExactly("0|0");

        disk.enlargeTo(30); // the rows that were taken back still have their 8
        Problem index = failing();
        assertNothingToCorrect(index, "53100");
        assertThat(project.rows("SELECT count(*) FROM a")).containsExactly("30000");
        assertThat(indexes()).isEmpty();

        disk.enlargeTo(100);
        assertThat(Project.versions(project.migrate())).containsExactly("3");
        assertThat(indexes()).containsExactly("i|t");
        assertThat(project.rows("SELECT version, status FROM migration_history ORDER BY executed_at"))
                .containsExactly("1|success", "2|failed", "2|success", "3|failed", "3|success");
    }

    @Test
    @DisplayName("R1 R5 N5: so where temp_file_limit is reached, which needs no disk of its own")
    void temporaryFiles() {
        try (LimitedRole role = new LimitedRole(project)) {
            project.file("V1__a.sql", "CREATE TABLE a (id int, t text);", "CREATE TABLE log (at serial);")
                    .file("V2__rows.sql", ROWS);
            role.pawl().migrate();
            role.alter("SET temp_file_limit = '64kB'")
                    .alter("SET maintenance_work_mem = '1MB'")
                    .alter("SET work_mem = '64kB'");
            project.file(
                    "V3__sort.sql",
                    "INSERT INTO log DEFAULT VALUES;",
                    "CREATE TABLE b AS SELECT * FROM a ORDER BY t, id DESC;");
            assertNothingToCorrect(
                    catchThrowableOfType(PawlException.class, () -> role.pawl().migrate())
                            .problem(),
                    "53400");
            assertThat(project.rows("SELECT count(*) FROM log")).containsExactly("1");
            assertThat(project.tables()).containsExactly("a", "log");

            project.file("V3__sort.sql", "CREATE INDEX CONCURRENTLY i ON a (t, id);");
            assertNothingToCorrect(
                    catchThrowableOfType(PawlException.class, () -> role.pawl().migrate())
                            .problem(),
                    "53400");
            assertThat(indexes()).isEmpty();

            role.alter("RESET ALL");
            assertThat(role.pawl().migrate().applied()).hasSize(1);
            assertThat(indexes()).containsExactly("i|t");
        }
    }

    /** It needs a server of its own, so it belongs to the whole of it. */
    static Stream<Integer> sizes() {
        return Effort.isFull() ? Stream.of(80) : Stream.of();
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("sizes")
    @DisplayName("R5 N5: under the write-ahead log: the server goes down, and the next run after it has room goes on")
    void writeAheadLog(int megabytes, @TempDir Path home) throws Exception {
        try (SmallDisk disk = SmallDisk.ofMegabytes(megabytes)) {
            Options options = Options.persistent(home.resolve("server"))
                    .withBinaries(TestServer.binaries())
                    .withSetting("max_wal_size", "48MB")
                    .withSetting("min_wal_size", "32MB");
            EmbeddedPostgres.start(options).stop();
            moveLog(home.resolve("server/data/pg_wal"), disk.path().resolve("wal"));
            EmbeddedPostgres server = EmbeddedPostgres.start(options);
            project.file("V1__a.sql", "CREATE TABLE a (id int, t text);", "CREATE TABLE log (at serial);");
            project.builder().url(server.url("postgres")).build().migrate();
            Path filler = fillBut(disk, 4_000_000);
            project.file("V2__rows.sql", ROWS[0], ROWS[1], ROWS[1], ROWS[1], ROWS[1]);
            PawlException failure = catchThrowableOfType(
                    PawlException.class,
                    () -> project.builder().url(server.url("postgres")).build().migrate());
            assertThat(failure.exitCode()).isEqualTo(ExitCode.DATABASE);
            assertThat(failure.problem().code()).isEqualTo(ErrorCode.CONNECTION_LOST);
            assertThat(failure.problem().message()).contains("No space left on device");
            Files.delete(filler);
            server.crash();
            try (EmbeddedPostgres again = EmbeddedPostgres.start(options)) {
                Pawl pawl = project.builder().url(again.url("postgres")).build();
                assertThat(pawl.status().applied()).hasSize(1);
                assertThat(Project.versions(pawl.migrate())).containsExactly("2");
            }
        }
    }

    private static void moveLog(Path from, Path to) throws IOException {
        SmallDisk.run("cp", "-a", from.toString(), to.toString());
        SmallDisk.run("rm", "-r", from.toString());
        Files.createSymbolicLink(from, to);
    }

    private static Path fillBut(SmallDisk disk, long bytes) throws IOException {
        long free = Files.getFileStore(disk.path()).getUsableSpace();
        return Files.write(disk.path().resolve("filler"), new byte[(int) (free - bytes)]);
    }
}
