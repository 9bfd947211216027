package dev.pawl.discover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.Problem;
import dev.pawl.migration.Migration;
import dev.pawl.migration.TransactionMode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("F1: layouts are read without renaming")
class LayoutTest {

    @TempDir
    private Path temp;

    /** Files in an order that is not the expected one; expected: version, name, file, down file or nothing. */
    record Case(String id, String layout, Map<String, String> files, List<String> expected) {

        static Case of(String id, String layout, List<String> files, String... expected) {
            return marked(id, layout, "SELECT 1;\n", files, expected);
        }

        static Case marked(String id, String layout, String text, List<String> files, String... expected) {
            Map<String, String> texts = new LinkedHashMap<>();
            files.forEach(file -> texts.put(file, text));
            return new Case(id, layout, texts, List.of(expected));
        }

        @Override
        public String toString() {
            return id;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                Case.of(
                        "A13: 001_name.sql",
                        "plain",
                        List.of("002_add_indexes.sql", "001_initial_schema.sql"),
                        "001|Initial schema|001_initial_schema.sql",
                        "002|Add indexes|002_add_indexes.sql"),
                Case.of(
                        "B10 B11 B12 B15: 001-name.sql",
                        "plain",
                        List.of("001-create-users-table.sql", "000-create-migration-table.sql", "002-a-<b>-é.sql"),
                        "000|Create migration table|000-create-migration-table.sql",
                        "001|Create users table|001-create-users-table.sql",
                        "002|A <b> é|002-a-<b>-é.sql"),
                Case.of(
                        "C3: 0001_name.sql with a gap",
                        "plain",
                        List.of("0004_auth.sql", "0001_init.sql", "0002_views.sql"),
                        "0001|Init|0001_init.sql",
                        "0002|Views|0002_views.sql",
                        "0004|Auth|0004_auth.sql"),
                Case.of(
                        "D6 D11 D12 D13: numbers, dates and dashed dates in one folder",
                        "plain",
                        List.of(
                                "20251019_rollback_user_preferences.sql",
                                "20251019_add_user_preferences.sql",
                                "2025-10-20_x.sql",
                                "20251018_add_CSV_export.sql",
                                "0003_integrations_system.sql",
                                "0002_extraction_jobs.sql"),
                        "0002|Extraction jobs|0002_extraction_jobs.sql",
                        "0003|Integrations system|0003_integrations_system.sql",
                        "20251018|Add CSV export|20251018_add_CSV_export.sql",
                        "20251019|Add user preferences|20251019_add_user_preferences.sql",
                        "20251019|Rollback user preferences|20251019_rollback_user_preferences.sql",
                        "2025-10-20|X|2025-10-20_x.sql"),
                Case.of(
                        "E7 E8 E9: 00_name.sql beside a program",
                        "plain",
                        List.of(
                                "run-migrations.js",
                                "01_knowledge_workspace_schema.sql",
                                "00_migration_state_tracking.sql"),
                        "00|Migration state tracking|00_migration_state_tracking.sql",
                        "01|Knowledge workspace schema|01_knowledge_workspace_schema.sql"),
                Case.of(
                        "timestamps of 12, 14 and 17 digits, epoch milliseconds",
                        "plain",
                        List.of(
                                "20240101120000123_d.sql",
                                "20240101120000_c.sql",
                                "202401011200_a.sql",
                                "1704110400000_b.sql"),
                        "202401011200|A|202401011200_a.sql",
                        "1704110400000|B|1704110400000_b.sql",
                        "20240101120000|C|20240101120000_c.sql",
                        "20240101120000123|D|20240101120000123_d.sql"),
                Case.of(
                        "postgres-migrations: unpadded numbers",
                        "plain",
                        List.of("10-j.sql", "9-i.sql", "1-a.sql", "11.sql"),
                        "1|A|1-a.sql",
                        "9|I|9-i.sql",
                        "10|J|10-j.sql",
                        "11||11.sql"),
                Case.marked(
                        "postgres-migrations: its marker",
                        "postgres-migrations",
                        "-- postgres-migrations disable-transaction\nSELECT 1;",
                        List.of("2b.sql", "1-a.sql"),
                        "1|A|1-a.sql",
                        "2|B|2b.sql"),
                Case.of(
                        "F8: Flyway, versions of several parts, at any depth, with undo and repeatable scripts",
                        "flyway",
                        List.of(
                                "R__views.sql",
                                "R__a_functions.sql",
                                "V10__j.sql",
                                "V9__i.sql",
                                "V1_2__b.sql",
                                "V1.10__c.sql",
                                "U9__i.sql",
                                "sub/V2__d_e.sql"),
                        "1_2|B|V1_2__b.sql",
                        "1.10|C|V1.10__c.sql",
                        "2|D e|sub/V2__d_e.sql",
                        "9|I|V9__i.sql|U9__i.sql",
                        "10|J|V10__j.sql",
                        "R|A functions|R__a_functions.sql",
                        "R|Views|R__views.sql"),
                Case.of(
                        "golang-migrate: pairs",
                        "golang-migrate",
                        List.of("000002_b.up.sql", "000001_a.down.sql", "000001_a.up.sql", "000002_other.down.sql"),
                        "000001|A|000001_a.up.sql|000001_a.down.sql",
                        "000002|B|000002_b.up.sql|000002_other.down.sql"),
                Case.of(
                        "B32: pairs beside single files",
                        "plain",
                        List.of("001-a.sql", "002-b.sql", "003-c.up.sql", "003-c.down.sql"),
                        "001|A|001-a.sql",
                        "002|B|002-b.sql",
                        "003|C|003-c.up.sql|003-c.down.sql"),
                Case.marked(
                        "dbmate",
                        "dbmate",
                        "-- a word first\n\n-- migrate:up transaction:false\nSELECT 1;\n-- migrate:down\n",
                        List.of("20240102000000_b.sql", "20240101000000-a-b.sql", "20240103glued.sql"),
                        "20240103|Glued|20240103glued.sql",
                        "20240101000000|A b|20240101000000-a-b.sql",
                        "20240102000000|B|20240102000000_b.sql"),
                Case.marked(
                        "goose",
                        "goose",
                        "-- +goose Up\nSELECT 1;\n",
                        List.of("00002_b.sql", "00001_a.sql"),
                        "00001|A|00001_a.sql",
                        "00002|B|00002_b.sql"),
                Case.marked(
                        "sql-migrate",
                        "sql-migrate",
                        "\uFEFF-- +migrate Up notransaction\nSELECT 1;\n",
                        List.of("2-b.sql", "1-a.sql"),
                        "1|A|1-a.sql",
                        "2|B|2-b.sql"),
                new Case(
                        "node-pg-migrate: markers in some files",
                        "node-pg-migrate",
                        Map.of(
                                "1704110400000_a-b.sql", "-- Up Migration\nSELECT 1;\n-- Down Migration\n",
                                "1704110500000_c.sql", "SELECT 2;"),
                        List.of("1704110400000|A b|1704110400000_a-b.sql", "1704110500000|C|1704110500000_c.sql")),
                new Case(
                        "sqlx: one file outside a transaction",
                        "sqlx",
                        Map.of(
                                "20240101000000_a.sql", "SELECT 1;",
                                "20240102000000_b.sql", "-- no-transaction\r\nVACUUM;"),
                        List.of("20240101000000|A|20240101000000_a.sql", "20240102000000|B|20240102000000_b.sql")),
                new Case(
                        "sqlx: pairs",
                        "sqlx",
                        Map.of("1_a.up.sql", "-- no-transaction\nVACUUM;", "1_a.down.sql", "SELECT 1;"),
                        List.of("1|A|1_a.up.sql|1_a.down.sql")),
                Case.of(
                        "diesel: a folder for each, both spellings of a timestamp",
                        "diesel",
                        List.of(
                                "2023-01-02-000060-0000_c/up.sql",
                                "2023-01-01-000000_create_b/down.sql",
                                "2023-01-01-000000_create_b/up.sql",
                                "00000000000000_diesel_initial_setup/up.sql"),
                        "00000000000000|Diesel initial setup|00000000000000_diesel_initial_setup/up.sql",
                        "2023-01-01-000000|Create b|2023-01-01-000000_create_b/up.sql|2023-01-01-000000_create_b/down.sql",
                        "2023-01-02-000060-0000|C|2023-01-02-000060-0000_c/up.sql"),
                Case.of(
                        "Hasura",
                        "diesel",
                        List.of("1591114444445_b/up.sql", "1591114444444/up.sql", "1591114444445_b/down.sql"),
                        "1591114444444||1591114444444/up.sql",
                        "1591114444445|B|1591114444445_b/up.sql|1591114444445_b/down.sql"),
                Case.of(
                        "Prisma: folders that share a second, and one cut short, in Prisma's own order",
                        "prisma",
                        List.of(
                                "migration_lock.toml",
                                "0_init/migration.sql",
                                "20250626101112_y/migration.sql",
                                "20250625_x/migration.sql",
                                "20250624101112_w_2/migration.sql",
                                "20250624101112_w_1/migration.sql"),
                        "0|Init|0_init/migration.sql",
                        "20250624101112|W 1|20250624101112_w_1/migration.sql",
                        "20250624101112|W 2|20250624101112_w_2/migration.sql",
                        "20250625|X|20250625_x/migration.sql",
                        "20250626101112|Y|20250626101112_y/migration.sql"),
                Case.of(
                        "pop: dialects and autocommit",
                        "pop",
                        List.of(
                                "20150100000002_b.mysql.up.sql",
                                "20150100000002_b.postgres.up.sql",
                                "20150100000002_b.up.sql",
                                "20150100000002_b.down.sql",
                                "20150100000001_a.autocommit.up.sql",
                                "20150100000001_a.down.sql"),
                        "20150100000001|A|20150100000001_a.autocommit.up.sql|20150100000001_a.down.sql",
                        "20150100000002|B|20150100000002_b.postgres.up.sql|20150100000002_b.down.sql"),
                Case.of(
                        "graphile-migrate",
                        "graphile-migrate",
                        List.of("current.sql", "committed/000002.sql", "committed/000001-a-b.sql", "fixtures/f.sql"),
                        "000001|A b|committed/000001-a-b.sql",
                        "000002||committed/000002.sql"),
                Case.marked(
                        "graphile-migrate: the inner folder as location",
                        "graphile-migrate",
                        "--! Previous: -\n--! Hash: sha1:00\n\nSELECT 1;",
                        List.of("000002-b.sql", "000001-a.sql"),
                        "000001|A|000001-a.sql",
                        "000002|B|000002-b.sql"),
                Case.of(
                        "drizzle: by its journal",
                        "drizzle",
                        List.of("meta/_journal.json", "meta/0000_snapshot.json", "0001_b.sql", "0000_a.sql"),
                        "0000|A|0000_a.sql",
                        "0001|B|0001_b.sql"),
                Case.marked(
                        "drizzle: by its breakpoints",
                        "drizzle",
                        "SELECT 1;--> statement-breakpoint\n--> statement-breakpoint\nSELECT 2;",
                        List.of("0000_a.sql"),
                        "0000|A|0000_a.sql"),
                Case.marked(
                        "Liquibase formatted SQL: by path",
                        "liquibase",
                        "--liquibase formatted sql\n--changeset a:1\nSELECT 1;",
                        List.of("b/changes.sql", "a/002_x.sql", "a/001_y.sql"),
                        "a/001_y.sql|Y|a/001_y.sql",
                        "a/002_x.sql|X|a/002_x.sql",
                        "b/changes.sql|Changes|b/changes.sql"),
                Case.of(
                        "two levels of numbers",
                        "nested",
                        List.of("10/01_c.up.sql", "2/10_b.up.sql", "2/9_a.down.sql", "2/9_a.up.sql"),
                        "2.9|A|2/9_a.up.sql|2/9_a.down.sql",
                        "2.10|B|2/10_b.up.sql",
                        "10.01|C|10/01_c.up.sql"),
                Case.of(
                        "odd names: spaces, upper-case ending, letters of other scripts, thirty digits",
                        "plain",
                        List.of(
                                "123456789012345678901234567890_big.sql",
                                "002_имя таблицы.SQL",
                                "001_two words.sql",
                                "003_ünïcode-ø.Sql",
                                "123456789012345678901234567889_less.sql"),
                        "001|Two words|001_two words.sql",
                        "002|Имя таблицы|002_имя таблицы.SQL",
                        "003|Ünïcode ø|003_ünïcode-ø.Sql",
                        "123456789012345678901234567889|Less|123456789012345678901234567889_less.sql",
                        "123456789012345678901234567890|Big|123456789012345678901234567890_big.sql"));
    }

