package dev.pawl.discover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Section 10: pawl new writes the next file in the layout's own naming")
class NewMigrationTest {

    /** A moment whose date in UTC is not that of most time zones east of it. */
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2025-10-19T23:30:15.123Z"), ZoneOffset.ofHours(9));

    private static final DiscoverySettings EMPTY = DiscoverySettings.DEFAULT.withEmpty(EmptyPolicy.ALLOW);

    @TempDir
    private Path temp;

    private NewMigration next(Folder folder, String description) {
        Discovered found = folder.discover(EMPTY);
        return found.layout().next(description, found.files(), CLOCK);
    }

    private static List<String> paths(NewMigration migration) {
        return migration.files().stream().map(NewFile::path).toList();
    }

    @ParameterizedTest(name = "[{index}] after {0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    001_initial_schema.sql | 002_add_usage_tracking.sql
                    009-create-users-table.sql | 010-add-usage-tracking.sql
                    99_x.sql | 100_add_usage_tracking.sql
                    00_a.sql | 01_add_usage_tracking.sql
                    0099_a.sql | 0100_add_usage_tracking.sql
                    9-a-b.sql | 10-add-usage-tracking.sql
                    20251018_add_x.sql | 20251019_add_usage_tracking.sql
                    2025-10-18_add_x.sql | 2025-10-19_add_usage_tracking.sql
                    0002_a.sql,20251018_add_x.sql | 20251019_add_usage_tracking.sql
                    20251018120000_a-b.sql | 20251019233015_add-usage-tracking.sql
                    202510181200_a.sql | 202510192330_add_usage_tracking.sql
                    20251018120000123_a.sql | 20251019233015123_add_usage_tracking.sql
                    1704110400000_a.sql | 1760916615123_add_usage_tracking.sql
                    1704110400_a.sql | 1760916615_add_usage_tracking.sql
                    20991231235959_a.sql | 21000101000000_add_usage_tracking.sql
                    123456789012345678901234567890_a.sql | 123456789012345678901234567891_add_usage_tracking.sql
                    V1__a.sql,V2.1__b.sql,V3__c.sql | V4__add_usage_tracking.sql
                    V1_1__a.sql,V1_2__b.sql | V1_3__add_usage_tracking.sql
                    V1__a.sql,V2__b.sql,V2.1__c.sql | V3__add_usage_tracking.sql
                    V001__a.sql,sub/V002__b-c.sql | sub/V003__add-usage-tracking.sql
                    V1__a.sql,U1__a.sql | V2__add_usage_tracking.sql,U2__add_usage_tracking.sql
                    000001_a.up.sql,000001_a.down.sql | 000002_add_usage_tracking.up.sql,000002_add_usage_tracking.down.sql
                    000001_a.up.sql | 000002_add_usage_tracking.up.sql
                    001-a.sql,002-b.sql,003-c.up.sql,003-c.down.sql | 004-add-usage-tracking.up.sql,004-add-usage-tracking.down.sql
                    2023-01-01-000000_a/up.sql,2023-01-01-000000_a/down.sql | 2025-10-19-233015_add_usage_tracking/up.sql,2025-10-19-233015_add_usage_tracking/down.sql
                    2023-01-01-000060-0000_a/up.sql | 2025-10-19-233015-0000_add_usage_tracking/up.sql
                    20230101000000_a/migration.sql | 20251019233015_add_usage_tracking/migration.sql
                    1_a.postgres.up.sql,1_a.down.sql | 2_add_usage_tracking.up.sql,2_add_usage_tracking.down.sql
                    committed/000001-a.sql | committed/000002-add-usage-tracking.sql
                    meta/_journal.json,0000_a.sql | 0001_add_usage_tracking.sql
                    2/09_a.up.sql,2/09_a.down.sql | 2/10_add_usage_tracking.up.sql,2/10_add_usage_tracking.down.sql
                    2/9_a.up.sql,1/10_b.up.sql | 2/10_add_usage_tracking.up.sql
                    """)
    void nextName(String existing, String expected) {
        Folder folder = new Folder(temp).with(existing.split(","));

        assertThat(paths(next(folder, "Add usage tracking"))).containsExactly(expected.split(","));
    }

    static Stream<Layout> layouts() {
        return Layouts.ids().stream().map(Layouts::named);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("layouts")
    @DisplayName("F1: what a layout writes, it reads back: last in order, with the name that was asked for")
    void roundTrip(Layout layout) {
        Folder folder = new Folder(temp);
        DiscoverySettings pinned = EMPTY.withLayout(layout.id());
        List<String> written = new ArrayList<>();
        for (String name : List.of("Create users", "Add CSV export", "Имя таблицы 2")) {
            Discovered before = folder.discover(pinned);

            NewMigration migration =
                    layout.next(name, before.files(), Clock.offset(CLOCK, Duration.ofDays(written.size())));
            NewFileWriter.write(folder.path(), migration);
            written.add(migration.files().get(0).path());

            Discovered after = folder.discover(pinned);
            assertThat(Folder.names(after)).containsExactlyElementsOf(written);
            MigrationFile last = after.files().get(after.files().size() - 1);
            assertThat(last.name()).isEqualTo(name);
            assertThat(last.down().isPresent()).isEqualTo(migration.files().size() == 2);
        }
    }

    @Test
    @DisplayName("B5 B11: descriptions survive the way into a file name and back (random words)")
    void descriptions() {
        Random random = new Random(42);
        List<String> words = List.of("create", "users", "CSV", "é", "v2", "имя", "userId", "2fa", "x");
        for (int run = 0; run < 500; run++) {
            List<String> chosen = random.ints(1 + random.nextInt(5), 0, words.size())
                    .mapToObj(words::get)
                    .toList();
            String name = Description.name(String.join(" ", chosen));
            for (String separator : List.of("-", "_")) {
                assertThat(Description.name(Description.slug(name, separator))).isEqualTo(name);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "001-create-users-table, Create users table",
        "add_CSV_export, Add CSV export",
        "__a--b_, A b",
        "é, É",
        "'', ''",
    })
    @DisplayName("B5: a name has spaces and a capital letter, the rest as it is")
    void names(String slug, String name) {
        assertThat(Description.name(slug.replaceFirst("^001-", ""))).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({
        "Add user's e-mail (unique!), add-users-e-mail-unique",
        "Fix ../../etc/passwd, fix-etc-passwd",
        "Create Users Table, create-users-table",
        "  a   b ., a-b",
    })
    @DisplayName("B11: a description becomes kebab-case that no file system minds")
    void slugs(String description, String slug) {
        assertThat(Description.slug(description, "-")).isEqualTo(slug);
    }

    @Test
    @DisplayName("B14: a header with version, date and description")
    void header() {
        Folder folder = new Folder(temp).with("002-b.sql");

        NewFile file = next(folder, "add  usage tracking").files().get(0);

        assertThat(file.text())
                .isEqualTo("-- Version: 003\n-- Date: 2025-10-19\n-- Description: Add usage tracking\n\n");
    }

    @Test
    @DisplayName("F1: skeletons carry the layout's markers and are detected as that layout")
    void skeletons() {
        for (String id :
                List.of("dbmate", "goose", "sql-migrate", "node-pg-migrate", "liquibase", "graphile-migrate")) {
            Folder folder = new Folder(temp.resolve(id));
            NewFileWriter.write(folder.path(), Layouts.named(id).next("create users", List.of(), CLOCK));

            assertThat(folder.discover().layout().id()).isEqualTo(id);
        }
    }

    @Test
    @DisplayName("F1: graphile-migrate's chain of hashes goes on")
    void graphileChain() {
        Folder folder =
                new Folder(temp).write("committed/000001.sql", "--! Previous: -\n--! Hash: sha1:abc\n\nSELECT 1;\n");

        assertThat(next(folder, "users").files().get(0).text())
                .startsWith("--! Previous: sha1:abc\n--! Hash: sha1:")
                .contains("--! AllowInvalidHash\n\n-- Version: 000002\n");
    }

    @Test
    @DisplayName("Section 10: an empty folder begins with 0001_name.sql")
    void emptyFolder() {
        assertThat(paths(next(new Folder(temp), "Create users"))).containsExactly("0001_create_users.sql");
    }

    @Test
    @DisplayName("D34 D35 R9: a migration that reverts another one is named so and says so")
    void reverting() {
        Discovered found =
                new Folder(temp).with("20251019_add_user_preferences.sql").discover();

        NewMigration revert = found.layout().reverting("", found.files().get(0), found.files(), CLOCK);

        assertThat(paths(revert)).containsExactly("20251019_rollback_user_preferences.sql");
        assertThat(revert.files().get(0).text())
                .contains(
                        "-- Description: Rollback user preferences\n",
                        "-- Reverts: 20251019_add_user_preferences.sql\n");
        assertThat(revert.note()).isEmpty();
    }

    @Test
    @DisplayName("D34 R9: a migration that reverts another one has the name that it was given")
    void revertingDescribed() {
        Discovered found =
                new Folder(temp).with("20251019_add_user_preferences.sql").discover();

        NewMigration revert =
                found.layout().reverting("Drop preferences", found.files().get(0), found.files(), CLOCK);

        assertThat(paths(revert)).containsExactly("20251019_drop_preferences.sql");
        assertThat(revert.files().get(0).text())
                .contains("-- Description: Drop preferences\n", "-- Reverts: 20251019_add_user_preferences.sql\n");
    }

    @Test
    @DisplayName("D13: a file that would run before an older one of its day is pointed out")
    void sameDayNote() {
        Folder folder = new Folder(temp).with("20251019_create_users.sql");

        NewMigration migration = next(folder, "add index");

        assertThat(migration.note().orElseThrow())
                .contains("20251019_add_index.sql runs before 20251019_create_users.sql");
    }

    @Test
    @DisplayName("F2: a clock behind the newest file does not put the new one before it")
    void clockBehind() {
        assertThat(paths(next(new Folder(temp.resolve("a")).with("20251019233015_a.sql"), "b")))
                .containsExactly("20251019233016_b.sql");
        assertThat(paths(next(new Folder(temp.resolve("b")).with("20301231_a.sql"), "b")))
                .containsExactly("20301231_b.sql");
    }

    @Test
    @DisplayName("F2: a description that makes the name too long, or none at all, is refused")
    void refused() {
        Layout layout = Layouts.named("plain");

        List<Problem> tooLong = Folder.problemsOf(() -> layout.next("é".repeat(125), List.of(), CLOCK));
        List<Problem> empty = Folder.problemsOf(() -> layout.next(" -- ", List.of(), CLOCK));

        assertThat(tooLong).extracting(Problem::code).containsExactly(ErrorCode.NAME_TOO_LONG);
        assertThat(empty).extracting(Problem::code).containsExactly(ErrorCode.USAGE_INVALID);
        assertThat(layout.next("é".repeat(120), List.of(), CLOCK).files()).hasSize(1);
    }

    @Test
    @DisplayName("Section 10: files are written with their folders, never over another one, all or none")
    void writer() throws IOException {
        Folder folder = new Folder(temp.resolve("new/folder"));
        NewMigration pair = new NewMigration(
                "1", List.of(new NewFile("1_a/up.sql", "UP"), new NewFile("1_a/down.sql", "DOWN")), Optional.empty());

        List<Path> written = NewFileWriter.write(folder.path(), pair);

        assertThat(written).extracting(path -> Files.readString(path)).containsExactly("UP", "DOWN");
        Files.delete(written.get(0));
        Problem problem = Folder.problemsOf(() -> NewFileWriter.write(folder.path(), pair))
                .get(0);
        assertThat(problem.code()).isEqualTo(ErrorCode.FILE_NOT_WRITABLE);
        assertThat(problem.message()).contains("down.sql exists already");
        assertThat(written.get(0)).doesNotExist();
        assertThat(written.get(1)).hasContent("DOWN");
    }

    @Test
    @DisplayName("Section 10: a folder that cannot be made is FILE_NOT_WRITABLE with the reason")
    void notWritable() throws IOException {
        Files.writeString(temp.resolve("file"), "x");
        NewMigration migration = Layouts.named("plain").next("a", List.of(), CLOCK);

        Problem problem = Folder.problemsOf(() -> NewFileWriter.write(temp.resolve("file"), migration))
                .get(0);

        assertThat(problem.code()).isEqualTo(ErrorCode.FILE_NOT_WRITABLE);
        assertThat(problem.fix()).isNotBlank();
    }
}
