package dev.pawl.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pawl.discover.Format;
import dev.pawl.discover.MigrationFile;
import dev.pawl.discover.SourceFile;
import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.migration.Checksum;
import dev.pawl.migration.Checksums;
import dev.pawl.migration.Content;
import dev.pawl.migration.Directives;
import dev.pawl.migration.Environment;
import dev.pawl.migration.EnvironmentFilter;
import dev.pawl.migration.LockTimeout;
import dev.pawl.migration.Migration;
import dev.pawl.migration.Script;
import dev.pawl.migration.SourcePosition;
import dev.pawl.migration.StatementTimeout;
import dev.pawl.migration.TransactionMode;
import dev.pawl.migration.Version;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("F4: F7: reading migration files")
class MigrationReaderTest {

    @ParameterizedTest(name = "F4: {0}")
    @ValueSource(
            strings = {"SELECT 1;\n", "SELECT 1;\r\nSELECT 2;\r\n", "\uFEFFSELECT 1;", "a\rb\r\n\r\r\n\r", "", "\r"})
    @DisplayName("F4: B8: checksums of the bytes, and of their normal form")
    void checksums(String sql) {
        String normal = (sql.startsWith("\uFEFF") ? sql.substring(1) : sql).replace("\r\n", "\n");
        Checksums checksums = Scripts.plain(sql).checksums();
        assertThat(checksums.exact()).isEqualTo(Checksum.sha256(hash("SHA-256", sql)));
        assertThat(checksums.exactMd5()).isEqualTo(Checksum.md5(hash("MD5", sql)));
        assertThat(checksums.normalised()).isEqualTo(Checksum.sha256(hash("SHA-256", normal)));
        assertThat(checksums.normalisedMd5()).isEqualTo(Checksum.md5(hash("MD5", normal)));
    }

