package dev.pawl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.embedded.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Verbs that write files, and the doctor who looks at them. */
class ProjectFilesTest {

    @TempDir
    Path folder;

    @Test
    @DisplayName("init writes a config and a first migration that run as they are")
    void init() {
        CliRun.Result result = CliRun.in(folder).run("init");

        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("✓ Wrote pawl.toml").contains("✓ Wrote migrations/0001_first_table.sql");
        try (TestDatabase database = TestDatabase.create()) {
            CliRun.Result migrated =
                    CliRun.in(folder).with("DATABASE_URL", database.url()).run("migrate");
            assertThat(migrated.code()).isZero();
            assertThat(migrated.out()).contains("1 migration applied successfully");
        }
    }

    @Test
    @DisplayName("init never writes over a file")
    void initKeeps() throws IOException {
        Folder.at(folder).file("pawl.toml", "# mine\n").file("db/001_mine.sql", "SELECT 1;\n");

        CliRun.Result result = CliRun.in(folder).run("init", "--dir", "db", "--json");

        assertThat(result.out()).isEqualTo("{\"files\":[],\"kept\":[\"pawl.toml\",\"db\"]}\n");
        assertThat(Files.readString(folder.resolve("pawl.toml"))).isEqualTo("# mine\n");
        assertThat(folder.resolve("db")).isDirectoryContaining(path -> path.endsWith("001_mine.sql"));
        assertThat(folder.resolve("db").toFile().list()).hasSize(1);
    }

    @Test
    @DisplayName("the config that init writes names the folder as seen from it")
    void initElsewhere() throws IOException {
        CliRun.Result result = CliRun.in(folder).run("init", "--config", "ops/pawl.toml", "--dir", "db");

        assertThat(result.code()).isZero();
        assertThat(Files.readString(folder.resolve("ops/pawl.toml"))).contains("\ndir = \"../db\"\n");
        assertThat(folder.resolve("db/0001_first_table.sql")).exists();
    }

    @Test
    @DisplayName("T3: a folder that cannot be written to is an error with a fix, exit 2")
    void initUnwritable() {
        Folder.at(folder).file("migrations", "a file where a folder should be");

        CliRun.Result result = CliRun.in(folder).run("init");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err())
                .startsWith("error[FILE_NOT_WRITABLE]")
                .contains(folder.resolve("migrations") + " is not a folder");
        assertThat(folder.resolve("pawl.toml")).doesNotExist();
    }

    @Test
    @DisplayName("T3: init names the path once, and the reason")
    void initReason() {
        String name = "n".repeat(300); // longer than any file system takes

        CliRun.Result result = CliRun.in(folder).run("init", "--dir", name);

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).containsOnlyOnce(name).contains("cannot be written: File name too long.");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    @DisplayName("E61: doctor says once what is wrong with the files")
    void doctorOnUnreadableFiles() {
        Folder.at(folder).withUsers().migration("001_again.sql", "SELECT 1;\n");
        try (TestDatabase database = TestDatabase.create()) {
            CliRun.Result result =
                    CliRun.in(folder).with("DATABASE_URL", database.url()).run("doctor");

            assertThat(result.code()).isEqualTo(4);
            assertThat(result.out()).contains("✗ Migrations: ", "✓ Connection: ", "1 to mend");
            assertThat(result.out()).doesNotContain("Validation");
        }
    }

    @Test
    @DisplayName("B30, D14: new writes the next file, named as the others are; it needs no database")
    void newMigration() {
        Folder.at(folder).withUsers();

        CliRun.Result result = CliRun.in(folder).run("new", "add orders");

        assertThat(result.code()).isZero();
        assertThat(result.out()).startsWith("✓ Wrote migrations/003_add_orders.sql\n");
        assertThat(folder.resolve("migrations/003_add_orders.sql")).exists();
        assertThat(CliRun.in(folder)
                        .run("new", "drop orders", "--reverts", "3", "--json")
                        .out())
                .isEqualTo("{\"files\":[\"migrations/004_drop_orders.sql\"],\"kept\":[]}\n");
    }

    @Test
    @DisplayName("E61: doctor lists what is good, what could be better and what must be mended; 4 if anything must")
    void doctor() {
        Folder.at(folder).withUsers();
        try (TestDatabase database = TestDatabase.create()) {
            CliRun.Result good =
                    CliRun.in(folder).with("DATABASE_URL", database.url()).run("doctor");
            assertThat(good.code()).as(good.out()).isZero();
            assertThat(good.out()).contains("✓ Java: ").contains("! Config: ").contains(" 0 to mend".strip());
        }
        CliRun.Result bad = CliRun.in(folder).run("doctor");
        assertThat(bad.code()).isEqualTo(4);
        assertThat(bad.out()).contains("✗ Connection: No database is named.").contains("1 to mend");
        Folder.at(folder).file("pawl.toml", "nonsense = 1\n");
        assertThat(CliRun.in(folder).run("doctor", "--json").out())
                .contains("\"subject\":\"Config\",\"verdict\":\"bad\",\"message\":\"pawl.toml:1:1: ");
    }

    @Test
    @DisplayName("E61, N3: doctor finds a password in the config and a .env that may be committed")
    void doctorOnSecrets() {
        Folder.at(folder)
                .withUsers()
                .file("pawl.toml", "url = \"postgres://me:s3cret@127.0.0.1:1/db\"\n")
                .file(".env", "A=1\n")
                .file(".git/HEAD", "");

        String seen = CliRun.in(folder).run("doctor").out();

        assertThat(seen).contains("`url` in the config holds a password").contains(".env is not in .gitignore");
        assertThat(seen).doesNotContain("s3cret");
        Folder.at(folder)
                .file("pawl.toml", "url = \"postgres://me:${SECRET}@127.0.0.1:1/db\"\n")
                .file(".gitignore", ".env\n");
        assertThat(CliRun.in(folder).with("SECRET", "x").run("doctor").out())
                .doesNotContain("holds a password")
                .doesNotContain(".gitignore");
    }

    @Test
    @DisplayName("train goes through the motions without a word, a server, or a trace")
    void train() {
        CliRun.Result result = CliRun.in(folder)
                .with("DATABASE_URL", "postgres://never.example/x")
                .run("train");

        assertThat(result).isEqualTo(new CliRun.Result(0, "", ""));
        assertThat(folder).isEmptyDirectory();
        assertThat(CliRun.in(folder).run("--help").out()).doesNotContain("train");
    }
}
