package dev.pawl.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.Problem;
import dev.pawl.history.Attempt;
import dev.pawl.history.EntryStatus;
import dev.pawl.history.HistoryEntry;
import dev.pawl.migration.Environment;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("H2, H5, H6: failures and corrections")
class CorrectionTest {

    private final Database database = new Database();
    private final Scripted users = Scripted.of("001_users.sql", "CREATE TABLE users (id int)");
    private final Scripted posts = Scripted.of("002_posts.sql", "CREATE TABLE posts (id int)");

    @AfterEach
    void close() {
        database.close();
    }

    static List<Shape> shapes() {
        return Shape.all();
    }

    private Optional<HistoryEntry> entry(Scripted scripted) {
        return database.read().history().find(scripted.migration());
    }

    private List<String> audit() {
        return database.rows(
                "SELECT version, action, status, executed_by, reason FROM migration_history ORDER BY executed_at");
    }

    @ParameterizedTest
    @MethodSource("shapes")
    @DisplayName(
            "H6, A36, B65, D9, E49: a failure leaves an audit row, and a failed row only where the shape has a place")
    void failure(Shape shape) {
        HistoryTable table = database.create(shape);
        String error = "connection to postgres://app:s3cret@db/x failed: password=hunter2, PASSWORD 'x''y'";
        for (int attempt = 0; attempt < 2; attempt++) {
            database.execute(table.failure(users.migration(), Database.BY, error, new Elapsed.Milliseconds(12)));
        }

        Optional<EntryStatus> status = entry(users).map(HistoryEntry::status);
        assertThat(status)
                .isEqualTo(shape.status().failed().isPresent() ? Optional.of(EntryStatus.FAILED) : Optional.empty());
        List<Attempt> attempts =
                new AuditTrail(Database.TABLE).newest(database.session(), 10, Patience.DEFAULT.lockTimeout());
        assertThat(attempts).hasSize(2).allMatch(Attempt::isFailed);
        assertThat(attempts.get(0).error())
                .contains("connection to postgres://app:***@db/x failed: password=***, PASSWORD ***");
        assertThat(database.rows("SELECT row_to_json(s)::text FROM schema_migrations s"))
                .allMatch(row -> !row.contains("s3cret") && !row.contains("hunter2"));

        database.apply(table, users);
        assertThat(entry(users).map(HistoryEntry::isApplied)).contains(true);
        database.execute(table.failure(users.migration(), Database.BY, "late", new Elapsed.Milliseconds(1)));
        assertThat(entry(users).map(HistoryEntry::isApplied)).contains(true);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    @DisplayName("R9, E20: a rollback takes the row out, once, and is recorded")
    void rollback(Shape shape) {
        HistoryTable table = database.create(shape);
        database.apply(table, users);
        HistoryEntry applied = entry(users).orElseThrow();
        String rollback = "BEGIN;\n" + table.claimRemoval(applied) + ";\nDROP TABLE users;\n"
                + table.completeRemoval(applied, Database.BY.because("wrong"), Database.SINCE_START) + ";\nCOMMIT";

        database.execute(rollback);
        assertThat(entry(users)).isEmpty();
        SQLException again = catchThrowableOfType(
                SQLException.class, () -> database.session().send(rollback));
        database.execute("ROLLBACK");
        assertThat(LostClaim.refusal(again)).contains(Refusal.ROW_MISSING);
        database.execute(table.removalFailure(applied, Database.BY, "no", new Elapsed.Milliseconds(1)));

        String version = RowKey.of(shape, users.migration()).version();
        assertThat(audit())
                .containsExactly(
                        version + "|apply|success|ada@host|",
                        version + "|rollback|success|ada@host|wrong",
                        version + "|rollback|failed|ada@host|");
        database.apply(table, users);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    @DisplayName("H5: baseline and mark are recorded with who and why")
    void declare(Shape shape) {
        HistoryTable table = database.create(shape);
        database.execute(
                table.baseline(List.of(users.migration(), posts.migration()), Database.BY.because("was there")));
        assertThat(database.read().history().hasApplied(posts.migration())).isTrue();

        database.execute(table.markPending(entry(posts).orElseThrow(), Database.BY.because("oops")));
        assertThat(entry(posts)).isEmpty();
        database.execute(table.markApplied(posts.migration(), Database.BY.because("by hand")));
        assertThat(entry(posts).flatMap(HistoryEntry::executionTimeMs).orElse(0L))
                .isZero();

        assertThat(database.rows("SELECT action, status, reason FROM migration_history ORDER BY executed_at"))
                .containsExactly(
                        "baseline|success|was there",
                        "baseline|success|was there",
                        "mark|success|oops",
                        "mark|success|by hand");
    }

    @ParameterizedTest
    @MethodSource("shapes")
    @DisplayName("R11, S1: repair accepts an edited file, and the applied text is there to compare with")
    void repair(Shape shape) {
        HistoryTable table = database.create(shape);
        database.apply(table, users);
        Scripted edited = Scripted.of("001_users.sql", users.sql() + " -- reviewed");
        AuditTrail trail = new AuditTrail(Database.TABLE);
        HistoryEntry before = entry(users).orElseThrow();
        assertThat(trail.appliedText(database.session(), table, before)).contains(users.sql());
        assertThat(edited.migration().checksums().matches(before.checksum().orElseThrow()))
                .isFalse();

        database.execute(
                table.acceptChecksum(edited.migration(), Database.BY.because("a comment"), Optional.of(edited.sql())));

        HistoryEntry after = entry(users).orElseThrow();
        assertThat(edited.migration().checksums().matches(after.checksum().orElseThrow()))
                .isTrue();
        assertThat(trail.appliedText(database.session(), table, after)).contains(edited.sql());
        assertThat(trail.newest(database.session(), 1, Patience.DEFAULT.lockTimeout())
                        .get(0)
                        .reason())
                .contains("a comment");
    }

    @ParameterizedTest
    @MethodSource("shapes")
    @DisplayName("R11: failed rows are cleared, applied ones stay")
    void clearFailed(Shape shape) {
        HistoryTable table = database.create(shape);
        database.apply(table, users);
        database.execute(table.failure(posts.migration(), Database.BY, "bad", new Elapsed.Milliseconds(1)));
        database.execute(table.clearFailed(Database.BY));

        assertThat(entry(users)).isPresent();
        assertThat(entry(posts)).isEmpty();
    }

    @Test
    @DisplayName("R8: the first environment stays until it is relabelled")
    void label() {
        HistoryTable table = database.create(new PawlShape());
        database.execute(table.label(new Environment("staging")));
        database.execute(table.label(new Environment("staging")));
        SQLException other = catchThrowableOfType(
                SQLException.class, () -> database.session().send(table.label(Environment.PRODUCTION)));

        assertThat(LostClaim.refusal(other)).contains(Refusal.LABEL_LOST);
        assertThat(database.read().history().environment()).contains(new Environment("staging"));
        database.execute(table.relabel(Environment.PRODUCTION, Database.BY.because("promoted")));
        assertThat(database.read().history().environment()).contains(Environment.PRODUCTION);
        assertThat(audit()).containsExactly("-|relabel|success|ada@host|promoted");
        assertThat(database.value("SELECT environment FROM get_migration_status()"))
                .isEqualTo("production");
    }

    @ParameterizedTest
    @MethodSource("shapes")
    @DisplayName("R4: who waited learns what became of the other's attempt")
    void newestAfter(Shape shape) {
        HistoryTable table = database.create(shape);
        AuditTrail trail = new AuditTrail(Database.TABLE);
        database.execute(table.failure(users.migration(), Database.BY, "old", new Elapsed.Milliseconds(1)));
        Instant now = database.read().readAt();
        assertThat(trail.newestAfter(database.session(), table, users.migration(), now))
                .isEmpty();

        database.execute(table.failure(users.migration(), Database.BY, "new", new Elapsed.Milliseconds(1)));
        database.execute(table.failure(posts.migration(), Database.BY, "other", new Elapsed.Milliseconds(1)));

        assertThat(trail.newestAfter(database.session(), table, users.migration(), now)
                        .flatMap(Attempt::error))
                .contains("new");
    }

    @Test
    @DisplayName("T1: a database without a trail has no attempts")
    void noTrail() {
        assertThat(new AuditTrail(Database.TABLE).newest(database.session(), 5, Patience.DEFAULT.lockTimeout()))
                .isEmpty();
    }

    @Test
    @DisplayName("H1: a name that the table cannot hold is found before anything runs")
    void nameTooLong() {
        HistoryTable stems = database.create(new StemsShape());
        Scripted fits = Scripted.of("001-" + "é".repeat(251) + ".sql", "SELECT 1");
        Scripted tooLong = Scripted.of("002-" + "é".repeat(252) + ".sql", "SELECT 1");

        List<Problem> problems = stems.problems(List.of(fits.migration(), tooLong.migration()));
        assertThat(problems).hasSize(1);
        assertThat(problems.get(0).code()).isEqualTo(ErrorCode.NAME_TOO_LONG);
        assertThat(problems.get(0).message()).contains("255 characters");
        database.apply(stems, fits);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    @DisplayName("H1: a key of any length that is let through fits every index")
    void longestKey(Shape shape) {
        HistoryTable table = database.create(shape);
        Scripted longest = Scripted.of("001_" + unpredictable(2_380) + ".sql", "SELECT 1");
        if (table.problems(List.of(longest.migration())).isEmpty()) {
            database.apply(table, longest);
            assertThat(entry(longest)).isPresent();
        }
        assertThat(table.problems(List.of(
                        Scripted.of("001_" + unpredictable(3_000) + ".sql", "").migration())))
                .hasSize(shape instanceof VersionsShape ? 0 : 1);
    }

    private static String unpredictable(int length) {
        return new java.util.Random(7)
                .ints(length, 'a', 'z')
                .collect(StringBuilder::new, (text, c) -> text.append((char) c), StringBuilder::append)
                .toString();
    }

    @Test
    @DisplayName("H8, N3: a text that is too long, or holds a password, is not kept")
    void textsThatAreNotKept() {
        HistoryTable table = database.create(new PawlShape());
        Scripted secret = Scripted.of("001_role.sql", "CREATE ROLE r_" + database.name() + " PASSWORD 'hunter2'");
        Scripted huge = Scripted.of("002_huge.sql", "SELECT 1 --" + "x".repeat(300_000));
        database.apply(table, secret);
        database.apply(table, new Scripted(huge.migration(), huge.sql() + "\n"));

        assertThat(database.value("SELECT count(*) FROM pawl_script WHERE script IS NULL"))
                .isEqualTo("2");
    }
}
