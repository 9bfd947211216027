package dev.pawl.cli;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.Excerpt;
import dev.pawl.error.Problem;
import dev.pawl.error.ServerMessage;
import dev.pawl.history.Attempt;
import dev.pawl.migration.SourcePosition;
import dev.pawl.migration.TransactionMode;
import dev.pawl.report.AppliedMigration;
import dev.pawl.report.DoctorReport;
import dev.pawl.report.EndSessionReport;
import dev.pawl.report.FailedMigration;
import dev.pawl.report.LiveSession;
import dev.pawl.report.MigrateReport;
import dev.pawl.report.PendingMigration;
import dev.pawl.report.PlanReport;
import dev.pawl.report.RepairReport;
import dev.pawl.report.RunMigration;
import dev.pawl.report.SessionsReport;
import dev.pawl.report.SkippedMigration;
import dev.pawl.report.StatusReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reports with something in every field, and with as little as possible. */
public final class Samples {

    /** A statement that failed. */
    public static final Problem STATEMENT_FAILED = new Problem(
            ErrorCode.STATEMENT_FAILED,
            "Migration 003 failed: relation \"user\" does not exist",
            "Correct the file and run `pawl migrate` again; nothing of it was applied.",
            Optional.of(new SourcePosition("migrations/003_orders.sql", 12, 14)),
            Optional.of(new Excerpt("\tREFERENCES \"user\" (id)", 13)),
            Optional.of(new ServerMessage(
                    "42P01",
                    "relation \"user\" does not exist",
                    Optional.of("The table was looked for in: public."),
                    Optional.of("Perhaps you meant \"users\".\nOr not."),
                    Optional.of("SQL function \"f\" statement 1"))));

    /** A warning. */
    public static final Problem OUT_OF_ORDER = Problem.at(
            SourcePosition.startOf("migrations/002_late.sql"),
            ErrorCode.OUT_OF_ORDER,
            "Migration 002_late.sql is pending, and the newer 003_orders.sql is already applied.",
            "Make sure that it does not depend on the order.");

    private static final PendingMigration PENDING = new PendingMigration("004", "Add users", "004_add_users.sql");
    private static final SkippedMigration SKIPPED = new SkippedMigration(
            "005", "Demo data", "005_demo_data.sql", "env=staging, and this run's environment is production");

    private Samples() {}

    /** A status with everything in it. */
    public static StatusReport fullStatus() {
        return new StatusReport(
                "neondb",
                Optional.of("production"),
                Optional.of("003"),
                false,
                List.of(
                        new AppliedMigration(
                                "001",
                                "Create users",
                                "001_create_users.sql",
                                Optional.of("ab12"),
                                Optional.of(Instant.parse("2025-10-25T14:00:17.25Z")),
                                Optional.of(25L),
                                "applied"),
                        new AppliedMigration(
                                "003",
                                "Orders",
                                "003_orders.sql",
                                Optional.empty(),
                                Optional.of(Instant.parse("2025-10-25T14:01:00Z")),
                                Optional.of(61_000L),
                                "modified"),
                        new AppliedMigration(
                                "0", "", "0.sql", Optional.empty(), Optional.empty(), Optional.empty(), "missing")),
                List.of(PENDING, new PendingMigration("006", "Next", "006_next.sql")),
                List.of(new FailedMigration("004", "Add users", "004_add_users.sql", "syntax error\nat \"TABL\"")),
                List.of(SKIPPED),
                List.of(OUT_OF_ORDER),
                List.of("Layout: plain, because of 001_create_users.sql"));
    }

