package dev.pawl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pawl.embedded.testing.Effort;
import dev.pawl.embedded.testing.TestServer;
import dev.pawl.error.ErrorCode;
import dev.pawl.error.ExitCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Databases of another encoding than UTF-8")
class DatabaseEncodingTest {

    private static final String NAME = "encoded";

    private Project project;

    @BeforeEach
    void open(@TempDir Path folder) {
        project = new Project(folder);
    }

    @AfterEach
    void close() {
        TestServer.get().dropDatabase(NAME);
        project.close();
    }

    private Pawl encoded(String encoding) {
        LimitedRole.onServer("CREATE DATABASE " + NAME + " ENCODING '" + encoding + "' LOCALE 'C' TEMPLATE template0");
        return builder().build();
    }

    private PawlBuilder builder() {
        return project.builder().url(TestServer.get().url(NAME));
    }

    private static List<String> rows(String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(TestServer.get().jdbcUrl(NAME));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> read = new ArrayList<>();
            while (rows.next()) {
                read.add(rows.getString(1));
            }
            return read;
        }
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(TestServer.get().jdbcUrl(NAME));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Problem failing(Runnable run) {
        return catchThrowableOfType(PawlException.class, run::run).problem();
    }

    static Stream<String> encodings() {
        return Effort.isFull()
                ? Stream.of("LATIN1", "SQL_ASCII", "WIN1252", "LATIN9", "KOI8R", "EUC_JP", "EUC_TW")
                : Stream.of("LATIN1", "SQL_ASCII", "EUC_JP");
    }

    @ParameterizedTest
    @MethodSource("encodings")
    @DisplayName("F4 N5: comments, notices and people may use any character; only what goes into the database must fit")
    void comments(String encoding) throws SQLException {
        encoded(encoding);
        project.file("V1__a.sql", "CREATE TABLE a (t text); -- 日本 — 10 €, Größe, жизнь", "INSERT INTO a VALUES ('x');")
                .file("V2__b.sql", "-- pawl: no-transaction", "SELECT 1; -- 日本 — 10 €, Größe, жизнь")
                .file("R__r.sql", "SELECT 1; -- 日本 — 10 €");
        assertThat(builder().actor("日本 €").build().migrate().applied()).hasSize(3);
        assertThat(builder().build().migrate().applied()).isEmpty();
        assertThat(rows("SELECT t FROM a")).containsExactly("x");
        assertThat(rows("SELECT DISTINCT executed_by FROM migration_history"))
                .containsExactly(encoding.equals("SQL_ASCII") ? "日本 €" : substitute(encoding));
    }

    private static String substitute(String encoding) {
        return switch (encoding) {
            case "WIN1252", "LATIN9" -> "?? €";
            case "EUC_JP" -> "日本 ?";
            default -> "?? ?";
        };
    }

    @Test
    @DisplayName("N5 H6: a value that does not fit fails at its statement, is recorded, and the corrected file runs")
    void value() throws SQLException {
        Pawl pawl = encoded("LATIN1");
        project.file("V1__a.sql", "CREATE TABLE a (t text);", "INSERT INTO a VALUES ('Größe'), ('10 €');");
        Problem problem = failing(pawl::migrate);
        assertThat(problem.code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
        assertThat(problem.position().orElseThrow().line()).isEqualTo(2);
        assertThat(problem.fix()).contains("encoding").doesNotContain("could not be recorded");
        assertThat(rows("SELECT status FROM migration_history")).containsExactly("failed");
        project.file("V1__a.sql", "CREATE TABLE a (t text);", "INSERT INTO a VALUES ('Größe');");
        assertThat(pawl.migrate().applied()).hasSize(1);
        assertThat(rows("SELECT t FROM a")).containsExactly("Größe");
        assertThat(rows("SELECT script FROM pawl_script").get(0)).contains("Größe");
    }

    @Test
    @DisplayName("N5 H6: an error message that does not fit is recorded with question marks")
    void error() throws SQLException {
        Pawl pawl = encoded("LATIN1");
        project.file("V1__a.sql", "DO $$ BEGIN RAISE EXCEPTION 'Größe %', U&'\\00fc'; END $$;");
        Problem problem = failing(pawl::migrate);
        assertThat(problem.fix()).doesNotContain("could not be recorded");
        assertThat(rows("SELECT error_message FROM migration_history").get(0)).contains("Größe ü");
        project.file("V1__a.sql", "SELECT * FROM \"nosuch 日本\";");
        assertThat(failing(pawl::migrate).fix()).doesNotContain("could not be recorded");
        assertThat(rows("SELECT status FROM migration_history")).containsExactly("failed", "failed");
    }

    @Test
    @DisplayName("N5: a file name that the history cannot hold stops the run before anything is applied")
    void name() throws SQLException {
        Pawl pawl = encoded("WIN1252");
        project.file("V1__größe.sql", "CREATE TABLE a (t text);").file("V2__日本.sql", "SELECT 1;");
        PawlException failure = catchThrowableOfType(PawlException.class, pawl::migrate);
        assertThat(failure.problem().code()).isEqualTo(ErrorCode.NAME_UNSTORABLE);
        assertThat(failure.exitCode()).isEqualTo(ExitCode.VALIDATION);
        assertThat(rows("SELECT version FROM schema_migrations")).isEmpty();
        project.delete("V2__日本.sql").file("V2__nippon.sql", "SELECT 1;");
        assertThat(pawl.migrate().applied()).hasSize(2);
        assertThat(rows("SELECT filename FROM schema_migrations ORDER BY version"))
                .containsExactly("V1__größe.sql", "V2__nippon.sql");
    }

    @Test
    @DisplayName("N5: bytes of another encoding in an old history are named as such")
    void foreignBytes() throws SQLException {
        Pawl pawl = encoded("SQL_ASCII");
        project.file("V1__a.sql", "CREATE TABLE a (t text);", "INSERT INTO a VALUES ('Größe');");
        pawl.migrate();
        execute("UPDATE schema_migrations SET name = E'Gr\\xf6\\xdfe'");
        Problem problem = failing(pawl::status);
        assertThat(problem.code()).isEqualTo(ErrorCode.DATABASE_ERROR);
        assertThat(problem.message()).contains("does not fit the encoding of database " + NAME);
        assertThat(problem.fix()).contains("convert_from");
        execute("UPDATE schema_migrations SET name = 'A'");
        assertThat(pawl.migrate().upToDate()).isTrue();
    }
}