    @ParameterizedTest(name = "F1 F2: {0}")
    @MethodSource("cases")
    @DisplayName("F1 F2: file names give layout, order, version, name and pairs")
    void readsLayout(Case layout) {
        Folder folder = new Folder(temp);
        layout.files().forEach(folder::write);

        Discovered discovered = folder.discover();

        assertThat(discovered.layout().id()).isEqualTo(layout.layout());
        assertThat(discovered.reason()).startsWith(layout.layout() + ": ");
        assertThat(discovered.files().stream().map(LayoutTest::line)).isEqualTo(layout.expected());
    }

    private static String line(MigrationFile file) {
        return file.version() + "|" + file.name() + "|" + file.filename()
                + file.down().map(down -> "|" + down.path()).orElse("");
    }

    @Test
    @DisplayName("F1: a layout that was detected reads the same when it is pinned")
    void pinnedReadsTheSame() {
        for (Case layout : cases().toList()) {
            Folder folder = new Folder(temp.resolve(layout.id().replace('/', ' ')));
            layout.files().forEach(folder::write);

            Discovered pinned = folder.discover(DiscoverySettings.DEFAULT.withLayout(layout.layout()));

            assertThat(pinned.files().stream().map(LayoutTest::line))
                    .as(layout.id())
                    .isEqualTo(layout.expected());
            assertThat(pinned.reason()).contains("pinned");
        }
    }