    /** The status of an empty database with an empty folder. */
    public static StatusReport emptyStatus() {
        return new StatusReport(
                "db",
                Optional.empty(),
                Optional.empty(),
                true,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    /** A run that applied two. */
    public static MigrateReport run() {
        return new MigrateReport(
                "neondb",
                List.of(
                        new RunMigration("001", "Create users", "001_create_users.sql", 25, List.of()),
                        new RunMigration(
                                "002", "Orders | lines", "002_orders.sql", 234, List.of("NOTICE: table created"))),
                List.of(PENDING),
                List.of(SKIPPED),
                "4f2a90c1d3b85e76",
                Duration.ofMillis(301),
                true,
                4,
                Optional.of("004"),
                List.of());
    }

    /** A run that found nothing to do. */
    public static MigrateReport idleRun() {
        return new MigrateReport(
                "neondb",
                List.of(),
                List.of(),
                List.of(),
                "4f2a90c1d3b85e76",
                Duration.ofMillis(3),
                true,
                4,
                Optional.of("004"),
                List.of());
    }

    /** A plan of two. */
    public static PlanReport plan() {
        return new PlanReport(
                "neondb",
                Optional.of("staging"),
                List.of(
                        new PlanReport.PlannedMigration(
                                "001",
                                "Create users",
                                "001_create_users.sql",
                                TransactionMode.TRANSACTIONAL,
                                Optional.empty(),
                                1,
                                "migrations/001_create_users.sql"),
                        new PlanReport.PlannedMigration(
                                "002",
                                "Index",
                                "002_index.sql",
                                TransactionMode.NON_TRANSACTIONAL,
                                Optional.of("CREATE INDEX CONCURRENTLY at 002_index.sql:3:1"),
                                2,
                                "migrations/002_index.sql")),
                List.of(SKIPPED),
                "4f2a90c1d3b85e76",
                List.of());
    }

    /** An audit trail. */
    public static List<Attempt> attempts() {
        return List.of(
                new Attempt(
                        "002",
                        "apply",
                        Instant.parse("2025-10-25T14:02:00Z"),
                        Optional.of(1200L),
                        "failed",
                        Optional.of("ERROR: syntax error\n  Position: 3"),
                        Optional.of("ada@build"),
                        Optional.of("staging"),
                        Optional.empty(),
                        Optional.empty()),
                new Attempt(
                        "002",
                        "mark",
                        Instant.parse("2025-10-25T14:01:30Z"),
                        Optional.of(0L),
                        "success",
                        Optional.empty(),
                        Optional.of("ada@build"),
                        Optional.empty(),
                        Optional.of("pending; its progress is forgotten (statement 1 was done)"),
                        Optional.of("start anew")),
                new Attempt(
                        "-",
                        "end-session",
                        Instant.parse("2025-10-25T14:01:00Z"),
                        Optional.of(104L),
                        "success",
                        Optional.empty(),
                        Optional.of("ada@build"),
                        Optional.empty(),
                        Optional.of("ended pid 4711, role report, psql, from 10.0.0.7"),
                        Optional.of("forgotten in a debugger")),
                new Attempt(
                        "-",
                        "relabel",
                        Instant.parse("2025-10-25T14:00:17Z"),
                        Optional.empty(),
                        "success",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("moved to a new host")));
    }

    /** A run that waits for a lock, one outside a transaction, three more leases, and a chain of blockers. */
    public static SessionsReport sessions() {
        Instant start = Instant.parse("2025-10-25T14:00:17Z");
        LiveSession waiting = new LiveSession(
                4242,
                Optional.of("pawl/1a2b3c4d ada@build 002_orders.sql"),
                Optional.of("app"),
                Optional.of("10.0.0.3"),
                Optional.of(start),
                Optional.of("active"),
                Optional.of(Duration.ofMillis(1200)),
                Optional.of(Duration.ofMillis(1300)),
                Optional.of("ALTER TABLE orders ADD note text"),
                List.of(4711, 0));
        LiveSession hidden = new LiveSession(
                4300,
                Optional.of("pawl/5e6f7a8b"),
                Optional.of("other"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
        LiveSession reader = new LiveSession(
                4711,
                Optional.of("psql"),
                Optional.of("report"),
                Optional.of("local"),
                Optional.of(start),
                Optional.of("idle in transaction"),
                Optional.of(Duration.ofSeconds(301)),
                Optional.of(Duration.ofSeconds(302)),
                Optional.of("SELECT * FROM orders"),
                List.of(4712));
        LiveSession prepared = new LiveSession(
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
        return new SessionsReport(
                List.of(
                        new SessionsReport.Runner(
                                waiting,
                                "1a2b3c4d",
                                Optional.of("ada@build"),
                                Optional.empty(),
                                Optional.of("002_orders.sql")),
                        new SessionsReport.Runner(
                                hidden,
                                "5e6f7a8b",
                                Optional.empty(),
                                Optional.of("bob, process 77"),
                                Optional.of("003_index.sql"))),
                List.of(
                        lease("003", Optional.of("5e6f7a8b"), SessionsReport.Lease.State.HELD, List.of(4300)),
                        lease("004", Optional.of("dead0000"), SessionsReport.Lease.State.ORPHANED, List.of()),
                        lease("005", Optional.of("dead0001"), SessionsReport.Lease.State.EXPIRED, List.of()),
                        lease("006", Optional.empty(), SessionsReport.Lease.State.RELEASED, List.of())),
                List.of(
                        new SessionsReport.Blocker(
                                reader,
                                List.of(
                                        new SessionsReport.Blocked(
                                                4242,
                                                Optional.of("relation"),
                                                Optional.of("public.orders"),
                                                Optional.of("AccessExclusiveLock"),
                                                List.of("AccessShareLock", "RowShareLock")),
                                        new SessionsReport.Blocked(
                                                4242,
                                                Optional.of("transactionid"),
                                                Optional.empty(),
                                                Optional.of("ShareLock"),
                                                List.of("ExclusiveLock")))),
                        new SessionsReport.Blocker(
                                prepared,
                                List.of(new SessionsReport.Blocked(
                                        4242, Optional.empty(), Optional.empty(), Optional.empty(), List.of())))),
                List.of("The role app may not see everything."));
    }

    private static SessionsReport.Lease lease(
            String version, Optional<String> run, SessionsReport.Lease.State state, List<Integer> pids) {
        boolean isOpen = state == SessionsReport.Lease.State.HELD || state == SessionsReport.Lease.State.ORPHANED;
        boolean hasFile = state != SessionsReport.Lease.State.EXPIRED;
        return new SessionsReport.Lease(
                version,
                "Index",
                hasFile ? Optional.of(version + "_index.sql") : Optional.empty(),
                state,
                run,
                "bob, process 77",
                Duration.ofMillis(3100),
                isOpen ? Duration.ofMillis(26_900) : Duration.ofMillis(-500),
                hasFile ? 2 : 1,
                isOpen ? Optional.of(3) : Optional.empty(),
                hasFile ? Optional.of(4) : Optional.empty(),
                pids);
    }

    /** What can become of a session or a lease. */
    public static List<EndSessionReport> endings() {
        SessionsReport all = sessions();
        Optional<LiveSession> session = Optional.of(all.blockers().get(0).session());
        Optional<SessionsReport.Lease> lease = Optional.of(all.leases().get(1));
        return List.of(
                new EndSessionReport(EndSessionReport.Outcome.CANCELLED, session, Optional.empty()),
                new EndSessionReport(EndSessionReport.Outcome.TERMINATED, session, Optional.empty()),
                new EndSessionReport(EndSessionReport.Outcome.RELEASED, Optional.empty(), lease),
                new EndSessionReport(EndSessionReport.Outcome.GONE, Optional.empty(), lease),
                new EndSessionReport(EndSessionReport.Outcome.GONE, Optional.empty(), Optional.empty()));
    }

    /** A repair to look at. */
    public static RepairReport repair() {
        return new RepairReport(
                List.of(
                        new RepairReport.Realigned(
                                "001", "001_create_users.sql", Optional.of("-- a\n+- b\n-old\n+new\n"), true),
                        new RepairReport.Realigned("002", "002_orders.sql", Optional.empty(), false)),
                List.of(new FailedMigration("003", "", "003.sql", "boom")),
                true);
    }

    /** What a doctor sees. */
    public static DoctorReport doctor() {
        return new DoctorReport(List.of(
                new DoctorReport.Finding("Java", DoctorReport.Verdict.GOOD, "17", ""),
                new DoctorReport.Finding("Config", DoctorReport.Verdict.ADVICE, "none", "Write one."),
                new DoctorReport.Finding("Connection", DoctorReport.Verdict.BAD, "no", "Start it.")));
    }
}
