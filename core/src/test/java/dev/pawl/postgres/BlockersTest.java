package dev.pawl.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.embedded.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("R6: who is in the way")
class BlockersTest {

    private final TestDatabase database = TestDatabase.create();

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    @DisplayName("R6: the blocker is named with its query, its age and where it comes from")
    void named() throws Exception {
        try (Session holder = open("postgres", "shop");
                Session waiter = open("postgres", "pawl/1");
                Session watcher = open("postgres", "pawl/1")) {
            holder.execute("CREATE TABLE t ()");
            holder.execute("BEGIN; LOCK TABLE t;\n  SELECT 'text',\n 42");
            List<Blocker> blockers = blockersWhile(waiter, watcher);

            assertThat(blockers).singleElement().satisfies(blocker -> {
                assertThat(blocker.pid()).isEqualTo(holder.backendPid().orElseThrow());
                assertThat(blocker.applicationName()).contains("shop");
                assertThat(blocker.user()).contains("postgres");
                assertThat(blocker.client()).contains("127.0.0.1");
                assertThat(blocker.state()).contains("idle in transaction");
                assertThat(blocker.age().orElseThrow()).isLessThan(Duration.ofMinutes(1));
                assertThat(blocker.query().orElseThrow()).isEqualTo("BEGIN; LOCK TABLE t; SELECT 'text', 42");
                assertThat(blocker.describe())
                        .contains("pid " + blocker.pid(), "shop", "idle in transaction", "LOCK TABLE t");
            });
            holder.execute("COMMIT");
        }
    }

    @Test
    @DisplayName("R6: a role that may not see the blocker's query and age is told how it could")
    void hidden() throws Exception {
        String role = database.name() + "_watcher";
        try (Session holder = open("postgres", "shop");
                Session waiter = open("postgres", "pawl/1")) {
            holder.execute("CREATE ROLE " + role + " LOGIN");
            holder.execute("CREATE TABLE t ()");
            holder.execute("BEGIN; LOCK TABLE t");
            try (Session watcher = open(role, "pawl/1")) {
                assertThat(blockersWhile(waiter, watcher)).singleElement().satisfies(blocker -> {
                    assertThat(blocker.pid()).isEqualTo(holder.backendPid().orElseThrow());
                    assertThat(blocker.query()).isEmpty();
                    assertThat(blocker.age()).isEmpty();
                    assertThat(blocker.describe()).contains("pg_read_all_stats");
                });
            }
            holder.execute("COMMIT");
            holder.execute("DROP ROLE " + role);
        }
    }

    @Test
    @DisplayName("R6: a prepared transaction holds locks without a session")
    void prepared() throws Exception {
        try (Session holder = open("postgres", "shop");
                Session waiter = open("postgres", "pawl/1");
                Session watcher = open("postgres", "pawl/1")) {
            holder.execute("CREATE TABLE t ()");
            holder.execute("BEGIN; LOCK TABLE t; PREPARE TRANSACTION '" + database.name() + "'");

            assertThat(blockersWhile(waiter, watcher))
                    .singleElement()
                    .satisfies(blocker -> assertThat(blocker.describe()).contains("pg_prepared_xacts"));
            holder.execute("ROLLBACK PREPARED '" + database.name() + "'");
        }
    }

    /** Asks while the waiter waits for table t, then lets it go. */
    private static List<Blocker> blockersWhile(Session waiter, Session watcher) throws Exception {
        CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> {
            try {
                waiter.send("SELECT * FROM t");
            } catch (SQLException e) {
                // cancelled below
            }
        });
        int pid = waiter.backendPid().orElseThrow();
        Awaitility.await().until(() -> !Blockers.of(watcher, pid).isEmpty());
        List<Blocker> blockers = Blockers.of(watcher, pid);
        waiter.cancel();
        waiting.get(10, TimeUnit.SECONDS);
        assertThat(Blockers.of(watcher, pid)).isEmpty();
        return blockers;
    }

    @ParameterizedTest(name = "N3: {0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    SELECT 'x'                                                | SELECT 'x'
                    SELECT password FROM users WHERE id = 1                   | SELECT password FROM users WHERE id = 1
                    ALTER ROLE app PASSWORD 'hunter2'                         | ALTER ROLE app PASSWORD '***'
                    CREATE ROLE a LOGIN ENCRYPTED PASSWORD E'hun\\'ter2' x    | CREATE ROLE a LOGIN ENCRYPTED PASSWORD '***' x
                    create user a password $x$hunter2$x$                      | create user a password '***'
                    ALTER ROLE a PASSWORD 'hun''ter2' VALID UNTIL 'now'       | ALTER ROLE a PASSWORD '***' VALID UNTIL '***'
                    SELECT dblink('host=h password=hunter2 user=x')           | SELECT dblink('***')
                    SELECT dblink('postgresql://u:hunter2@h/d')               | SELECT dblink('***')
                    UPDATE users SET hash = crypt('hunter2', gen_salt('bf'))  | UPDATE users SET hash = crypt('***', gen_salt('***'))
                    ALTER ROLE app PASSWORD 'hunter2 cut by the serv          | ALTER ROLE app PASSWORD '***'
                    ALTER ROLE app PASSWORD $$hunter2 cut by the serv         | ALTER ROLE app PASSWORD '***'
                    """)
    void excerpt(String query, String shown) {
        assertThat(SqlExcerpt.of(query)).isEqualTo(shown);
    }

    @Test
    @DisplayName("R6: a long query is cut to one line of 80 characters, after masking")
    void cut() {
        String shown = SqlExcerpt.of("SELECT\n\t" + "x, ".repeat(23) + " password 'hunter2-and-more' FROM t");

        assertThat(shown).hasSizeLessThanOrEqualTo(80).endsWith("…").doesNotContain("\n", "hunt");
    }

    private Session open(String user, String applicationName) {
        return new Connector(ConnectionSpec.parse(database.url().replace("postgres@", user + "@")), applicationName)
                .open();
    }
}