    @Test
    @DisplayName("F1: stems are file names without endings, folders' names where a folder is the migration")
    void stems() {
        assertThat(stem("a", "001-create-users.sql")).isEqualTo("001-create-users");
        assertThat(stem("b", "V1_2__name.sql")).isEqualTo("V1_2__name");
        assertThat(stem("c", "001_x.up.sql")).isEqualTo("001_x");
        assertThat(stem("d", "20240101_x/migration.sql")).isEqualTo("20240101_x");
        assertThat(stem("e", "1_x.postgres.autocommit.up.sql")).isEqualTo("1_x");
    }

    private String stem(String folder, String file) {
        return new Folder(temp.resolve(folder))
                .with(file)
                .discover()
                .files()
                .get(0)
                .stem();
    }

    @Test
    @DisplayName("F1: formats follow the markers, so that a down part never runs along")
    void formats() {
        Folder mixed = new Folder(temp.resolve("mixed"))
                .with("001_a.sql", "002_b.sql", "003_c.sql")
                .write("004_d.sql", "-- migrate:up\nSELECT 1;\n-- migrate:down\nDROP TABLE t;");

        assertThat(mixed.discover().layout().id()).isEqualTo("plain");
        assertThat(mixed.discover().files().stream().map(MigrationFile::format))
                .containsExactly(Format.PLAIN, Format.PLAIN, Format.PLAIN, Format.DBMATE);
    }

