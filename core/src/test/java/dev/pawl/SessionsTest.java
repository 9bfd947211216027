package dev.pawl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pawl.embedded.testing.PgBouncer;
import dev.pawl.error.ErrorCode;
import dev.pawl.error.ExitCode;
import dev.pawl.error.PawlException;
import dev.pawl.event.RunEvent;
import dev.pawl.guard.Confirmation;
import dev.pawl.history.Attempt;
import dev.pawl.report.EndSessionReport;
import dev.pawl.report.LiveSession;
import dev.pawl.report.SessionsReport;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Sessions: who is at work, who is in the way, and how a stuck one is ended")
class SessionsTest {

    private Project project;

    @BeforeEach
    void open(@TempDir Path folder) {
        project = new Project(folder);
    }

    @AfterEach
    void close() {
        project.close();
    }

    private CompletableFuture<PawlException> failingRun(Pawl pawl) {
        return CompletableFuture.supplyAsync(() -> catchThrowableOfType(PawlException.class, pawl::migrate));
    }

    private static PawlException joined(CompletableFuture<PawlException> run) {
        return run.orTimeout(40, TimeUnit.SECONDS).join();
    }

    /** The runner that works, once it runs a statement. */
    private SessionsReport.Runner awaitRunner(String query) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> project.pawl().sessions().runners().stream().anyMatch(runner -> runs(runner, query)));
        return project.pawl().sessions().runners().stream()
                .filter(runner -> runs(runner, query))
                .findFirst()
                .orElseThrow();
    }

    private static boolean runs(SessionsReport.Runner runner, String query) {
        LiveSession session = runner.session();
        return session.state().filter("active"::equals).isPresent()
                && session.query().filter(text -> text.contains(query)).isPresent();
    }

    private EndSessionReport end(int pid, String reason) {
        return project.pawl().endSession(EndSessionRequest.of(pid, reason));
    }

    private PawlException refused(int pid) {
        return catchThrowableOfType(PawlException.class, () -> end(pid, "why not"));
    }

    private List<String> endings() {
        return project.rows("SELECT version, status, executed_by, reason FROM migration_history"
                + " WHERE action = 'end-session' ORDER BY executed_at");
    }

    private Connection holding(String... statements) throws SQLException {
        Connection connection = project.database().connect();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET application_name = 'reporting'");
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
        return connection;
    }

    private int pidOf(Connection connection) throws SQLException {
        return connection.unwrap(org.postgresql.PGConnection.class).getBackendPID();
    }

    @Test
    @DisplayName("R11: where nobody is at work the list is empty, and nothing is written, not even on a fresh database")
    void nobody() {
        SessionsReport report = project.pawl().sessions();
        assertThat(report.isEmpty()).isTrue();
        assertThat(report.notes()).isEmpty();
        assertThat(project.rows("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"))
                .isEmpty();
    }

    @Test
    @DisplayName("R11 B61: a runner at work is listed with its run, its actor, its migration, its state and its query")
    void atWork() {
        project.file("001_t.sql", "CREATE TABLE t (id int);").file("002_slow.sql", "SELECT pg_sleep(30);");
        CompletableFuture<PawlException> run = failingRun(project.pawl());
        SessionsReport.Runner runner = awaitRunner("pg_sleep");

        assertThat(runner.migration()).contains("002_slow.sql");
        assertThat(runner.actor()).contains("tester");
        assertThat(runner.run()).hasSize(8);
        LiveSession session = runner.session();
        assertThat(session.user()).contains("postgres");
        assertThat(session.client()).contains("127.0.0.1");
        assertThat(session.startedAt().orElseThrow()).isBefore(Instant.now().plusSeconds(60));
        assertThat(session.openFor()).isPresent();
        assertThat(session.waitsFor()).isEmpty();
        assertThat(session.query()).contains("SELECT pg_sleep(30)");

        EndSessionReport ended = end(session.pid(), "looks hung");
        assertThat(ended.outcome()).isEqualTo(EndSessionReport.Outcome.CANCELLED);
        PawlException failure = joined(run);
        assertThat(failure.problem().code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
        assertThat(failure.problem().fix()).contains("if somebody ended it, `pawl history` says who");
        assertThat(project.rows("SELECT version, status FROM schema_migrations ORDER BY version"))
                .containsExactly("001|applied", "002|failed");
        assertThat(endings())
                .singleElement()
                .asString()
                .startsWith("-|success|tester|[cancelled pid " + session.pid() + ", role postgres, pawl/" + runner.run()
                        + " tester 002_slow.sql, from 127.0.0.1] looks hung");
    }

    @Test
    @DisplayName(
            "R11 R5: a runner that hangs between two statements is ended: its run fails with 6, nothing of it is left,"
                    + " and the next run applies")
    void hangsInTransaction() throws Exception {
        project.file("001_t.sql", "CREATE TABLE t (id int);", "SAVEPOINT between;", "INSERT INTO t VALUES (1);");
        CountDownLatch released = new CountDownLatch(1);
        Pawl stuck = project.builder()
                .listener(event -> {
                    if (event instanceof RunEvent.StatementStarted started && started.index() == 2) {
                        awaitQuietly(released);
                    }
                })
                .build();
        CompletableFuture<PawlException> run = failingRun(stuck);
        await().until(() -> !hanging("001_t.sql").isEmpty());
        SessionsReport.Runner runner = hanging("001_t.sql").get(0);

        EndSessionReport ended = end(runner.session().pid(), "its host is gone");
        assertThat(ended.outcome()).isEqualTo(EndSessionReport.Outcome.TERMINATED);
        released.countDown();
        PawlException failure = joined(run);
        assertThat(failure.problem().code()).isEqualTo(ErrorCode.CONNECTION_LOST);
        assertThat(failure.exitCode()).isEqualTo(ExitCode.DATABASE);
        assertThat(project.tables()).isEmpty();
        assertThat(Project.versions(project.migrate())).containsExactly("001");
        assertThat(project.value("SELECT count(*) FROM t")).isEqualTo("1");
        assertThat(project.pawl().sessions().isEmpty()).isTrue();
        List<Attempt> trail = project.pawl().history(10);
        assertThat(trail).extracting(Attempt::action).containsExactlyInAnyOrder("apply", "end-session", "lost");
        Attempt noted = trail.stream()
                .filter(attempt -> attempt.action().equals("end-session"))
                .findFirst()
                .orElseThrow();
        assertThat(noted.reason()).contains("its host is gone");
        assertThat(noted.detail().orElseThrow())
                .startsWith("ended pid " + runner.session().pid());
        assertThat(noted.executedBy()).contains("tester");

        EndSessionReport again = end(runner.session().pid(), "once more");
        assertThat(again.outcome()).isEqualTo(EndSessionReport.Outcome.GONE);
        assertThat(endings()).hasSize(1);
    }

    private List<SessionsReport.Runner> hanging(String migration) {
        return project.pawl().sessions().runners().stream()
                .filter(runner -> runner.migration().filter(migration::equals).isPresent())
                .filter(runner -> runner.session()
                        .state()
                        .filter("idle in transaction"::equals)
                        .isPresent())
                .toList();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @DisplayName(
            "R11: a lease is listed with who has it, how far it is, and the session of its run; ended, its progress stays")
    void lease() {
        project.file("001_t.sql", "CREATE TABLE t (id int);").migrate();
        project.file(
                "002_steps.sql",
                "-- pawl: no-transaction",
                "INSERT INTO t VALUES (1);",
                "SELECT pg_sleep(30);",
                "INSERT INTO t VALUES (2);");
        CompletableFuture<PawlException> run = failingRun(project.pawl());
        SessionsReport.Runner runner = awaitRunner("pg_sleep");

        SessionsReport.Lease lease = project.pawl().sessions().leases().get(0);
        assertThat(lease.state()).isEqualTo(SessionsReport.Lease.State.HELD);
        assertThat(lease.filename()).contains("002_steps.sql");
        assertThat(lease.process())
                .startsWith("tester, process " + ProcessHandle.current().pid());
        assertThat(lease.run()).contains(runner.run());
        assertThat(lease.pids()).contains(runner.session().pid());
        assertThat(lease.finished()).isEqualTo(1);
        assertThat(lease.statements()).contains(3);
        assertThat(lease.heartbeatAge()).isLessThan(Duration.ofSeconds(30));
        assertThat(lease.expiresIn()).isPositive();
        assertThat(runner.process()).contains(lease.process());
        assertThat(runner.migration()).contains("002_steps.sql");

        assertThat(giveUpRefused("002").problem().code()).isEqualTo(ErrorCode.RUNNER_BUSY);
        assertThat(giveUpRefused("002").problem().fix())
                .contains("pawl sessions --end " + lease.pids().get(0));
        assertThat(markRefused("002").problem().code()).isEqualTo(ErrorCode.RUNNER_BUSY);
        assertThat(markRefused("002").problem().fix()).contains("pawl sessions");

        end(runner.session().pid(), "too slow");
        assertThat(joined(run).problem().code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
        SessionsReport.Lease left = project.pawl().sessions().leases().get(0);
        assertThat(left.state()).isEqualTo(SessionsReport.Lease.State.RELEASED);
        assertThat(left.finished()).isEqualTo(1);
        assertThat(endings()).singleElement().asString().startsWith("002|success|tester|[cancelled pid ");
        assertThat(giveUp("002").outcome()).isEqualTo(EndSessionReport.Outcome.GONE);
        project.file(
                "002_steps.sql", "-- pawl: no-transaction", "INSERT INTO t VALUES (1);", "INSERT INTO t VALUES (2);");
        project.migrate();
        assertThat(project.rows("SELECT id FROM t ORDER BY id")).containsExactly("1", "2");
    }

    private PawlException giveUpRefused(String selector) {
        return catchThrowableOfType(PawlException.class, () -> giveUp(selector));
    }

    private PawlException markRefused(String selector) {
        return catchThrowableOfType(
                PawlException.class,
                () -> project.pawl()
                        .mark(new MarkRequest(
                                selector, MarkRequest.Status.PENDING, Optional.empty(), Confirmation.MISSING)));
    }

    private EndSessionReport giveUp(String selector) {
        return project.pawl()
                .endSession(new EndSessionRequest(
                        new EndSessionRequest.OfLease(selector),
                        Optional.of("died"),
                        Confirmation.MISSING,
                        EndSessionRequest.Consent.GIVEN));
    }

    /** A lease as a run leaves it whose host loses its power in the middle of statement 2. */
    private void leaveLease(String expires) {
        project.file("001_t.sql", "CREATE TABLE t (id int);").migrate();
        project.file(
                "002_steps.sql",
                "-- pawl: no-transaction",
                "INSERT INTO t VALUES (1);",
                "INSERT INTO t VALUES (nosuch);");
        assertThat(catchThrowableOfType(PawlException.class, project::migrate)).isNotNull();
        project.sql("UPDATE pawl_lease SET application_name = 'pawl/dead0000 ghost', process = 'ghost@far, process 7',"
                + " heartbeat_at = now() - interval '9 s', expires_at = now() + interval '" + expires + "'");
        project.file(
                "002_steps.sql", "-- pawl: no-transaction", "INSERT INTO t VALUES (1);", "INSERT INTO t VALUES (2);");
    }

    @Test
    @DisplayName("R11 R5: the lease of a dead run is given up, noted, and the next run goes on at once where it was")
    void deadLease() {
        leaveLease("1 hour");
        SessionsReport.Lease lease = project.pawl().sessions().leases().get(0);
        assertThat(lease.state()).isEqualTo(SessionsReport.Lease.State.ORPHANED);
        assertThat(lease.run()).contains("dead0000");
        assertThat(lease.pids()).isEmpty();
        assertThat(lease.statements()).as("the file was edited since").isEmpty();

        List<String> asked = new ArrayList<>();
        PawlException refused = catchThrowableOfType(
                PawlException.class,
                () -> project.pawl()
                        .endSession(new EndSessionRequest(
                                new EndSessionRequest.OfLease("2"), Optional.empty(), Confirmation.MISSING, what -> {
                                    asked.add(what);
                                    return false;
                                })));
        assertThat(refused.problem().code()).isEqualTo(ErrorCode.CONFIRMATION_MISSING);
        assertThat(asked)
                .singleElement()
                .asString()
                .startsWith("the lease of 002_steps.sql, held by ghost@far, process 7, last heard of ");

        EndSessionReport ended = giveUp("2");
        assertThat(ended.outcome()).isEqualTo(EndSessionReport.Outcome.RELEASED);
        assertThat(ended.lease()).isPresent();
        assertThat(endings())
                .singleElement()
                .asString()
                .startsWith("002|success|tester|[gave up the lease of 002_steps.sql, held by ghost@far")
                .endsWith("] died");
        assertThat(project.pawl().sessions().leases().get(0).state()).isEqualTo(SessionsReport.Lease.State.EXPIRED);
        assertThat(giveUp("002").outcome()).isEqualTo(EndSessionReport.Outcome.GONE);
        assertThat(Project.versions(project.migrate())).containsExactly("002");
        assertThat(project.rows("SELECT id FROM t ORDER BY id")).containsExactly("1", "2");
        assertThat(giveUp("002").outcome()).isEqualTo(EndSessionReport.Outcome.GONE);
        assertThat(giveUpRefused("003").problem().code()).isEqualTo(ErrorCode.VERSION_UNKNOWN);
    }

    @Test
    @DisplayName("R11: an expired lease is told as such, also from a place without the files")
    void expiredLease(@TempDir Path elsewhere) {
        leaveLease("-1 s");
        Pawl far = project.builder()
                .locations(List.of(elsewhere.resolve("nosuch").toString()))
                .build();
        assertThat(far.sessions().leases()).singleElement().satisfies(lease -> {
            assertThat(lease.state()).isEqualTo(SessionsReport.Lease.State.EXPIRED);
            assertThat(lease.filename()).isEmpty();
            assertThat(lease.migration()).isEqualTo("002 Steps");
            assertThat(lease.finished()).isEqualTo(1);
        });
    }

    @Test
    @DisplayName("R11 R6: who blocks a runner is listed with lock and relation, without a secret, and can be ended")
    void blocker() throws Exception {
        project.file("001_t.sql", "CREATE TABLE t (id int);").migrate();
        project.file("002_alter.sql", "ALTER TABLE t ADD c int;");
        try (Connection reader = holding("SELECT * FROM t", "SELECT 'password=hunter2'")) {
            CompletableFuture<Integer> run = CompletableFuture.supplyAsync(
                    () -> project.migrate().applied().size());
            await().until(() -> !project.pawl().sessions().blockers().isEmpty());
            SessionsReport report = project.pawl().sessions();
            while (report.blockers().isEmpty()) {
                report = project.pawl().sessions(); // the runner rests between two attempts
            }
            SessionsReport.Blocker blocker = report.blockers().get(0);
            int pid = pidOf(reader);
            int runner = report.runners().stream()
                    .filter(one -> !one.session().waitsFor().isEmpty())
                    .findFirst()
                    .orElseThrow()
                    .session()
                    .pid();
            assertThat(blocker.session().pid()).isEqualTo(pidOf(reader));
            assertThat(blocker.session().applicationName()).contains("reporting");
            assertThat(blocker.session().state()).contains("idle in transaction");
            assertThat(blocker.session().query()).contains("SELECT '***'");
            assertThat(blocker.blocks())
                    .containsExactly(new SessionsReport.Blocked(
                            runner,
                            Optional.of("relation"),
                            Optional.of("public.t"),
                            Optional.of("AccessExclusiveLock"),
                            List.of("AccessShareLock")));

            EndSessionReport ended = end(pid, "forgotten in a debugger");
            assertThat(ended.outcome()).isEqualTo(EndSessionReport.Outcome.TERMINATED);
            assertThat(run.get(60, TimeUnit.SECONDS)).isEqualTo(1);
            assertThat(reader.isValid(1)).isFalse();
            assertThat(endings())
                    .singleElement()
                    .asString()
                    .contains("[ended pid " + pid + ", role postgres, reporting, from 127.0.0.1]");
        }
    }

    @Test
    @DisplayName("R11: a blocker at work is only cancelled: its transaction is over, its session goes on")
    void busyBlocker() throws Exception {
        project.file("001_t.sql", "CREATE TABLE t (id int);").migrate();
        project.file("002_alter.sql", "ALTER TABLE t ADD c int;");
        try (Connection reader = holding("SELECT * FROM t")) {
            CompletableFuture<String> report = CompletableFuture.supplyAsync(() -> stateOfFailing(reader));
            CompletableFuture<Integer> run = CompletableFuture.supplyAsync(
                    () -> project.migrate().applied().size());
            await().until(() -> !project.pawl().sessions().blockers().isEmpty());
            EndSessionReport ended = end(pidOf(reader), "runs for hours");
            assertThat(ended.outcome()).isEqualTo(EndSessionReport.Outcome.CANCELLED);
            assertThat(report.get(30, TimeUnit.SECONDS)).isEqualTo("57014");
            assertThat(run.get(60, TimeUnit.SECONDS)).isEqualTo(1);
            reader.rollback();
            assertThat(reader.isValid(1)).isTrue();
        }
    }

    private static String stateOfFailing(Connection connection) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_sleep(60)");
            return "00000";
        } catch (SQLException e) {
            return e.getSQLState();
        }
    }

    @Test
    @DisplayName("R11: any other session is left alone, and so is a later one with the same number")
    void unrelated() throws Exception {
        project.file("001_t.sql", "CREATE TABLE t (id int);").migrate();
        try (Connection other = holding("SELECT 1")) {
            PawlException refused = refused(pidOf(other));
            assertThat(refused.problem().code()).isEqualTo(ErrorCode.SESSION_UNRELATED);
            assertThat(refused.exitCode()).isEqualTo(ExitCode.REFUSED);
            assertThat(refused.problem().message()).contains("reporting");
            assertThat(other.isValid(1)).isTrue();
        }
        assertThat(end(2_000_000_000, "no such process").outcome()).isEqualTo(EndSessionReport.Outcome.GONE);
        int checkpointer =
                Integer.parseInt(project.value("SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'"));
        assertThat(refused(checkpointer).problem().message()).contains("checkpointer");

        project.file("002_slow.sql", "SELECT pg_sleep(30);");
        CompletableFuture<PawlException> run = failingRun(project.pawl());
        LiveSession runner = awaitRunner("pg_sleep").session();
        EndSessionReport later = project.pawl()
                .endSession(new EndSessionRequest(
                        new EndSessionRequest.OfProcess(
                                runner.pid(),
                                Optional.of(runner.startedAt().orElseThrow().minusSeconds(60))),
                        Optional.empty(),
                        Confirmation.MISSING,
                        EndSessionRequest.Consent.GIVEN));
        assertThat(later.outcome()).isEqualTo(EndSessionReport.Outcome.GONE);
        assertThat(endings()).isEmpty();
        EndSessionReport seen = project.pawl()
                .endSession(new EndSessionRequest(
                        new EndSessionRequest.OfProcess(runner.pid(), runner.startedAt()),
                        Optional.empty(),
                        Confirmation.MISSING,
                        EndSessionRequest.Consent.GIVEN));
        assertThat(seen.outcome()).isEqualTo(EndSessionReport.Outcome.CANCELLED);
        assertThat(joined(run)).isNotNull();
    }

    @Test
    @DisplayName("R11 R7: production asks for a confirmation, and without consent nothing is ended")
    void confirmation() {
        project.file("001_slow.sql", "SELECT pg_sleep(30);");
        Pawl pawl = project.builder().environment("production").build();
        CompletableFuture<PawlException> run = CompletableFuture.supplyAsync(() -> catchThrowableOfType(
                PawlException.class, () -> pawl.migrate(MigrateRequest.DEFAULT.withConfirmer(plan -> true))));
        int pid = awaitRunner("pg_sleep").session().pid();
        PawlException unconfirmed =
                catchThrowableOfType(PawlException.class, () -> pawl.endSession(EndSessionRequest.of(pid, "hung")));
        assertThat(unconfirmed.problem().code()).isEqualTo(ErrorCode.PRODUCTION_UNCONFIRMED);
        assertThat(refused(pid).problem().code()).isEqualTo(ErrorCode.ENVIRONMENT_MISMATCH);
        List<String> asked = new ArrayList<>();
        PawlException refused = catchThrowableOfType(
                PawlException.class,
                () -> pawl.endSession(new EndSessionRequest(
                        new EndSessionRequest.OfProcess(pid, Optional.empty()),
                        Optional.empty(),
                        Confirmation.GIVEN,
                        what -> {
                            asked.add(what);
                            return false;
                        })));
        assertThat(refused.problem().code()).isEqualTo(ErrorCode.CONFIRMATION_MISSING);
        assertThat(asked).singleElement().asString().startsWith("pid " + pid + ", role postgres, pawl/");
        assertThat(run).isNotDone();
        pawl.endSession(new EndSessionRequest(
                new EndSessionRequest.OfProcess(pid, Optional.empty()),
                Optional.empty(),
                Confirmation.GIVEN,
                EndSessionRequest.Consent.GIVEN));
        assertThat(joined(run)).isNotNull();
    }

    @Test
    @DisplayName("R11 N5: a role without rights sees who is there and is told what would let it see more, and end them")
    void withoutRights() {
        String role = project.database().name() + "_clerk";
        project.file("001_t.sql", "CREATE TABLE t (id int);").migrate();
        project.sql("CREATE ROLE " + role + " LOGIN");
        try {
            project.file("002_slow.sql", "SELECT pg_sleep(30);");
            CompletableFuture<PawlException> run = failingRun(project.pawl());
            int pid = awaitRunner("pg_sleep").session().pid();
            Pawl clerk = project.builder()
                    .url(project.database().url().replace("postgres@", role + "@"))
                    .build();
            SessionsReport seen = clerk.sessions();
            assertThat(seen.runners())
                    .filteredOn(runner -> runner.session().pid() == pid)
                    .singleElement()
                    .satisfies(runner -> {
                        assertThat(runner.session().isHidden()).isTrue();
                        assertThat(runner.session().query()).isEmpty();
                        assertThat(runner.migration()).contains("002_slow.sql");
                    });
            assertThat(seen.notes())
                    .anySatisfy(note -> assertThat(note).contains("GRANT pg_read_all_stats TO \"" + role + "\";"));
            assertThat(seen.notes()).anySatisfy(note -> assertThat(note).contains("pawl_lease"));

            PawlException unread = catchThrowableOfType(
                    PawlException.class, () -> clerk.endSession(EndSessionRequest.of(pid, "hung")));
            assertThat(unread.problem().code()).isEqualTo(ErrorCode.PERMISSION_MISSING);
            project.sql("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO " + role);
            PawlException notAllowed = catchThrowableOfType(
                    PawlException.class, () -> clerk.endSession(EndSessionRequest.of(pid, "hung")));
            assertThat(notAllowed.problem().code()).isEqualTo(ErrorCode.PERMISSION_MISSING);
            assertThat(notAllowed.problem().fix()).contains("GRANT pg_signal_backend TO \"" + role + "\";");
            assertThat(run).isNotDone();
            assertThat(endings()).singleElement().asString().startsWith("-|failed|tester|[did not end pid " + pid);
            end(pid, "done with it");
            assertThat(joined(run)).isNotNull();
        } finally {
            project.sql("DROP OWNED BY " + role + "; DROP ROLE " + role);
        }
    }

    @Test
    @DisplayName("R11: a role that may signal, and sees nothing, ends a session that hides its state")
    void signalsWithoutSeeing() {
        String role = project.database().name() + "_guard";
        String owner = project.database().name() + "_owner";
        project.file("001_t.sql", "CREATE TABLE t (id int);").migrate();
        project.sql("CREATE ROLE " + role + " LOGIN; GRANT pg_signal_backend TO " + role + "; CREATE ROLE " + owner
                + " LOGIN; GRANT CREATE ON SCHEMA public TO " + owner
                + "; GRANT ALL ON ALL TABLES IN SCHEMA public TO " + role + ", " + owner);
        try {
            project.file("002_slow.sql", "SELECT pg_sleep(30);");
            CompletableFuture<PawlException> run = failingRun(project.builder()
                    .url(project.database().url().replace("postgres@", owner + "@"))
                    .build());
            int pid = awaitRunner("pg_sleep").session().pid();
            Pawl guard = project.builder()
                    .url(project.database().url().replace("postgres@", role + "@"))
                    .build();
            assertThat(guard.endSession(EndSessionRequest.of(pid, "hung")).outcome())
                    .isEqualTo(EndSessionReport.Outcome.TERMINATED);
            assertThat(joined(run).problem().code()).isEqualTo(ErrorCode.CONNECTION_LOST);
            assertThat(endings()).hasSize(1);
        } finally {
            project.sql("DROP OWNED BY " + role + ", " + owner + "; DROP ROLE " + role + "; DROP ROLE " + owner);
        }
    }

    @Test
    @DisplayName(
            "R11 H7: a first run that hangs before there is a history is ended too, and noted in the one that is made")
    void founding() {
        project.file(
                "000_tables.sql",
                "CREATE TABLE schema_migrations (id serial PRIMARY KEY, version text NOT NULL UNIQUE, name text NOT NULL,"
                        + " applied_at timestamptz DEFAULT now(), checksum text, execution_time_ms int);",
                "SELECT pg_sleep(30);");
        CompletableFuture<PawlException> run = failingRun(project.pawl());
        SessionsReport.Runner runner = awaitRunner("pg_sleep");
        assertThat(runner.migration()).contains("000_tables.sql");
        assertThat(project.rows("SELECT 1 FROM pg_class WHERE relname = 'pawl_lease'"))
                .isEmpty();
        end(runner.session().pid(), "hung");
        assertThat(joined(run)).isNotNull();
        assertThat(endings()).hasSize(1);
    }

    @Test
    @DisplayName("R11: a run that hangs with the history's own table locked is listed and ended all the same")
    void historyLocked() {
        project.file("001_t.sql", "CREATE TABLE t (id int);").migrate();
        project.file("002_alter.sql", "ALTER TABLE schema_migrations ADD COLUMN note text;", "SELECT pg_sleep(60);");
        CompletableFuture<PawlException> run = failingRun(project.pawl());
        SessionsReport.Runner runner = awaitRunner("pg_sleep");
        assertThat(end(runner.session().pid(), "hung").outcome()).isEqualTo(EndSessionReport.Outcome.CANCELLED);
        assertThat(joined(run)).isNotNull();
        assertThat(endings()).hasSize(1);
    }

    @Test
    @DisplayName("R11: who only looks, or corrects the history, is no runner")
    void visitors() throws Exception {
        project.file("001_t.sql", "CREATE TABLE t (id int);").migrate();
        try (Connection holder = holding("LOCK TABLE schema_migrations")) {
            CompletableFuture<Boolean> visitor =
                    CompletableFuture.supplyAsync(() -> project.pawl().status().upToDate());
            await().until(() -> !project.rows("SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
                            + " AND application_name = 'pawl tester' AND wait_event_type = 'Lock'")
                    .isEmpty());
            assertThat(project.pawl().sessions().isEmpty()).isTrue();
            holder.rollback();
            assertThat(visitor.get(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    @DisplayName("R11: a listing works beside a history that is somebody else's")
    void foreignHistory() {
        project.sql("CREATE TABLE schema_migrations (what int, ever int)");
        assertThat(project.pawl().sessions().isEmpty()).isTrue();
    }

    @Test
    @DisplayName(
            "R11 N4: through a transaction pooler a run is listed, told from what the pooler keeps, and ended and noted")
    void throughPooler() {
        assumeTrue(PgBouncer.isInstalled(), "pgbouncer is not installed on this machine");
        project.file("001_t.sql", "CREATE TABLE t (id int);").file("002_slow.sql", "SELECT pg_sleep(60);");
        try (PgBouncer pooler = PgBouncer.inFrontOfTestServer().start()) {
            String url = pooler.url(project.database().name());
            Pawl pawl = project.builder().url(url).build();
            CompletableFuture<PawlException> run = failingRun(pawl);
            SessionsReport.Runner runner = awaitRunner("pg_sleep");
            assertThat(runner.migration()).contains("002_slow.sql");

            Pawl operator = project.builder().url(url).actor("operator").build();
            assertThat(operator.sessions().runners())
                    .filteredOn(one -> one.session().pid() == runner.session().pid())
                    .singleElement()
                    .satisfies(one -> assertThat(one.run()).isEqualTo(runner.run()));
            EndSessionReport ended =
                    operator.endSession(EndSessionRequest.of(runner.session().pid(), "hung"));
            assertThat(ended.outcome()).isEqualTo(EndSessionReport.Outcome.CANCELLED);
            assertThat(joined(run).problem().code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
            assertThat(endings()).singleElement().asString().startsWith("-|success|operator|[cancelled pid ");
            assertThat(project.rows("SELECT version, status FROM schema_migrations ORDER BY version"))
                    .containsExactly("001|applied", "002|failed");

            SessionsReport after = operator.sessions();
            assertThat(after.runners())
                    .as("what the pooler keeps goes by the name of who had it last")
                    .allSatisfy(one -> assertThat(one.session().state()).contains("idle"));
            assertThat(after.runners().isEmpty()
                            || after.notes().stream().anyMatch(note -> note.startsWith("Behind a pooler")))
                    .isTrue();
        }
    }
}
