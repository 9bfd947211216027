package dev.pawl.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pawl.history.HistoryEntry;
import dev.pawl.postgres.QualifiedName;
import dev.pawl.postgres.Session;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("R4: one runner has a migration, the others learn that they do not")
class ClaimTest {

    private static final String BEGIN = "BEGIN; SET LOCAL lock_timeout = '100ms';\n";
    private static final String NO_KEY =
            "CREATE TABLE schema_migrations (filename text, applied_at timestamptz DEFAULT now())";

    private final Database database = new Database();
    private final Scripted users = Scripted.of("001_users.sql", "CREATE TABLE users (id int)");

    @AfterEach
    void close() {
        database.close();
    }

    static List<Shape> shapes() {
        return Shape.all();
    }

    private HistoryTable table(Shape shape) {
        return database.create(shape);
    }

    private HistoryTable tableWithoutKey() {
        database.execute(NO_KEY);
        return new HistoryStore(Database.TABLE, Optional.empty()).create(database.session());
    }

    private static SQLException failureOf(Session session, String sql) {
        SQLException error = catchThrowableOfType(SQLException.class, () -> session.send(sql));
        assertThat((Throwable) error).as("the error of %s", sql).isNotNull();
        session.execute("ROLLBACK");
        return error;
    }

    @ParameterizedTest
    @MethodSource("shapes")
    @DisplayName("R4: a claim that is open, and one that is committed, are both lost; one that was rolled back is free")
    void lost(Shape shape) {
        HistoryTable table = table(shape);
        assertLostUntilRolledBack(table);
    }

    @Test
    @DisplayName("R4: so it is on a table that somebody made without a key")
    void lostWithoutKey() {
        assertLostUntilRolledBack(tableWithoutKey());
    }

    @Test
    @DisplayName("R4: so it is where the key has a name of its own, and the history a very long one")
    void lostWithOddNames() {
        QualifiedName name = QualifiedName.of("public", "m".repeat(63));
        database.execute("CREATE TABLE " + name.sql() + " (filename text CONSTRAINT \"Ünique\" UNIQUE)");
        assertLostWhileOpen(new HistoryStore(name, Optional.empty()).create(database.session()));
        database.execute("DROP TABLE " + name.sql() + "");
        assertLostWhileOpen(new HistoryStore(name, Optional.of(new FilesShape())).create(database.session()));
    }

    private void assertLostWhileOpen(HistoryTable table) {
        String claim = table.claim(users.migration(), Database.ACTOR);
        database.execute(BEGIN + claim);
        SQLException waiting = failureOf(database.open(), BEGIN + claim);
        database.execute("ROLLBACK");
        assertThat(new LostClaim(table).isMeantBy(waiting))
                .as("%s", waiting.getMessage())
                .isTrue();
    }