    @Test
    @DisplayName("F1: a migration asks to run outside a transaction by its name or by a file beside it")
    void outsideTransaction() {
        Folder diesel = new Folder(temp.resolve("diesel"))
                .with("1_a/up.sql", "2_b/up.sql")
                .write("1_a/metadata.toml", "# why\nrun_in_transaction = false # really\n")
                .write("2_b/metadata.toml", "run_in_transaction = true\n");
        Folder flyway = new Folder(temp.resolve("flyway"))
                .with("V1__a.sql", "R__b.sql", "V2__c.sql")
                .write("V1__a.sql.conf", "executeInTransaction=false\n")
                .write("R__b.sql.conf", "executeInTransaction = false\nencoding=UTF-8\n");
        Folder pop = new Folder(temp.resolve("pop")).with("1_a.autocommit.up.sql", "2_b.postgres.up.sql");
        Folder postgres = new Folder(temp.resolve("postgres"))
                .with("2-b.sql")
                .write("1-a.sql", "-- postgres-migrations disable-transaction\nVACUUM;");

        assertThat(transactions(diesel))
                .containsExactly(Optional.of(TransactionMode.NON_TRANSACTIONAL), Optional.empty());
        assertThat(transactions(flyway))
                .containsExactly(
                        Optional.of(TransactionMode.NON_TRANSACTIONAL),
                        Optional.empty(),
                        Optional.of(TransactionMode.NON_TRANSACTIONAL));
        assertThat(transactions(pop)).containsExactly(Optional.of(TransactionMode.NON_TRANSACTIONAL), Optional.empty());
        assertThat(transactions(postgres))
                .containsExactly(Optional.of(TransactionMode.NON_TRANSACTIONAL), Optional.empty());
        assertThat(diesel.discover().notes()).isEmpty();
    }

