package dev.pawl.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.postgres.QualifiedName;
import dev.pawl.postgres.Session;
import java.time.Duration;
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

@DisplayName("H1: making the tables")
class CreationTest {

    private static final QualifiedName KB = QualifiedName.parse("kb.schema_migrations");
    private static final int RUNNERS = 20;

    private final Database database = new Database();

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    @DisplayName("R4, D4, N5: twenty runners on a fresh database make schema and tables once")
    void manyCreators() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(RUNNERS);
        CountDownLatch start = new CountDownLatch(1);
        List<Callable<String>> creators = new ArrayList<>();
        for (int i = 0; i < RUNNERS; i++) {
            Session session = database.open();
            creators.add(() -> {
                start.await();
                return new HistoryStore(KB, Optional.of(new FilesShape()))
                        .create(session)
                        .shape()
                        .word();
            });
        }
        try {
            var outcomes = creators.stream().map(threads::submit).toList();
            start.countDown();
            for (var outcome : outcomes) {
                assertThat(outcome.get()).isEqualTo("files");
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(database.read(KB).completeness()).isEqualTo(DatabaseState.Completeness.COMPLETE);
        assertThat(database.rows("SELECT key, value FROM kb.pawl_settings")).containsExactly("format|1");
    }

    @Test
    @DisplayName("N5: a role that may not create in public is told the exact GRANT")
    void noCreateOnPublic() {
        Session limited = limited("REVOKE CREATE ON SCHEMA public FROM PUBLIC");

        assertThatThrownBy(() -> new HistoryStore(Database.TABLE, Optional.empty()).create(limited))
                .isInstanceOfSatisfying(PawlException.class, e -> {
                    assertThat(e.problem().code()).isEqualTo(ErrorCode.PERMISSION_MISSING);
                    String grant = grantIn(e);
                    assertThat(grant).startsWith("GRANT USAGE, CREATE ON SCHEMA \"public\" TO \"limited_");
                    database.execute(grant);
                });
        new HistoryStore(Database.TABLE, Optional.empty()).create(limited);
    }

    @Test
    @DisplayName("N5, D43: a missing schema that the role may not create is told with the exact CREATE SCHEMA")
    void noSchema() {
        Session limited = limited("SELECT 1");

        assertThatThrownBy(() -> new HistoryStore(KB, Optional.empty()).create(limited))
                .isInstanceOfSatisfying(PawlException.class, e -> {
                    assertThat(e.problem().code()).isEqualTo(ErrorCode.SCHEMA_MISSING);
                    database.execute(grantIn(e));
                });
        new HistoryStore(KB, Optional.empty()).create(limited);
        assertThat(new HistoryStore(KB, Optional.empty()).read(limited).completeness())
                .isEqualTo(DatabaseState.Completeness.COMPLETE);
    }

    @Test
    @DisplayName("D43, N5: a role that may only read reads, and is told the GRANTs that writing takes")
    void noWrite() {
        database.create(KB, new FilesShape());
        Session limited = limited("SELECT 1");
        HistoryStore store = new HistoryStore(KB, Optional.empty());
        assertThatThrownBy(() -> store.read(limited)).isInstanceOfSatisfying(PawlException.class, e -> {
            assertThat(e.problem().code()).isEqualTo(ErrorCode.PERMISSION_MISSING);
            database.execute(grantIn(e));
        });
        assertThat(store.read(limited).completeness()).isEqualTo(DatabaseState.Completeness.INCOMPLETE);

        assertThatThrownBy(() -> store.create(limited)).isInstanceOfSatisfying(PawlException.class, e -> {
            assertThat(grantIn(e)).contains("GRANT SELECT, INSERT, UPDATE, DELETE ON \"kb\".\"schema_migrations\"");
            database.execute(grantIn(e));
        });
        HistoryTable table = store.create(limited);
        limited.execute(Database.transaction(table, Scripted.of("0001_a.sql", "SELECT 1")));
        assertThat(database.value("SELECT count(*) FROM kb.schema_migrations")).isEqualTo("1");
    }

    @Test
    @DisplayName("N5: a table of somebody else that lacks a column is told with the exact ALTER")
    void notOwner() {
        database.create(new PawlShape());
        database.execute("ALTER TABLE migration_history DROP COLUMN reason");
        Session limited = limited("SELECT 1");
        database.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO PUBLIC");

        assertThatThrownBy(() -> new HistoryStore(Database.TABLE, Optional.empty()).create(limited))
                .isInstanceOfSatisfying(PawlException.class, e -> {
                    assertThat(e.problem().code()).isEqualTo(ErrorCode.PERMISSION_MISSING);
                    database.execute(grantIn(e));
                });
        new HistoryStore(Database.TABLE, Optional.empty()).create(limited);
    }

    @Test
    @DisplayName("H3: a table of the user's that has the view's name is left alone")
    void foreignView() {
        database.execute("CREATE TABLE migration_status_view (mine int)");
        HistoryTable table = database.create(new PawlShape());
        database.apply(table, Scripted.of("001_a.sql", "SELECT 1"));
        assertThat(database.rows("SELECT mine FROM migration_status_view")).isEmpty();
    }

    @Test
    @DisplayName("H3: the view does not keep anybody from altering or dropping the history")
    void viewDoesNotBind() {
        HistoryTable table = database.create(new StemsShape());
        database.apply(table, Scripted.of("001-a.sql", "ALTER TABLE schema_migrations ALTER COLUMN version TYPE text"));
        assertThat(database.rows("SELECT version, name, status, attempts, applied_by FROM migration_status_view"))
                .containsExactly("001-a|A|applied|1|ada@host");
        database.execute("DROP TABLE schema_migrations");
        assertThat(database.read().completeness()).isEqualTo(DatabaseState.Completeness.INCOMPLETE);
        database.create(new StemsShape());
        assertThat(database.rows("SELECT * FROM migration_status_view")).isEmpty();
    }

    @Test
    @DisplayName("R4: who cannot get the lock within the budget says so, and has left nothing behind")
    void budget() {
        database.execute("BEGIN; " + Founding.lock(new Names(Database.TABLE)));
        List<Duration> pauses = new ArrayList<>();
        Patience patience = new Patience(Duration.ofMillis(100), pauses::add, bound -> 0);
        Session other = database.open();

        assertThatThrownBy(() -> new HistoryStore(Database.TABLE, Optional.empty(), patience).create(other))
                .isInstanceOfSatisfying(
                        PawlException.class, e -> assertThat(e.problem().code()).isEqualTo(ErrorCode.RUNNER_BUSY));
        assertThat(pauses)
                .containsExactly(
                        Duration.ofMillis(10), Duration.ofMillis(20), Duration.ofMillis(40), Duration.ofMillis(80));
        other.execute("BEGIN; COMMIT");
        database.execute("ROLLBACK");
        new HistoryStore(Database.TABLE, Optional.empty()).create(other);
    }

    @Test
    @DisplayName("N5: a read-only default is respected")
    void readOnly() {
        database.execute("SET default_transaction_read_only = on");
        assertThatThrownBy(() -> database.create(new PawlShape()))
                .isInstanceOfSatisfying(
                        PawlException.class,
                        e -> assertThat(e.problem().code()).isEqualTo(ErrorCode.DATABASE_READ_ONLY));
        assertThat(database.read().table()).isEmpty();
    }

    private Session limited(String also) {
        String role = "limited_" + database.name();
        database.execute("CREATE ROLE " + role + " LOGIN; " + also);
        return database.openAs(role);
    }

    private static String grantIn(PawlException e) {
        return e.problem().fix().replaceFirst("^[^:]*: ", "");
    }
}
