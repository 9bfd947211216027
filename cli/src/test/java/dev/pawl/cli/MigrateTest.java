package dev.pawl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.embedded.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Migrating a real database, as people and programs see it. */
class MigrateTest {

    @TempDir
    Path folder;

    private TestDatabase database;

    @BeforeEach
    void create() {
        database = TestDatabase.create();
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private CliRun cli() {
        return CliRun.in(folder).with("DATABASE_URL", database.url()).with("PAWL_ACTOR", "ada");
    }

    private static void verify(String name, String output) {
        Golden.verify("flow/" + name, Golden.normalised(output));
    }

    @Test
    @DisplayName(
            "R1, A18, A20, B20, B21, D31, D32, D33: tells what it does, notices under their migration, then a summary")
    void appliesAll() {
        Folder.at(folder).withUsers();

        CliRun.Result result = cli().run("migrate");

        assertThat(result.code()).isZero();
        assertThat(result.err()).isEmpty();
        verify("migrate.txt", result.out());
    }

    @Test
    @DisplayName("C34, B59, A33: a second run says `All migrations up to date` and succeeds")
    void secondRun() {
        Folder.at(folder).withUsers();
        cli().run("migrate");

        CliRun.Result result = cli().run("migrate");

        assertThat(result.code()).isZero();
        assertThat(result.out()).endsWith("All migrations up to date\n");
        assertThat(result.out()).doesNotContain("Applying");
    }

    @Test
    @DisplayName("T2: migrate --json prints one document and nothing else")
    void asDocument() {
        Folder.at(folder).withUsers();

        CliRun.Result result = cli().run("migrate", "--json");

        assertThat(result.code()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out().lines()).hasSize(1);
        verify("migrate.json", result.out());
        verify("migrate-again.json", cli().run("migrate", "--json").out());
        verify("status.json", cli().run("status", "--json").out());
        verify("history.json", cli().run("history", "--json").out());
        verify("version.json", cli().run("version", "--json").out());
        verify("validate.json", cli().run("validate", "--json").out());
    }

    @Test
    @DisplayName("T2: --quiet prints problems only")
    void quiet() {
        Folder.at(folder).withUsers();

        CliRun.Result result = cli().run("migrate", "-q");

        assertThat(result).isEqualTo(new CliRun.Result(0, "", ""));
        assertThat(cli().run("status", "--quiet", "--exit-code")).isEqualTo(new CliRun.Result(0, "", ""));
    }

    @Test
    @DisplayName(
            "T3, A21, B22, D8, C4: a failed statement is shown with file, line, caret, the server's words and a fix; exit 1")
    void failure() {
        Folder.at(folder)
                .withUsers()
                .migration(
                        "003_broken.sql", "CREATE TABLE a (id int);\n\nALTER TABLE a\n    ADD COLUMN b nosuchtype;\n")
                .migration("004_later.sql", "CREATE TABLE later (id int);\n");

        CliRun.Result result = cli().run("migrate");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out())
                .contains("✓ Applied")
                .contains("✗ Migration failed: 003_broken.sql")
                .doesNotContain("004_later");
        verify("failure.txt", result.err());
        CliRun.Result again = cli().run("migrate", "--json");
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.err()).isEmpty();
        verify("failure.json", again.out());
        verify("failure-status.txt", cli().run("status").out());
        verify("failure-status.json", cli().run("status", "--json").out());
        verify("failure-history.txt", cli().run("history").out());
    }

    @Test
    @DisplayName("R2, D2, E4, E28: --dry-run shows the plan and its digest, and changes nothing")
    void dryRun() throws SQLException {
        Folder.at(folder).withUsers();

        CliRun.Result result = cli().run("migrate", "--dry-run", "--env", "production");

        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("001_create_users.sql").contains("pawl migrate --plan ");
        try (var connection = database.connect();
                var rows = connection
                        .createStatement()
                        .executeQuery("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")) {
            rows.next();
            assertThat(rows.getInt(1)).isZero();
        }
        String document = cli().run("migrate", "--dry-run", "--json").out();
        verify("dry-run.json", document);
        String digest = document.replaceAll(".*\"planDigest\":\"([0-9a-f]+)\".*\\R", "$1");
        assertThat(result.out()).contains(digest);

        assertThat(cli().run("migrate", "--plan", "0000000000000000").code()).isEqualTo(8);
        assertThat(cli().run("migrate", "--plan", digest, "--env", "production").code())
                .isZero();
    }

    @Test
    @DisplayName("R3, E22: --version applies one and warns of earlier ones; --target stops there")
    void versionAndTarget() {
        Folder.at(folder).withUsers().migration("003_more.sql", "CREATE TABLE more (id int);\n");

        CliRun.Result only = cli().run("migrate", "--version=003");
        assertThat(only.code()).isZero();
        assertThat(only.out()).contains("Applying: 003_more.sql").doesNotContain("001_");
        assertThat(only.err()).startsWith("warning[EARLIER_PENDING]");

        CliRun.Result target = cli().run("migrate", "--target", "1");
        assertThat(target.out()).contains("Applying: 001_create_users.sql").doesNotContain("002_");
        assertThat(target.out()).contains("More is pending");

        assertThat(cli().run("migrate", "--target", "77").code()).isEqualTo(3);
    }

    @Test
    @DisplayName("A16, A19, D24, E23: --verbose shows statements, timings, sources and at the end the tables")
    void verbose() {
        Folder.at(folder).withUsers();

        CliRun.Result result = cli().run("migrate", "--verbose");

        assertThat(result.code()).isZero();
        assertThat(result.out())
                .contains("Connection from DATABASE_URL")
                .contains("Config: none")
                .contains("Layout: plain")
                .contains("migrations/001_create_users.sql:1:1  CREATE TABLE users")
                .contains("Tables available:\n")
                .contains("  - users\n");
    }

    @Test
    @DisplayName("A16, N3: the password is shown as ***")
    void hidesPasswords() {
        Folder.at(folder).withUsers();
        String url = database.url().replace("postgres@", "postgres:s3cret@");

        CliRun.Result result = CliRun.in(folder).run("migrate", "--url", url, "--verbose");

        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("postgresql://postgres:***@127.0.0.1");
        assertThat(result.out() + result.err()).doesNotContain("s3cret");
    }

    @Test
    @DisplayName("S1, B25, E14, E52: an edited applied file stops the run with 3, on the file, before anything runs")
    void editedFile() throws IOException {
        Folder.at(folder).withUsers();
        cli().run("migrate");
        Files.writeString(folder.resolve("migrations/001_create_users.sql"), "CREATE TABLE users (id int);\n");
        Folder.at(folder).migration("003_more.sql", "CREATE TABLE more (id int);\n");

        CliRun.Result result = cli().run("migrate");

        assertThat(result.code()).isEqualTo(3);
        assertThat(result.err())
                .startsWith(
                        "error[CHECKSUM_CHANGED]: Migration 001_create_users.sql has been modified after being applied")
                .contains("--> migrations/001_create_users.sql:1:1");
        CliRun.Result validate = cli().run("validate");
        assertThat(validate.code()).isEqualTo(3);
        assertThat(validate.out()).contains("✗").contains("1 problem");
        CliRun.Result document = cli().run("validate", "--json");
        assertThat(document.code()).isEqualTo(3);
        assertThat(document.err()).isEmpty();
        verify("edited.json", document.out());
    }

    @Test
    @DisplayName("T1: status --exit-code ends with 5 while something is pending")
    void exitCode() {
        Folder.at(folder).withUsers();

        assertThat(cli().run("status").code()).isZero();
        assertThat(cli().run("status", "--exit-code").code()).isEqualTo(5);
        assertThat(cli().run("status", "--exit-code", "--json").code()).isEqualTo(5);
        cli().run("migrate");
        assertThat(cli().run("status", "--exit-code").code()).isZero();
    }

    @Test
    @DisplayName("T1, D55: version prints the newest version and the count")
    void version() {
        Folder.at(folder).withUsers();
        assertThat(cli().run("version").out()).startsWith("Schema version: none\nApplied: 0 migrations\n");
        cli().run("migrate");

        assertThat(cli().run("version").out())
                .isEqualTo("Schema version: 002\nApplied: 2 migrations\nTool: pawl (unpackaged)\n");
    }

    @Test
    @DisplayName("R10, C24, C42: SKIP_MIGRATIONS=1 does nothing, loudly")
    void skipMigrations() {
        Folder.at(folder).withUsers();

        CliRun.Result result = cli().with("SKIP_MIGRATIONS", "1").run("migrate");

        assertThat(result.code()).isZero();
        assertThat(result.out() + result.err()).contains("SKIP_MIGRATIONS");
        assertThat(cli().run("status").out()).contains("Total: 0 applied, 2 pending");
    }

    @Test
    @DisplayName("N1, B29: precedence is --url, PAWL_URL, config, other variables; .env is read")
    void precedence() {
        Folder.at(folder).withUsers();
        String unreachable = "postgres://nobody@127.0.0.1:1/x";
        CliRun run = CliRun.in(folder).with("DATABASE_URL", unreachable);

        Folder.at(folder).file(".env", "PAWL_URL=" + database.url() + "\n");
        assertThat(run.run("status").code()).isZero();
        assertThat(run.run("status", "--verbose").out()).contains("Connection from PAWL_URL (from .env)");
        Folder.at(folder).file(".env", "").file("pawl.toml", "url = \"" + database.url() + "\"\n");
        assertThat(run.run("status").code()).isZero();
        assertThat(run.with("PAWL_URL", unreachable).run("status").code()).isEqualTo(6);
        assertThat(run.run("status", "--url", database.url()).code()).isZero();
    }

    @Test
    @DisplayName("R7: a name that is production but for a slip is refused, since production would have been asked")
    void nearlyProduction() {
        Folder.at(folder).withUsers();
        for (String name : List.of("prodcution", "Producton", "prduction", "productiom")) {
            CliRun.Result refused = cli().with("PAWL_ENV", name).run("migrate");
            assertThat(refused.code()).as(name).isEqualTo(2);
            assertThat(refused.err()).contains("CONFIG_INVALID_VALUE", "Write `production`");
        }
        CliRun.Result profiles =
                cli().with("SPRING_PROFILES_ACTIVE", "web,prodcution").run("migrate");
        assertThat(profiles.code()).isEqualTo(2);
        for (String name : List.of("production-2", "preproduction", "product", "protection-test")) {
            assertThat(cli().with("PAWL_ENV", name).run("migrate", "--dry-run").code())
                    .as(name)
                    .isZero();
        }
    }

    @Test
    @DisplayName("R7, R8: the environment is that of --env, PAWL_ENV, the config, then the platform")
    void environment() {
        Folder.at(folder).withUsers().file("pawl.toml", "env = \"staging\"\n");

        assertThat(cli().with("NODE_ENV", "test").run("status").out()).contains("Environment: staging");
        assertThat(cli().with("PAWL_ENV", "qa").run("status").out()).contains("Environment: qa");
        assertThat(cli().with("PAWL_ENV", "qa").run("status", "--env", "dev").out())
                .contains("Environment: development");
    }

    @Test
    @DisplayName("the config's dir starts from the config's folder; messages name files from here")
    void configFromAbove() {
        Folder.at(folder)
                .file("pawl.toml", "dir = \"db\"\nurl = \"" + database.url() + "\"\n")
                .file("db/001_broken.sql", "SELECT nonsense;\n")
                .file("sub/x", "");

        CliRun.Result inside = CliRun.in(folder.resolve("sub")).run("migrate");
        assertThat(inside.code()).isEqualTo(1);
        CliRun.Result above =
                CliRun.in(folder.resolve("..")).run("migrate", "--config", folder.getFileName() + "/pawl.toml");
        assertThat(above.err()).contains("--> " + folder.getFileName() + "/db/001_broken.sql:1:");
    }

    @Test
    @DisplayName("T3: an unreachable server is 6, a wrong database is 6, each with its own code")
    void unreachable() {
        Folder.at(folder).withUsers();

        CliRun.Result nobody = CliRun.in(folder).run("migrate", "--url", "postgres://me@127.0.0.1:1/x");
        assertThat(nobody.code()).isEqualTo(6);
        assertThat(nobody.err()).contains("error[DATABASE_UNREACHABLE]");
        CliRun.Result missing =
                CliRun.in(folder).run("migrate", "--url", database.url().replace(database.name(), "nosuch"), "--json");
        assertThat(missing.code()).isEqualTo(6);
        assertThat(missing.out()).contains("\"code\":\"DATABASE_MISSING\"").contains("\"sqlState\":\"3D000\"");
    }

    @Test
    @DisplayName("T2: in GitHub Actions output is grouped, errors are shown on their line, and the step gets a summary")
    void githubActions() throws IOException {
        Folder.at(folder).withUsers();
        CliRun run = cli().with("GITHUB_ACTIONS", "true")
                .with("GITHUB_WORKSPACE", folder.resolve("..").normalize().toString())
                .with("GITHUB_STEP_SUMMARY", folder.resolve("summary.md").toString());

        CliRun.Result good = run.run("migrate");
        assertThat(good.err()).isEqualTo("::group::pawl migrate\n::endgroup::\n");
        assertThat(Files.readString(folder.resolve("summary.md"))).contains("| 001_create_users.sql |");

        Folder.at(folder).migration("003_broken.sql", "SELECT 1;\nSELEC 2;\n");
        CliRun.Result bad = run.run("migrate", "--json");
        assertThat(bad.code()).isEqualTo(1);
        assertThat(bad.out().lines()).hasSize(1);
        assertThat(bad.err())
                .contains("::error file=" + folder.getFileName()
                        + "/migrations/003_broken.sql,line=2,col=1,title=STATEMENT_FAILED::");
        assertThat(Files.readString(folder.resolve("summary.md"))).contains("### Migration failed");
    }

    @Test
    @DisplayName("T2: at a terminal there is a progress bar on standard error and colour, else neither")
    void progress() {
        Folder.at(folder).withUsers();

        CliRun.Result result = cli().with("TERM", "xterm").atTerminal("").run("migrate");

        assertThat(result.err()).contains("0/2  001_create_users.sql").contains("\r\u001b[K");
        assertThat(result.out()).contains("\u001b[32m✓\u001b[0m Applied in");
        assertThat(result.out()).doesNotContain("0/2");
    }
}
