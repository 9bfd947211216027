package dev.pawl.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.history.EntryStatus;
import dev.pawl.history.HistoryEntry;
import dev.pawl.migration.Checksum;
import dev.pawl.postgres.Session;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("H1: a history that pawl made")
class FreshHistoryTest {

    private final Database database = new Database();

    @AfterEach
    void close() {
        database.close();
    }

    static List<Shape> shapes() {
        return Shape.all();
    }

    @Test
    @DisplayName("H1: a database without a history is read without writing anything")
    void readsNothing() {
        DatabaseState state = database.read();

        assertThat(state.table()).isEmpty();
        assertThat(state.history().isEmpty()).isTrue();
        assertThat(state.completeness()).isEqualTo(DatabaseState.Completeness.INCOMPLETE);
        assertThat(state.facts().database()).isEqualTo(database.name());
        assertThat(database.rows("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    @DisplayName("H1, A34, B16, D4, E15: every shape is made, claimed, completed and read back")
    void roundTrip(Shape shape) {
        HistoryTable table = database.create(shape);
        Scripted users = Scripted.of("001_create_users.sql", "CREATE TABLE users (id int)");
        database.apply(table, users);

        DatabaseState state = database.read();

        assertThat(state.completeness()).isEqualTo(DatabaseState.Completeness.COMPLETE);
        assertThat(state.table().orElseThrow().shape().word()).isEqualTo(shape.word());
        assertThat(state.history().hasApplied(users.migration())).isTrue();
        HistoryEntry entry = state.history().entries().get(0);
        assertThat(entry.version()).isEqualTo("001");
        assertThat(entry.status()).isEqualTo(EntryStatus.APPLIED);
        assertThat(users.migration().checksums().matches(entry.checksum().orElseThrow()))
                .isTrue();
        assertThat(entry.appliedAt().orElseThrow()).isBetween(state.readAt().minusSeconds(60), state.readAt());
        assertThat(database.value("SELECT count(*) FROM users")).isEqualTo("0");
        assertThat(database.rows("SELECT action, status, executed_by, environment FROM migration_history"))
                .containsExactly("apply|success|ada@host|staging");
    }

    @ParameterizedTest
    @MethodSource("shapes")
    @DisplayName("H1: creating what is there changes nothing and takes no lock")
    void createsOnce(Shape shape) {
        database.create(shape);
        String before = database.value("SELECT string_agg(relname || oid, ',' ORDER BY oid) FROM pg_class");
        database.execute("BEGIN; " + Founding.lock(new Names(Database.TABLE)));
        Patience none = new Patience(Duration.ZERO, pause -> {}, bound -> 0);
        new HistoryStore(Database.TABLE, Optional.of(shape), none).create(database.open());
        database.execute("COMMIT");

        assertThat(database.value("SELECT string_agg(relname || oid, ',' ORDER BY oid) FROM pg_class"))
                .isEqualTo(before);
    }

    @Test
    @DisplayName("F4, B8: a file with CRLF keeps its exact checksum in the table, and matches after conversion to LF")
    void crlf() {
        HistoryTable table = database.create(new StemsShape());
        Scripted windows = Scripted.of("001-a.sql", "CREATE TABLE a (id int);\r\nCREATE TABLE b (id int);\r\n");
        Scripted unix = Scripted.of("001-a.sql", windows.sql().replace("\r\n", "\n"));
        database.apply(table, windows);

        assertThat(database.value("SELECT checksum FROM schema_migrations"))
                .isEqualTo(Scripted.hash("SHA-256", windows.sql()));
        Checksum stored = database.read().history().entries().get(0).checksum().orElseThrow();
        assertThat(unix.migration().checksums().matches(stored)).isTrue();
        assertThat(windows.migration().checksums().matches(stored)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    @DisplayName("design 4: reading takes one message where all is there, and three where nothing is")
    void roundTrips(Shape shape) {
        CountingConnection counting = new CountingConnection(database.session().jdbc());
        Session session = new Session(counting.proxy(), null);
        HistoryStore store = new HistoryStore(Database.TABLE, Optional.of(shape));
        store.read(session);
        assertThat(counting.messages()).isLessThanOrEqualTo(3);
        store.create(session);

        int before = counting.messages();
        store.read(session);
        assertThat(counting.messages() - before).isEqualTo(1);
    }

    @Test
    @DisplayName("design 4: ten thousand rows are read in well under a second")
    void manyRows() {
        database.create(new PawlShape());
        database.execute("INSERT INTO schema_migrations (version, name, filename, checksum) SELECT i, 'Name ' || i,"
                + " i || '_name.sql', repeat('0', 64) FROM generate_series(10000, 1, -1) i");
        database.read();
        long start = System.nanoTime();
        List<HistoryEntry> entries = database.read().history().entries();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
        assertThat(entries).hasSize(10_000);
        assertThat(entries.get(9_999).version()).isEqualTo("10000");
    }
}