    @Test
    @DisplayName("F4: checksums do not depend on where a read ends")
    void checksumsInChunks() {
        Random random = new Random(1);
        Fingerprint fingerprint = Fingerprint.sha256();
        for (int round = 0; round < 300; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(30); i > 0; i--) {
                text.append("\r\n\na".charAt(random.nextInt(4)));
            }
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            for (int from = 0; from < bytes.length; ) {
                int to = Math.min(bytes.length, from + 1 + random.nextInt(3));
                fingerprint.bytes(bytes, from, to);
                from = to;
            }
            String normal = text.toString().replace("\r\n", "\n");
            Fingerprint.Pair checksums = fingerprint.finish();
            assertThat(checksums.normalised()).isEqualTo(Checksum.sha256(hash("SHA-256", normal)));
            assertThat(checksums.exact()).isEqualTo(Checksum.sha256(hash("SHA-256", text.toString())));
        }
    }

    private static String hash(String algorithm, String text) {
        try {
            byte[] digest = MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @DisplayName("F7: all directives, one a line, anywhere in the head")
    void directives() {
        Directives directives = Scripts.plain("""
                        /* licence */

                        -- A description
                        --pawl: no-transaction
                          -- PAWL:  env = Staging, prod
                        -- pawl: lock-timeout=2s
                        -- pawl: statement-timeout=0
                        -- pawl: depends=003,004
                        -- pawl: depends=005
                        SELECT 1;""").directives();
        assertThat(directives.transaction()).contains(TransactionMode.NON_TRANSACTIONAL);
        assertThat(directives.environments())
                .isEqualTo(new EnvironmentFilter.OnlyIn(
                        List.of(new Environment("staging"), new Environment("production"))));
        assertThat(directives.lockTimeout()).contains(new LockTimeout(Duration.ofSeconds(2)));
        assertThat(directives.statementTimeout()).contains(StatementTimeout.NONE);
        assertThat(directives.dependsOn()).containsExactly(Version.of("3"), Version.of("4"), Version.of("5"));
        assertThat(Scripts.plain("-- pawl: env!=test\n").directives().environments())
                .isEqualTo(new EnvironmentFilter.NotIn(List.of(new Environment("test"))));
        assertThat(Scripts.plain("-- pawl is nice\n-- env=x\nSELECT 1").directives())
                .isEqualTo(Directives.NONE);
    }

    @ParameterizedTest(name = "F7: {0} is {1} ms")
    @CsvSource({"500ms,500", "2s,2000", "5min,300000", "1m,60000", "1h,3600000", "0,0", "0s,0"})
    void durations(String text, long milliseconds) {
        assertThat(Scripts.plain("-- pawl: lock-timeout=" + text).directives().lockTimeout())
                .contains(new LockTimeout(Duration.ofMillis(milliseconds)));
    }

    @ParameterizedTest(name = "F7: {0} is refused: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "no-transactoin | Did you mean no-transaction?",
                "no_transaction | Did you mean no-transaction?",
                "lock_timeout=2s | Did you mean lock-timeout?",
                "enviroment | Known are",
                "xyz=1 | Known are no-transaction, env",
                "no-transaction env=a | one directive a line",
                "env=a lock-timeout=2s | one directive a line",
                "env | env=staging",
                "env= | env=staging",
                "env!=test,prodcution | Write production",
                "lock-timeout=2 | units are ms, s, m and h",
                "lock-timeout=-1s | units are ms, s, m and h",
                "statement-timeout=soon | units are",
                "depends!=1 | depends=",
                "no-transaction=true | Write -- pawl: no-transaction.",
                "'' | Known are"
            })
    void unknownDirectives(String directive, String fix) {
        List<Problem> problems = problems(Format.PLAIN, "-- ok\n -- pawl: " + directive + "\nSELECT 1;");
        assertThat(problems).hasSize(1);
        assertThat(problems.get(0).code()).isEqualTo(ErrorCode.DIRECTIVE_UNKNOWN);
        assertThat(problems.get(0).fix()).contains(fix);
        assertThat(problems.get(0).position()).contains(new SourcePosition(Scripts.FILE, 2, 2));
    }

    @Test
    @DisplayName("F7: a directive of the script replaces what the name of its file says")
    void outside() {
        Directives outside = Directives.NONE.withTransaction(TransactionMode.NON_TRANSACTIONAL);
        assertThat(Scripts.read(Format.PLAIN, Scripts.content("-- pawl: lock-timeout=1s"), outside)
                        .get(0)
                        .directives())
                .isEqualTo(new Directives(
                        Optional.of(TransactionMode.NON_TRANSACTIONAL),
                        new EnvironmentFilter.Everywhere(),
                        Optional.of(new LockTimeout(Duration.ofSeconds(1))),
                        Optional.empty(),
                        List.of()));
    }

    @ParameterizedTest(name = "F1: {0} outside a transaction: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "PLAIN | -- atlas:txmode none~SELECT 1;",
                "DBMATE | -- migrate:up transaction:false~SELECT 1;~-- migrate:down",
                "GOOSE | -- +goose NO TRANSACTION~-- +goose Up~SELECT 1;",
                "GOOSE | -- +goose Up~-- +goose NO TRANSACTION~SELECT 1;",
                "SQL_MIGRATE | -- +migrate Up notransaction~SELECT 1;",
                "SQLX | -- no-transaction~SELECT 1;",
                "GRAPHILE | --! Previous: -~--! Hash: sha1:x~~--! no-transaction~SELECT 1;",
                "LIQUIBASE | --liquibase formatted sql~--changeset a:1 runInTransaction:false~SELECT 1;",
                "NODE_PG_MIGRATE | -- Up Migration~-- pawl: no-transaction~SELECT 1;"
            })
    void foreignDirectives(Format format, String text) {
        Migration migration = Scripts.read(format, text.replace('~', '\n')).get(0);
        assertThat(migration.directives().transaction()).contains(TransactionMode.NON_TRANSACTIONAL);
        assertThat(texts(migration.up())).containsExactly("SELECT 1");
    }

    @ParameterizedTest(name = "F1: {0} in a transaction: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "PLAIN | -- no-transaction~SELECT 1;",
                "SQLX | -- x~-- no-transaction~SELECT 1;",
                "DBMATE | -- migrate:up transaction:true~SELECT 1;~-- migrate:down transaction:false",
                "SQL_MIGRATE | -- +migrate Up~SELECT 1;~-- +migrate Down notransaction",
                "PLAIN | SELECT 1; -- atlas:txmode none"
            })
    void notForeignDirectives(Format format, String text) {
        assertThat(Scripts.read(format, text.replace('~', '\n')).get(0).directives())
                .isEqualTo(Directives.NONE);
    }

    @ParameterizedTest(name = "F1: {0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "DBMATE | -- migrate:up~SELECT 1;~-- migrate:down~SELECT 9; | SELECT 1 | SELECT 9",
                "DBMATE | --  MIGRATE:UP~SELECT 1~-- migrate:down~SELECT 9~-- migrate:up~SELECT 2~-- migrate:down~SELECT 8 | SELECT 1,SELECT 2 | SELECT 9,SELECT 8",
                "GOOSE | -- +goose Up~SELECT 1;~-- +goose Down~SELECT 9; | SELECT 1 | SELECT 9",
                "GOOSE | -- +goose Up~-- +goose StatementBegin~SELECT 1~-- +goose StatementEnd~SELECT 2;~-- +goose Down~-- +goose StatementBegin~SELECT 9;~-- +goose StatementEnd | SELECT 1,SELECT 2 | SELECT 9",
                "SQL_MIGRATE | -- +migrate Up~SELECT 1;~-- +migrate Down~SELECT 9;~-- +migrate Up~SELECT 2 | SELECT 1,SELECT 2 | SELECT 9",
                "NODE_PG_MIGRATE | -- Up Migration~SELECT 1;~---- Down Migration ----~SELECT 9; | SELECT 1 | SELECT 9",
                "NODE_PG_MIGRATE | -- Down Migration~SELECT 9;~-- Up Migration~SELECT 1; | SELECT 1 | SELECT 9",
                "NODE_PG_MIGRATE | SELECT 1; SELECT 2; | SELECT 1,SELECT 2 | ''",
                "GRAPHILE | --! Previous: -~~SELECT 1; | SELECT 1 | ''",
                "LIQUIBASE | --liquibase formatted sql~--changeset a:1~SELECT 1;~--rollback SELECT~--rollback  9; | SELECT 1 | 'SELECT~            9'",
                "LIQUIBASE | --liquibase formatted sql~--changeset a:1~SELECT 1~/* liquibase rollback~SELECT 9;~SELECT 8;~*/ | SELECT 1 | SELECT 9,SELECT 8",
                "LIQUIBASE | --liquibase formatted sql~--changeset a:1~SELECT 1~--rollback not required | SELECT 1 | ''"
            })
    @DisplayName("F1: the up and the down part of a file")
    void parts(Format format, String text, String up, String down) {
        Migration migration = Scripts.read(format, text.replace('~', '\n')).get(0);
        assertThat(String.join(",", texts(migration.up()))).isEqualTo(up);
        assertThat(migration
                        .down()
                        .map(MigrationReaderTest::texts)
                        .map(t -> String.join(",", t))
                        .orElse(""))
                .isEqualTo(down.replace('~', '\n'));
        assertThat(migration.up().content().location()).isEqualTo(Scripts.FILE);
    }

    @Test
    @DisplayName("F4: the checksum of a combined file covers what runs: its up part")
    void checksumOfUpPart() {
        String file = "-- migrate:up\nSELECT 1;\n-- migrate:down\nSELECT %d;\n";
        assertThat(checksum(Format.DBMATE, file.formatted(1))).isEqualTo(checksum(Format.DBMATE, file.formatted(2)));
        assertThat(checksum(Format.DBMATE, file.formatted(1)))
                .isNotEqualTo(checksum(
                        Format.DBMATE, file.replace("SELECT 1", "SELECT 3").formatted(1)));
        assertThat(checksum(Format.DBMATE, file.replace("\n", "\r\n").formatted(1)))
                .isEqualTo(checksum(Format.DBMATE, file.formatted(1)));
        String changeset = "--liquibase formatted sql\n--changeset a:1\nSELECT 1;\n--rollback SELECT %d;\n";
        assertThat(checksum(Format.LIQUIBASE, changeset.formatted(1)))
                .isEqualTo(checksum(Format.LIQUIBASE, changeset.formatted(2)));
    }

    private static Checksum checksum(Format format, String text) {
        return Scripts.read(format, text).get(0).checksums().normalised();
    }

    @ParameterizedTest(name = "F1: {0} is refused: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "PLAIN | -- migrate:up~SELECT 1;~-- migrate:down~SELECT 2; | 1 | layout to dbmate",
                "PLAIN | -- x~-- +goose Up~SELECT 1; | 2 | layout to goose",
                "PLAIN | --changeset a:1~SELECT 1; | 1 | layout to liquibase",
                "DBMATE | SELECT 1; | 1 | Put -- migrate:up above it",
                "DBMATE | -- nothing | 1 | Put -- migrate:up above its SQL",
                "DBMATE | -- migrate:down~-- migrate:up | 1 | Put the up part first",
                "DBMATE | -- migrate:upp~-- migrate:up | 1 | Known are",
                "GOOSE | -- +goose Up~SELECT 1;~-- +goose Up | 3 | under one marker",
                "GOOSE | SELECT 1; | 1 | Put -- +goose Up above it",
                "GOOSE | -- +goose Down~SELECT 1; | 1 | Put the up part first",
                "GOOSE | -- +goose Up~-- +goose StatementBegin~SELECT 1; | 1 | Put StatementEnd",
                "GOOSE | -- +goose Up~-- +goose StatementEnd | 2 | Put StatementBegin",
                "GOOSE | -- +goose Up~-- +goose ENVSUB ON~SELECT 1; | 2 | Write the values",
                "GOOSE | -- +goose Up~-- +goose Frobnicate | 2 | Known are",
                "GOOSE | -- +goose Up~SELECT 1;~-- +goose Down~SELECT 2;~-- +goose NO TRANSACTION | 5 | head of the file",
                "SQL_MIGRATE | -- +migrate Up nontransaction | 1 | Up notransaction",
                "NODE_PG_MIGRATE | SELECT 1;~-- Down Migration~SELECT 2; | 1 | Put -- Up Migration",
                "GRAPHILE | SELECT 1;~--!include x.sql | 2 | graphile-migrate commit",
                "LIQUIBASE | --liquibase formatted sql~SELECT 1; | 2 | Put --changeset",
                "LIQUIBASE | --liquibase formatted sql | 1 | Put --changeset",
                "LIQUIBASE | --changeset nobody~SELECT 1; | 1 | author:id",
                "LIQUIBASE | --changeset a:1 endDelimiter:/~SELECT 1; | 1 | End the statements",
                "LIQUIBASE | --changeset a:1 runOnChange:true~SELECT 1; | 1 | repeatable",
                "LIQUIBASE | --changeset a:1 context:\"a and b\"~SELECT 1; | 1 | env",
                "LIQUIBASE | --changeset a:1 frobnicate:1~SELECT 1; | 1 | Remove it",
                "LIQUIBASE | --changeset a:1 labels~SELECT 1; | 1 | name:value",
                "LIQUIBASE | --changeset a:1~--preconditions onFail:HALT~SELECT 1; | 2 | DO block",
                "LIQUIBASE | --property name:x value:y~--changeset a:1~SELECT 1; | 1 | Write the value"
            })
    @DisplayName("F1: markers that are missing or out of place")
    void markers(Format format, String text, int line, String fix) {
        Problem problem = problems(format, text.replace('~', '\n')).get(0);
        assertThat(problem.code()).isEqualTo(ErrorCode.MARKER_INVALID);
        assertThat(problem.fix()).contains(fix);
        assertThat(problem.position().orElseThrow().line()).isEqualTo(line);
    }

    @Test
    @DisplayName("F1: an option of a marker that nobody knows is refused")
    void markerOptions() {
        assertThat(problems(Format.DBMATE, "-- migrate:up transaction:none\nSELECT 1;")
                        .get(0)
                        .code())
                .isEqualTo(ErrorCode.DIRECTIVE_UNKNOWN);
    }

    @Test
    @DisplayName("F1: the changesets of a Liquibase file are migrations of their own, in the order of the file")
    void liquibase() {
        List<Migration> migrations = Scripts.read(Format.LIQUIBASE, """
                --liquibase formatted sql

                --changeset bob:2 dbms:postgresql,h2 labels:x splitStatements:false
                --comment: Add users
                SELECT 1;

                -- changeset "Al B":1 context:"test, dev"
                SELECT 2;
                --changeset bob:3 dbms:mysql
                SELECT 3;
                --changeset bob:4 context:!prod
                SELECT 4;
                --changeset bob:5 ignore:true
                """);
        assertThat(migrations)
                .extracting(m -> m.version().text())
                .containsExactly("bob:2", "Al B:1", "bob:3", "bob:4", "bob:5");
        assertThat(migrations.get(0).name()).isEqualTo("Add users");
        assertThat(migrations.get(0).directives()).isEqualTo(Directives.NONE);
        assertThat(migrations)
                .extracting(m -> m.directives().environments().toString())
                .containsExactly("everywhere", "env=test,development", "dbms:mysql", "env!=production", "ignore:true");
        assertThat(migrations.get(2).directives().environments().admits(Optional.empty()))
                .isFalse();
        assertThat(texts(migrations.get(1).up())).containsExactly("SELECT 2");
    }

    @Test
    @DisplayName("F4: the problems of all files are told at once, with file, line and column")
    void everyFile() {
        List<MigrationFile> files = List.of(
                file("1.sql", "SELECT 1;".getBytes(StandardCharsets.UTF_8)),
                file("2.sql", "ok\n ü\0".getBytes(StandardCharsets.UTF_8)),
                file("3.sql", new byte[] {'a', '\n', (byte) 0xFF}),
                file("4.sql", "-- pawl: nothing".getBytes(StandardCharsets.UTF_8)),
                file("5.sql", "\uFEFFé".getBytes(StandardCharsets.UTF_16LE)));
        PawlException e = catchThrowableOfType(PawlException.class, () -> new MigrationReader().read(files));
        assertThat(e.problems())
                .extracting(problem -> problem.position().orElseThrow() + " " + problem.code())
                .containsExactly(
                        "2.sql:2:3 NUL_BYTE",
                        "3.sql:2:1 ENCODING_INVALID",
                        "4.sql:1:1 DIRECTIVE_UNKNOWN",
                        "5.sql:1:1 ENCODING_INVALID");
        assertThat(e.problems().get(3).message()).contains("UTF-16");
    }

    private static MigrationFile file(String name, byte[] bytes) {
        Content content = new MemoryContent(name, bytes);
        return new MigrationFile(
                Migration.Kind.VERSIONED,
                Version.of(name.substring(0, 1)),
                "",
                name,
                name,
                new SourceFile(name, content),
                Optional.empty(),
                Format.PLAIN,
                Directives.NONE);
    }

    private static List<Problem> problems(Format format, String text) {
        return catchThrowableOfType(PawlException.class, () -> Scripts.read(format, text))
                .problems();
    }

    private static List<String> texts(Script script) {
        return Scripts.split(StatementReader.open(script)).stream()
                .map(Scripts.Split::sql)
                .toList();
    }
}
