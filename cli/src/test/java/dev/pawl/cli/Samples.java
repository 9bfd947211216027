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
import dev.pawl.report.FailedMigration;
import dev.pawl.report.MigrateReport;
import dev.pawl.report.PendingMigration;
import dev.pawl.report.PlanReport;
import dev.pawl.report.RepairReport;
import dev.pawl.report.RunMigration;
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
                        Optional.empty()),
                new Attempt(
                        "-",
                        "relabel",
                        Instant.parse("2025-10-25T14:00:17Z"),
                        Optional.empty(),
                        "success",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("moved to a new host")));
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