    private void assertLostUntilRolledBack(HistoryTable table) {
        Session other = database.open();
        LostClaim lost = new LostClaim(table);
        String claim = table.claim(users.migration(), Database.ACTOR);
        database.execute(BEGIN + claim);
        SQLException waiting = failureOf(other, BEGIN + claim + ";\nCREATE TABLE never (id int)");
        assertThat(lost.isMeantBy(waiting)).as("%s", waiting.getMessage()).isTrue();
        assertThat(Claimant.of(other, Database.TABLE)).hasSize(1);

        database.execute("ROLLBACK");
        other.execute(Database.transaction(table, users));

        SQLException late = failureOf(database.session(), BEGIN + claim);
        assertThat(lost.isMeantBy(late)).as("%s", late.getMessage()).isTrue();
        assertThat(database.value("SELECT count(*) FROM schema_migrations")).isEqualTo("1");
        assertThat(Claimant.of(other, Database.TABLE)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"with a key", "without a key"})
    @DisplayName("R4: of twenty runners at once exactly one applies")
    void race(String kind) throws Exception {
        HistoryTable table = kind.equals("with a key") ? table(new PawlShape()) : tableWithoutKey();
        ExecutorService threads = Executors.newFixedThreadPool(20);
        CountDownLatch start = new CountDownLatch(1);
        List<Callable<String>> runners = new ArrayList<>();
        LostClaim lost = new LostClaim(table);
        for (int i = 0; i < 20; i++) {
            Session session = database.open();
            runners.add(() -> {
                start.await();
                try {
                    session.send(Database.transaction(table, users));
                    return "applied";
                } catch (SQLException e) {
                    return lost.isMeantBy(e) ? "lost" : e.toString();
                }
            });
        }
        List<String> outcomes = new ArrayList<>();
        try {
            var futures = runners.stream().map(threads::submit).toList();
            start.countDown();
            for (var future : futures) {
                outcomes.add(future.get());
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(outcomes).containsOnly("applied", "lost").containsOnlyOnce("applied");
        assertThat(database.value("SELECT count(*) FROM schema_migrations")).isEqualTo("1");
    }

    @ParameterizedTest
    @MethodSource("shapes")
    @DisplayName("R4: a claim fails if the migration before it is not applied, before the script runs")
    void predecessor(Shape shape) {
        HistoryTable table = table(shape);
        Scripted posts = Scripted.of("002_posts.sql", "CREATE TABLE posts (id int)");
        String second = BEGIN
                + table.claimBehind(
                        users.migration(), posts.migration(), Optional.empty(), Database.ACTOR, Instant.now())
                + ";\n" + posts.sql() + ";\nCOMMIT";

        SQLException early = failureOf(database.session(), second);
        assertThat(LostClaim.refusal(early)).contains(Refusal.PREDECESSOR_MISSING);
        assertThat(new LostClaim(table).isMeantBy(early)).isFalse();

        database.apply(table, users);
        database.execute(second);
        assertThat(database.read().history().hasApplied(posts.migration())).isTrue();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    @DisplayName("F8, R4: a repeatable script runs again only from the state that the plan was made from")
    void repeatable(Shape shape) {
        HistoryTable table = table(shape);
        Scripted first = Scripted.repeatable("R__views.sql", "CREATE OR REPLACE VIEW v AS SELECT 1 AS a");
        Scripted second = Scripted.repeatable("R__views.sql", "CREATE OR REPLACE VIEW v AS SELECT 2 AS a");
        database.apply(table, first);
        HistoryEntry previous =
                database.read().history().find(first.migration()).orElseThrow();
        assertThat(first.migration().checksums().matches(previous.checksum().orElseThrow()))
                .isTrue();
        String again = BEGIN + table.claimAgain(second.migration(), previous, Database.ACTOR) + ";\n" + second.sql()
                + ";\n"
                + table.complete(second.migration(), Database.BY, Database.SINCE_START, Optional.of(second.sql()));

        database.execute(again);
        SQLException waiting = failureOf(database.open(), again);
        assertThat(new LostClaim(table).isMeantBy(waiting)).as("%s", waiting).isTrue();
        database.execute("COMMIT");
        SQLException late = failureOf(database.open(), again);
        assertThat(new LostClaim(table).isMeantBy(late)).as("%s", late).isTrue();

        HistoryEntry now = database.read().history().find(second.migration()).orElseThrow();
        assertThat(second.migration().checksums().matches(now.checksum().orElseThrow()))
                .isTrue();
        assertThat(database.value("SELECT count(*) FROM schema_migrations")).isEqualTo("1");
        assertThat(database.value("SELECT count(*) FROM migration_history")).isEqualTo("2");
    }

    @ParameterizedTest
    @MethodSource("shapes")
    @DisplayName("R1: a script that takes its own row out of the history fails as a whole")
    void rowRemoved(Shape shape) {
        HistoryTable table = table(shape);
        Scripted own = Scripted.of("001_own.sql", "CREATE TABLE t (id int); DELETE FROM schema_migrations");
        SQLException error = failureOf(database.session(), Database.transaction(table, own));

        assertThat(LostClaim.refusal(error)).contains(Refusal.ROW_REMOVED);
        assertThat(database.rows("SELECT 1 FROM pg_class WHERE relname = 't'")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    @DisplayName("B18, B19: the time is the server's, around the script")
    void elapsed(Shape shape) {
        HistoryTable table = table(shape);
        Scripted slow = Scripted.of("001_slow.sql", "CREATE TABLE t (id int); SELECT pg_sleep(0.05)");
        database.apply(table, slow);

        long milliseconds = Long.parseLong(database.value(table.elapsedQuery(slow.migration())));
        assertThat(milliseconds).isBetween(50L, 5_000L);
        assertThat(database.value("SELECT execution_time_ms FROM migration_history"))
                .isEqualTo(Long.toString(milliseconds));
    }

    @Test
    @DisplayName("R4: a 23505 of the script itself is not a lost claim")
    void ownErrorIsNotLost() {
        HistoryTable table = table(new PawlShape());
        Scripted bad = Scripted.of("001_bad.sql", "CREATE TABLE u (id int PRIMARY KEY); INSERT INTO u VALUES (1), (1)");
        assertThat(new LostClaim(table).isMeantBy(failureOf(database.session(), Database.transaction(table, bad))))
                .isFalse();
        Scripted number = Scripted.of("001_bad.sql", "SELECT 'pawl'::int");
        assertThat(LostClaim.refusal(failureOf(database.session(), Database.transaction(table, number))))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    @DisplayName("R1: nothing that claims or completes returns rows, so it may share a batch")
    void returnsNoRows(Shape shape) {
        HistoryTable table = table(shape);
        Scripted repeatable = Scripted.repeatable("R__views.sql", "SELECT 1");
        List<Integer> results = new ArrayList<>();
        String claim = table.claim(users.migration(), Database.ACTOR);
        String complete = table.complete(users.migration(), Database.BY, Database.SINCE_START, Optional.empty());
        String next = table.claimBehind(
                users.migration(), repeatable.migration(), Optional.empty(), Database.ACTOR, Instant.now());
        String label = table.label(Database.BY.environment().orElseThrow());

        database.session().queryEach(String.join(";\n", claim, complete, next, label), rows -> results.add(1));
        assertThat(results).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    @DisplayName("R1: a batch of whole migrations applies them all")
    void batch(Shape shape) throws SQLException {
        HistoryTable table = table(shape);
        Scripted posts = Scripted.of("002_posts.sql", "CREATE TABLE posts (id int)");
        try (Connection extended = database.connect();
                Statement batch = extended.createStatement()) {
            for (String text : List.of(Database.transaction(table, users), Database.transaction(table, posts))) {
                for (String statement : text.split(";\\s*\n?(?=[A-Z])", -1)) {
                    batch.addBatch(statement);
                }
            }
            batch.executeBatch();
        }
        assertThat(database.read().history().entries()).hasSize(2);
        assertThat(database.value("SELECT count(*) FROM migration_history")).isEqualTo("2");
    }
}
