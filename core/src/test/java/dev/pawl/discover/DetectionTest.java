package dev.pawl.discover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.Problem;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("F1: the layout is detected and explained; nothing is skipped silently")
class DetectionTest {

    @TempDir
    private Path temp;

    @Test
    @DisplayName("F1: a folder that fits two layouts names both and the key that pins one")
    void unclear() {
        Folder folder = new Folder(temp).with("V1__a.sql", "V2__b.sql", "001_a.sql", "002_b.sql");

        Problem problem = folder.problems().get(0);

        assertThat(problem.code()).isEqualTo(ErrorCode.LAYOUT_UNCLEAR);
        assertThat(problem.message())
                .contains("flyway (2 files, such as V1__a.sql)", "plain (2 files, such as 001_a.sql)");
        assertThat(problem.fix()).contains("[migrations]", "layout = \"flyway\"", "layout = \"plain\"", "ignore");
    }

    @Test
    @DisplayName("F1: pinned, the files of the other layout are errors, each of them")
    void pinned() {
        Folder folder = new Folder(temp).with("V1__a.sql", "V2__b.sql", "001_a.sql", "002_b.sql");

        List<Problem> problems = folder.problems(DiscoverySettings.DEFAULT.withLayout("plain"));

        assertThat(problems).hasSize(2).allMatch(problem -> problem.code() == ErrorCode.FILE_UNEXPLAINED);
        assertThat(problems.get(0).fix()).contains("Rename it to 1_a.sql", "ignore = [\"V1__a.sql\"]");
    }

    @Test
    @DisplayName("F1: an unknown layout in the config lists the known ones")
    void unknownLayout() {
        Folder folder = new Folder(temp).with("001_a.sql");

        Problem problem =
                folder.problems(DiscoverySettings.DEFAULT.withLayout("rails")).get(0);

        assertThat(problem.code()).isEqualTo(ErrorCode.CONFIG_INVALID_VALUE);
        assertThat(problem.fix()).contains("plain", "flyway", "golang-migrate", "drizzle");
    }

    @ParameterizedTest(name = "F1: {1} beside {0} is an error that suggests {2}")
    @CsvSource({
        "V2__a.sql, v1__b.sql, V1__b.sql",
        "V2__a.sql, V1_b.sql, V1__b.sql",
        "V2__a.sql, 003_c.sql, V003__c.sql",
        "V2__a.sql, r__view.sql, R__view.sql",
        "V2__a.sql, u2__a.sql, U2__a.sql",
        "V2__a.sql, 2025-10-19_b.sql, V20251019__b.sql",
        "002_a.sql, V1__b.sql, 1_b.sql",
        "002_a.sql, v1_b.sql, 1_b.sql",
        "002_a.sql, 001b.sql, 001_b.sql",
        "002_a.sql, 001 b.sql, 001_b.sql",
        "002_a.sql, 1.2_b.sql, 1_2_b.sql",
        "002_a.up.sql, 001_b.sql, 001_b.up.sql",
        "20240101000000_a/migration.sql, 20240102000000_b.sql, 20240102000000_b/migration.sql",
        "2024-01-01-000000_a/up.sql, 2024-01-02_b.sql, 2024-01-02_b/up.sql",
    })
    void strayWithSuggestion(String usual, String stray, String suggestion) {
        Folder folder = new Folder(temp).with(usual, stray);
        for (int i = 0; i < 4; i++) {
            folder.with(usual.replaceFirst("^(V?)(\\d+)", "$1" + (2030 + i)));
        }

        List<Problem> problems = folder.problems();

        assertThat(problems).hasSize(1);
        assertThat(problems.get(0).code()).isEqualTo(ErrorCode.FILE_UNEXPLAINED);
        assertThat(problems.get(0).position().orElseThrow().file()).endsWith(stray);
        assertThat(problems.get(0).fix()).contains(suggestion, "[migrations] ignore = [\"" + stray + "\"]");
    }

    @Test
    @DisplayName("F1: all files that no layout explains are named at once, with the rule")
    void allAtOnce() {
        Folder folder = new Folder(temp).with("001_a.sql", "schema.sql", "seed.sql", "2025-13-45_x.sql");

        List<Problem> problems = folder.problems();

        assertThat(problems).hasSize(3);
        assertThat(problems.get(0).message()).contains("2025-13-45 is no date");
        assertThat(problems.get(1).message()).contains("<number or date>_<description>.sql", "001_create_users.sql");
    }

    @Test
    @DisplayName("F1: the ignore list speaks of names, of paths and of folders")
    void ignoreList() {
        Folder folder = new Folder(temp)
                .with("001_a.sql", "schema.sql", "dump-1.sql", "seeds/x.sql", "seeds/deep/y.sql", "test/deep/z.sql");

        Discovered found = folder.discover(
                DiscoverySettings.DEFAULT.withIgnore(List.of("schema.sql", "dump-?.sql", "seeds/", "test/**/*.sql")));

        assertThat(Folder.names(found)).containsExactly("001_a.sql");
        assertThat(folder.problems(DiscoverySettings.DEFAULT.withIgnore(List.of("schema*", "dump*", "*/x.sql"))))
                .hasSize(2);
    }