    private static List<Optional<TransactionMode>> transactions(Folder folder) {
        return folder.discover().files().stream()
                .map(file -> file.directives().transaction())
                .toList();
    }

    @Test
    @DisplayName("F1: a setting beside a script that pawl does not know is an error with its line")
    void unknownSetting() {
        Folder folder = new Folder(temp).with("V1__a.sql").write("V1__a.sql.conf", "\nshouldExecute=false\n");

        Problem problem = folder.problems().get(0);

        assertThat(problem.code()).isEqualTo(ErrorCode.DIRECTIVE_UNKNOWN);
        assertThat(problem.position().orElseThrow().line()).isEqualTo(2);
        assertThat(problem.message()).contains("shouldExecute=false");
    }

    @Test
    @DisplayName("F8: R__ scripts are repeatable in plain folders too, and come last by name")
    void repeatables() {
        Discovered found = new Folder(temp)
                .with("R__b.sql", "R__a.sql", "001_x.sql", "002_y.sql")
                .discover();

        assertThat(found.layout().id()).isEqualTo("plain");
        assertThat(Folder.names(found)).containsExactly("001_x.sql", "002_y.sql", "R__a.sql", "R__b.sql");
        assertThat(found.files().get(2).kind()).isEqualTo(Migration.Kind.REPEATABLE);
    }

    @Test
    @DisplayName("F1: what a layout leaves out on purpose gets a note")
    void notes() {
        Folder pop = new Folder(temp.resolve("pop"))
                .with("1_a.postgres.up.sql", "1_a.mysql.up.sql", "1_a.up.sql", "README.md");
        Folder graphile = new Folder(temp.resolve("graphile")).with("committed/000001.sql", "current.sql");

        assertThat(pop.discover().notes())
                .containsExactlyInAnyOrder(
                        "1_a.mysql.up.sql is left out: it is for mysql.",
                        "1_a.up.sql is left out: a file for PostgreSQL takes its place.",
                        pop.path() + "/README.md is not a .sql file: left alone.");
        assertThat(graphile.discover().notes()).containsExactly("current.sql is not committed yet: left out.");
    }
}
