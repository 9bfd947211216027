package dev.pawl.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pawl.postgres.Session;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("R5, H8: leases for scripts outside a transaction")
class LeasesTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration EXPIRED = Duration.ofMillis(-1);

    private final Database database = new Database();
    private final Scripted index = Scripted.of("001_index.sql", "CREATE INDEX CONCURRENTLY i ON t (id)");
    private final Lease.Owner ada = new Lease.Owner(UUID.randomUUID(), "ada@host (1)", "pawl a", Lease.Line.DIRECT);
    private final Lease.Owner bob = new Lease.Owner(UUID.randomUUID(), "bob@host (2)", "pawl b", Lease.Line.DIRECT);

    @AfterEach
    void close() {
        database.close();
    }

    static List<Shape> shapes() {
        return Shape.all();
    }

    private LeaseAttempt.Acquired acquired(LeaseAttempt attempt) {
        assertThat(attempt).isInstanceOf(LeaseAttempt.Acquired.class);
        return (LeaseAttempt.Acquired) attempt;
    }

    private void assertLost(String sql) {
        SQLException error = catchThrowableOfType(
                SQLException.class, () -> database.session().send(sql));
        assertThat(LostClaim.refusal(error)).contains(Refusal.LEASE_LOST);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    @DisplayName("R5: an expired lease is taken over where it stopped, and its former owner is fenced off")
    void takeOver(Shape shape) {
        HistoryTable table = database.create(shape);
        Leases leases = new Leases(table);
        Session session = database.session();

        LeaseAttempt.Acquired first =
                acquired(leases.tryAcquire(session, index.migration(), ada, LONG, Optional.empty()));
        assertThat(first.progress().isFresh()).isTrue();
        assertThat(first.previous()).isEmpty();
        session.execute(leases.started(first.lease(), 1, "''"));
        session.execute(leases.finished(first.lease(), 1, "digest of 1"));
        session.execute(leases.started(first.lease(), 2, "''"));

        LeaseAttempt held = leases.tryAcquire(session, index.migration(), bob, LONG, Optional.empty());
        assertThat(held).isInstanceOfSatisfying(LeaseAttempt.Held.class, by -> {
            assertThat(by.by().process()).isEqualTo("ada@host (1)");
            assertThat(by.by().expiresIn()).isBetween(Duration.ofSeconds(50), LONG);
            assertThat(by.by().heartbeatAge()).isLessThan(Duration.ofSeconds(10));
        });

        session.execute(leases.heartbeat(first.lease(), EXPIRED));
        LeaseAttempt.Acquired second =
                acquired(leases.tryAcquire(session, index.migration(), bob, LONG, Optional.empty()));
        assertThat(second.progress().finished()).isEqualTo(1);
        assertThat(second.progress().inDoubt()).isEqualTo(OptionalInt.of(2));
        assertThat(second.progress().digest()).isEqualTo("digest of 1");
        assertThat(second.progress().checksum())
                .isEqualTo(index.migration().checksums().normalised().value());
        assertThat(second.previous().map(LeaseAttempt.Holder::applicationName)).contains("pawl a");

        assertLost(leases.heartbeat(first.lease(), LONG));
        assertLost(leases.finished(first.lease(), 2, "x"));
        assertLost(leases.complete(first.lease()));
        session.execute("ROLLBACK");

        session.execute("BEGIN;\n" + leases.complete(second.lease()) + ";\n"
                + table.claim(index.migration(), Database.ACTOR) + ";\n"
                + table.complete(index.migration(), Database.BY, new Elapsed.Milliseconds(5), Optional.empty())
                + ";\nCOMMIT");
        assertThat(leases.tryAcquire(session, index.migration(), ada, LONG, Optional.empty()))
                .isInstanceOf(LeaseAttempt.AlreadyApplied.class);
        assertThat(database.rows("SELECT * FROM pawl_lease")).isEmpty();
        assertThat(database.read().history().hasApplied(index.migration())).isTrue();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    @DisplayName("R5: a lease that was given up after a failure is taken at once, with what was done")
    void release(Shape shape) {
        Leases leases = new Leases(database.create(shape));
        Session session = database.session();
        Lease lease = acquired(leases.tryAcquire(session, index.migration(), ada, LONG, Optional.empty()))
                .lease();
        session.execute(leases.finished(lease, 3, "d"));
        session.execute(leases.release(lease));

        LeaseAttempt.Acquired next =
                acquired(leases.tryAcquire(session, index.migration(), bob, LONG, Optional.empty()));
        assertThat(next.progress().finished()).isEqualTo(3);
        assertThat(next.progress().inDoubt()).isEmpty();
        session.execute(leases.restart(next.lease()));
        assertThat(acquired(leases.tryAcquire(session, index.migration(), bob, LONG, Optional.empty()))
                        .progress()
                        .isFresh())
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    @DisplayName("R4: a row that its owner has locked is held, and a heartbeat does not wait for it")
    void lockedRow(Shape shape) {
        Leases leases = new Leases(database.create(shape));
        Lease lease = acquired(leases.tryAcquire(database.session(), index.migration(), ada, EXPIRED, Optional.empty()))
                .lease();
        database.execute("BEGIN;\n" + leases.finished(lease, 1, "d"));
        Session other = database.open();

        assertThat(leases.tryAcquire(other, index.migration(), bob, LONG, Optional.empty()))
                .isInstanceOf(LeaseAttempt.Held.class);
        other.execute("SET lock_timeout = '1s';\n" + leases.heartbeat(lease, LONG));
        database.execute("COMMIT");
        assertThat(acquired(leases.tryAcquire(other, index.migration(), bob, LONG, Optional.empty()))
                        .progress()
                        .finished())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    @DisplayName("F8: a repeatable script has something left to do until its text of now was applied")
    void repeatable(Shape shape) {
        HistoryTable table = database.create(shape);
        Leases leases = new Leases(table);
        Scripted first = Scripted.repeatable("R__index.sql", "SELECT 1");
        Scripted second = Scripted.repeatable("R__index.sql", "SELECT 2");
        database.apply(table, first);

        assertThat(leases.tryAcquire(database.session(), first.migration(), ada, LONG, Optional.empty()))
                .isInstanceOf(LeaseAttempt.AlreadyApplied.class);
        acquired(leases.tryAcquire(database.session(), second.migration(), ada, LONG, Optional.empty()));
    }
}