    @Test
    @DisplayName("F1: Flyway's baseline scripts and callbacks are refused with the reason")
    void flywaySpecials() {
        Folder folder = new Folder(temp)
                .with(
                        "V1__a.sql",
                        "V2__b.sql",
                        "V3__c.sql",
                        "V4__d.sql",
                        "B2__base.sql",
                        "beforeMigrate.sql",
                        "afterEachMigrate__log.sql",
                        "U7__x.sql");

        List<Problem> problems = folder.problems();

        assertThat(problems)
                .extracting(Problem::message)
                .satisfiesExactlyInAnyOrder(
                        text -> assertThat(text).contains("B2__base.sql", "baseline"),
                        text -> assertThat(text).contains("afterEachMigrate__log.sql", "callback"),
                        text -> assertThat(text).contains("beforeMigrate.sql", "callback"),
                        text -> assertThat(text).contains("U7__x.sql", "reverts version 7"));
    }

    @Test
    @DisplayName("F1: a script that reverts nothing is an error in every layout with pairs")
    void downWithoutUp() {
        assertThat(new Folder(temp.resolve("a"))
                        .with("1_a.up.sql", "2_b.down.sql")
                        .problems())
                .singleElement()
                .matches(problem -> problem.message().contains("reverts version 2"));
        assertThat(new Folder(temp.resolve("b"))
                        .with("1_a/up.sql", "2_b/down.sql")
                        .problems())
                .singleElement()
                .matches(problem -> problem.message().contains("no up.sql"));
    }

    @Test
    @DisplayName("F1: half of the files with markers and half without is unclear, not guessed")
    void halfMarked() {
        Folder folder = new Folder(temp)
                .with("001_a.sql", "002_b.sql")
                .write("003_c.sql", "-- +goose Up\nSELECT 1;")
                .write("004_d.sql", "-- +goose Up\nSELECT 1;");

        assertThat(folder.problems().get(0).message()).contains("goose (2 files", "plain (2 files");
        assertThat(folder.discover(DiscoverySettings.DEFAULT.withLayout("plain"))
                        .files())
                .extracting(MigrationFile::format)
                .containsExactly(Format.PLAIN, Format.PLAIN, Format.GOOSE, Format.GOOSE);
    }

    @Test
    @DisplayName("F1: a migration in Go among SQL ones is a warning, other programs are notes")
    void codeMigrations() {
        Folder goose = new Folder(temp.resolve("goose"))
                .write("001_a.sql", "-- +goose Up\nSELECT 1;")
                .with("002_b.go", "002_b_test.go", "embed.go", "README.md");

        Discovered found = goose.discover();

        assertThat(found.warnings()).singleElement().satisfies(warning -> {
            assertThat(warning.code()).isEqualTo(ErrorCode.CODE_MIGRATION);
            assertThat(warning.message()).contains("002_b.go").doesNotContain("test", "embed");
        });
        assertThat(found.notes()).hasSize(3);
    }

    @Test
    @DisplayName("E8: a program beside the migrations is no error and no warning")
    void programBeside() {
        Discovered found = new Folder(temp)
                .with("00_a.sql", "run-migrations.js", "package.json")
                .discover();

        assertThat(found.warnings()).isEmpty();
        assertThat(found.notes()).hasSize(2).allMatch(note -> note.contains("not a .sql file"));
    }

    @Test
    @DisplayName("F1: a location that is one folder too high names the right ones, once")
    void tooHigh() {
        Folder folder = new Folder(temp).with("db/migrations/001_a.sql", "db/migrations/002_b.sql", "tests/t.sql");

        List<Problem> problems = folder.problems();

        assertThat(problems).hasSize(1);
        assertThat(problems.get(0).code()).isEqualTo(ErrorCode.LAYOUT_UNCLEAR);
        assertThat(problems.get(0).fix()).contains(temp + "/db/migrations").doesNotContain("tests");
    }

    @Test
    @DisplayName("F1: a Liquibase changelog in XML may set another order: a warning")
    void liquibaseMaster() {
        Folder folder = new Folder(temp)
                .write("a.sql", "--liquibase formatted sql\n--changeset a:1\nSELECT 1;")
                .with("db.changelog-master.xml");

        assertThat(folder.discover().warnings()).extracting(Problem::code).containsExactly(ErrorCode.CODE_MIGRATION);
    }

    @Test
    @DisplayName("F1: an empty location is an error, unless it is a beginning")
    void emptyLocation() {
        Folder folder = new Folder(temp).with("README.md");

        Problem problem = folder.problems().get(0);

        assertThat(problem.code()).isEqualTo(ErrorCode.LOCATION_EMPTY);
        assertThat(problem.message()).contains("README.md");
        assertThat(problem.fix()).contains("pawl new");
        assertThat(folder.discover(DiscoverySettings.DEFAULT.withEmpty(EmptyPolicy.ALLOW))
                        .files())
                .isEmpty();
    }
}
