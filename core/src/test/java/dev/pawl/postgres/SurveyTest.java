package dev.pawl.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.embedded.testing.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Who is at work, and who is in the way")
class SurveyTest {

    private final TestDatabase database = TestDatabase.create();

    @AfterEach
    void close() {
        database.close();
    }

    private Session open(String applicationName) {
        return new Connector(ConnectionSpec.parse(database.url()), applicationName).open();
    }

    private static int pid(Session session) {
        return session.backendPid().orElseThrow();
    }

    /** Runs a statement that waits, until it is cancelled. */
    private static CompletableFuture<Void> waiting(Session session, String sql) {
        return CompletableFuture.runAsync(() -> {
            try {
                session.send(sql);
            } catch (SQLException e) {
                assertThat(e.getSQLState()).isEqualTo(SqlState.QUERY_CANCELED);
            }
        });
    }

    @Test
    @DisplayName("R4 R11: runners are told by their application name, in this database only, and never oneself")
    void runners() {
        try (TestDatabase elsewhere = TestDatabase.create();
                Session me = open("pawl me");
                Session other = open("pawl/other ada 002_t.sql");
                Session shop = open("shop pawl/");
                Session far = new Connector(ConnectionSpec.parse(elsewhere.url()), "pawl/far").open()) {
            assertThat(far.isBroken() || shop.isBroken()).isFalse();
            Survey survey = Survey.of(me);
            assertThat(survey.sessions()).singleElement().satisfies(runner -> {
                assertThat(runner.pid()).isEqualTo(pid(other));
                assertThat(runner.isRunner()).isTrue();
                assertThat(runner.startedAt()).isPresent();
                assertThat(runner.waits()).isEmpty();
                assertThat(runner.run().flatMap(RunName::work)).contains("002_t.sql");
            });
        }
    }

    @Test
    @DisplayName("R6 R11: a chain of blockers is followed to its end, with locks and relations")
    void chain() throws Exception {
        try (Session me = open("pawl me");
                Session runner = open("pawl/1 ada 002_t.sql");
                Session middle = open("shop");
                Session last = open("psql")) {
            last.execute("CREATE TABLE t (); CREATE TABLE u ()");
            last.execute("BEGIN; LOCK TABLE u IN SHARE MODE");
            middle.execute("BEGIN; LOCK TABLE t IN ACCESS SHARE MODE");
            CompletableFuture<Void> second = waiting(middle, "LOCK TABLE u IN ROW EXCLUSIVE MODE");
            CompletableFuture<Void> first = waiting(runner, "ALTER TABLE t ADD c int");
            Awaitility.await().until(() -> Survey.of(me).blockers().size() == 2);

            Survey survey = Survey.of(me);
            assertThat(survey.runners()).singleElement().satisfies(waiter -> {
                assertThat(waiter.pid()).isEqualTo(pid(runner));
                assertThat(waiter.waits())
                        .containsExactly(new SurveyedSession.Wait(
                                pid(middle),
                                Optional.of("relation"),
                                Optional.of("public.t"),
                                Optional.of("AccessExclusiveLock"),
                                List.of("AccessShareLock")));
            });
            assertThat(survey.find(pid(middle)).orElseThrow().waits())
                    .singleElement()
                    .satisfies(wait -> {
                        assertThat(wait.blocker()).isEqualTo(pid(last));
                        assertThat(wait.relation()).contains("public.u");
                        assertThat(wait.wanted()).contains("RowExclusiveLock");
                        assertThat(wait.held()).containsExactly("ShareLock");
                    });
            assertThat(survey.find(pid(last)).orElseThrow().waits()).isEmpty();
            runner.cancel();
            middle.cancel();
            CompletableFuture.allOf(first, second).get(20, TimeUnit.SECONDS);
            assertThat(Survey.of(me).blockers()).isEmpty();
        }
    }

    @Test
    @DisplayName(
            "R11: who waits for a transaction, or for a prepared one, is told so; two that wait for each other end no loop")
    void otherLocks() throws Exception {
        try (Session me = open("pawl me");
                Session runner = open("pawl/1");
                Session other = open("shop");
                Session setup = open("setup")) {
            setup.execute("CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE u ()");
            other.execute("BEGIN; INSERT INTO t VALUES (1)");
            CompletableFuture<Void> waiter = waiting(runner, "INSERT INTO t VALUES (1)");
            Awaitility.await().until(() -> Survey.of(me).blockers().size() == 1);
            assertThat(Survey.of(me).runners().get(0).waits()).singleElement().satisfies(wait -> {
                assertThat(wait.type()).contains("transactionid");
                assertThat(wait.relation()).isEmpty();
                assertThat(wait.held()).containsExactly("ExclusiveLock");
            });
            runner.cancel();
            waiter.get(20, TimeUnit.SECONDS);
            other.execute("ROLLBACK; BEGIN; LOCK TABLE t; PREPARE TRANSACTION '" + database.name() + "_s'");
            CompletableFuture<Void> again = waiting(runner, "SELECT * FROM t");
            Awaitility.await().until(() -> Survey.of(me).find(0).isPresent());
            assertThat(Survey.of(me).runners().get(0).waits())
                    .extracting(SurveyedSession.Wait::relation)
                    .containsExactly(Optional.of("public.t"));
            runner.cancel();
            again.get(20, TimeUnit.SECONDS);
            other.execute("ROLLBACK PREPARED '" + database.name() + "_s'");

            runner.execute("SET deadlock_timeout = '20s'; BEGIN; LOCK TABLE t");
            other.execute("SET deadlock_timeout = '20s'; BEGIN; LOCK TABLE u");
            CompletableFuture<Void> one = waiting(runner, "LOCK TABLE u");
            CompletableFuture<Void> two = waiting(other, "LOCK TABLE t");
            Awaitility.await()
                    .until(() -> Survey.of(me)
                            .find(pid(other))
                            .filter(blocker -> !blocker.waits().isEmpty())
                            .isPresent());
            assertThat(Survey.of(me).sessions()).hasSize(2);
            runner.cancel();
            other.cancel();
            CompletableFuture.allOf(one, two).get(20, TimeUnit.SECONDS);
        }
    }
}
