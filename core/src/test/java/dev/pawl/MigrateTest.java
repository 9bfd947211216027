package dev.pawl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.ExitCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.event.RunEvent;
import dev.pawl.guard.ProductionPolicy;
import dev.pawl.plan.OrderPolicy;
import dev.pawl.plan.Target;
import dev.pawl.report.DoctorReport;
import dev.pawl.report.MigrateReport;
import dev.pawl.report.PlanReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Pawl.migrate")
class MigrateTest {

    private Project project;

    @BeforeEach
    void open(@TempDir Path folder) {
        project = new Project(folder);
    }

    @AfterEach
    void close() {
        project.close();
    }

    private static PawlException failing(Runnable run) {
        return catchThrowableOfType(PawlException.class, run::run);
    }

    private Project users() {
        return project.file("001_users.sql", "CREATE TABLE users (id int PRIMARY KEY);")
                .file("002_orders.sql", "CREATE TABLE orders (id int PRIMARY KEY, user_id int REFERENCES users);");
    }

    @Test
    @DisplayName("R1 H1 H2 A35 B17 B18: each pending migration runs once, in order, with its rows in history and audit")
    void appliesPendingInOrder() {
        MigrateReport report = users().migrate();

        assertThat(Project.versions(report)).containsExactly("001", "002");
        assertThat(report.upToDate()).isTrue();
        assertThat(report.totalApplied()).isEqualTo(2);
        assertThat(report.schemaVersion()).contains("002");
        assertThat(project.tables()).containsExactly("orders", "users");
        assertThat(project.rows("SELECT version, name, filename, applied_by FROM schema_migrations ORDER BY version"))
                .containsExactly("001|Users|001_users.sql|tester", "002|Orders|002_orders.sql|tester");
        assertThat(project.rows("SELECT version, action, status, executed_by FROM migration_history ORDER BY version"))
                .containsExactly("001|apply|success|tester", "002|apply|success|tester");
    }

    @Test
    @DisplayName("R1 B59 C34 D5 E3: a second run changes nothing")
    void secondRunDoesNothing() {
        users().migrate();
        List<String> before = project.rows("SELECT xmin, * FROM schema_migrations ORDER BY version");

        MigrateReport report = project.migrate();

        assertThat(report.applied()).isEmpty();
        assertThat(report.upToDate()).isTrue();
        assertThat(project.rows("SELECT xmin, * FROM schema_migrations ORDER BY version"))
                .isEqualTo(before);
    }

    @Test
    @DisplayName(
            "R1 T3 H6 B63 D8 D9 E1: a failing third statement leaves nothing, names file, line and column, and is recorded")
    void failingStatement() {
        users().file(
                        "003_broken.sql",
                        "CREATE TABLE t3 (id int);",
                        "INSERT INTO t3 VALUES (1);",
                        "-- the third one",
                        "INSERT INTO t3",
                        "  VALUES (2, nosuchcolumn);",
                        "CREATE TABLE never (id int);")
                .file("004_later.sql", "CREATE TABLE later (id int);");

        PawlException failure = failing(project::migrate);

        assertThat(failure.exitCode()).isEqualTo(ExitCode.MIGRATION_FAILED);
        Problem problem = failure.problem();
        assertThat(problem.code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
        assertThat(problem.message()).startsWith("Migration 003 failed: column \"nosuchcolumn\" does not exist");
        assertThat(problem.position().orElseThrow().file()).endsWith("003_broken.sql");
        assertThat(problem.position().orElseThrow().line()).isEqualTo(5);
        assertThat(problem.position().orElseThrow().column()).isEqualTo(14);
        assertThat(problem.excerpt().orElseThrow().line()).isEqualTo("  VALUES (2, nosuchcolumn);");
        assertThat(problem.excerpt().orElseThrow().caret()).isEqualTo(14);
        assertThat(problem.server().orElseThrow().sqlState()).isEqualTo("42703");
        assertThat(project.tables()).containsExactly("orders", "users");
        assertThat(project.rows("SELECT version, status FROM schema_migrations WHERE status = 'failed'"))
                .containsExactly("003|failed");
        assertThat(project.value("SELECT error_message FROM migration_history WHERE status = 'failed'"))
                .contains("nosuchcolumn");
        assertThat(project.pawl().status().failed()).hasSize(1);
        assertThat(project.pawl().status().pending()).hasSize(2);
    }

    @Test
    @DisplayName("H6 B63: the corrected file of a failed migration is tried again and the failed row gives way")
    void correctedFile() {
        project.file("001_a.sql", "CREATE TABLE a (id nosuchtype);");
        failing(project::migrate);
        project.file("001_a.sql", "CREATE TABLE a (id int);");

        assertThat(Project.versions(project.migrate())).containsExactly("001");

        assertThat(project.rows("SELECT version, status FROM schema_migrations"))
                .hasSize(1);
        assertThat(project.rows("SELECT status FROM migration_history ORDER BY executed_at"))
                .containsExactly("failed", "success");
    }

    @Test
    @DisplayName("R2 D2 E4 E11: a dry run changes nothing, not even the history's tables, and gives a digest")
    void dryRun() {
        users();

        PlanReport plan = project.pawl().plan(new Target.Latest());

        assertThat(plan.pending())
                .extracting(PlanReport.PlannedMigration::version)
                .containsExactly("001", "002");
        assertThat(plan.planDigest()).matches("[0-9a-f]{16}");
        assertThat(project.rows("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"))
                .isEmpty();
    }

    @Test
    @DisplayName("R2: only the plan that was reviewed runs")
    void reviewedPlan() {
        users();
        String digest = project.pawl().plan(new Target.Latest()).planDigest();
        project.file("003_new.sql", "CREATE TABLE t (id int);");

        PawlException refused = failing(() -> project.pawl().migrate(MigrateRequest.DEFAULT.withReviewed(digest)));
        assertThat(refused.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(refused.problem().code()).isEqualTo(ErrorCode.PLAN_CHANGED);
        assertThat(project.tables()).isEmpty();

        project.delete("003_new.sql");
        assertThat(project.pawl()
                        .migrate(MigrateRequest.DEFAULT.withReviewed(digest))
                        .applied())
                .hasSize(2);
    }

    @Test
    @DisplayName("R3 E22: one migration alone, with a warning that names the earlier ones")
    void onlyOne() {
        project.file("01_a.sql", "CREATE TABLE a (id int);").file("02_b.sql", "CREATE TABLE b (id int);");

        MigrateReport report = project.pawl().migrate(MigrateRequest.DEFAULT.withTarget(new Target.Only("2")));

        assertThat(Project.versions(report)).containsExactly("02");
        assertThat(report.warnings()).anyMatch(warning -> warning.message().contains("01_a.sql"));
        assertThat(report.upToDate()).isFalse();
    }

    @Test
    @DisplayName("R3: up to a target and no further")
    void upToTarget() {
        users().file("003_c.sql", "CREATE TABLE c (id int);");
        MigrateReport report = project.pawl().migrate(MigrateRequest.DEFAULT.withTarget(new Target.UpTo("2")));
        assertThat(Project.versions(report)).containsExactly("001", "002");
        assertThat(report.upToDate()).isFalse();
    }

    @Test
    @DisplayName("R3 D32: notices are told under their migration")
    void notices() {
        project.file("001_a.sql", "DO $$ BEGIN RAISE NOTICE 'hello'; RAISE WARNING 'careful'; END $$;");
        MigrateReport report = project.migrate();
        assertThat(report.applied().get(0).notices()).containsExactly("hello", "careful");
        assertThat(project.events(RunEvent.Noticed.class))
                .extracting(RunEvent.Noticed::severity)
                .containsExactly("NOTICE", "WARNING");
    }

    @Test
    @DisplayName("R1: --single-transaction applies all or nothing")
    void singleTransaction() {
        users().file("003_broken.sql", "SELECT nosuch;");
        MigrateRequest together = MigrateRequest.DEFAULT.withScope(MigrateRequest.Scope.ALL);

        PawlException failure = failing(() -> project.pawl().migrate(together));
        assertThat(failure.exitCode()).isEqualTo(ExitCode.MIGRATION_FAILED);
        assertThat(project.tables()).isEmpty();
        assertThat(project.rows("SELECT version, status FROM migration_history"))
                .containsExactly("003|failed");

        project.file("003_broken.sql", "SELECT 1;");
        assertThat(project.pawl().migrate(together).applied()).hasSize(3);
        assertThat(project.tables()).containsExactly("orders", "users");
    }

    @Test
    @DisplayName("S1 B24 B25 D7 E14 E52: an edited applied file stops the run with the two ways out, exit 3")
    void editedFile() {
        users().migrate();
        project.file("001_users.sql", "CREATE TABLE users (id bigint PRIMARY KEY);");
        PawlException failure = failing(project::migrate);
        assertThat(failure.exitCode()).isEqualTo(ExitCode.VALIDATION);
        assertThat(failure.problem().message()).contains("has been modified after being applied");
        assertThat(failure.problem().fix()).contains("new migration").contains("pawl repair");
        assertThat(project.pawl().validate().isValid()).isFalse();
    }

    @Test
    @DisplayName("F4: CRLF and a byte order mark do not change the checksum")
    void lineEndings() {
        users().migrate();
        project.file("001_users.sql", "\uFEFFCREATE TABLE users (id int PRIMARY KEY);\r");
        assertThat(project.migrate().upToDate()).isTrue();
    }

    @Test
    @DisplayName("S1: a missing applied file stops the run; one that is newer than all files is only told")
    void missingFile() {
        users().file("003_c.sql", "CREATE TABLE c (id int);").migrate();
        project.delete("003_c.sql");
        MigrateReport ahead = project.migrate();
        assertThat(ahead.warnings()).anyMatch(warning -> warning.message().contains("ahead of these files"));

        project.file("003_c.sql", "CREATE TABLE c (id int);").delete("001_users.sql");
        PawlException failure = failing(project::migrate);
        assertThat(failure.problem().code()).isEqualTo(ErrorCode.FILE_MISSING);
        assertThat(failure.exitCode()).isEqualTo(ExitCode.VALIDATION);
    }

    @Test
    @DisplayName("S1: a renamed applied file is recognised by its content")
    void renamedFile() {
        users().migrate();
        project.delete("001_users.sql").file("001_people.sql", "CREATE TABLE users (id int PRIMARY KEY);");
        assertThat(failing(project::migrate).problem().code()).isEqualTo(ErrorCode.FILE_RENAMED);
    }

    @Test
    @DisplayName("F3: a late file is applied with a warning, denied, or allowed in silence")
    void outOfOrder() {
        users().migrate();
        project.file("0015_late.sql", "SELECT 1;").delete("0015_late.sql");
        project.file("001.5_x.sql", "").delete("001.5_x.sql");
        project.file("003_c.sql", "SELECT 1;").migrate();
        project.delete("002_orders.sql");
        project.sql("DELETE FROM schema_migrations WHERE version = '002'; DROP TABLE orders");
        project.file("002_late.sql", "CREATE TABLE late (id int);");

        PawlException denied = failing(
                () -> project.builder().outOfOrder(OrderPolicy.DENY).build().migrate());
        assertThat(denied.problem().code()).isEqualTo(ErrorCode.OUT_OF_ORDER);
        assertThat(project.tables()).doesNotContain("late");

        MigrateReport report = project.migrate();
        assertThat(report.warnings()).anyMatch(warning -> warning.code() == ErrorCode.OUT_OF_ORDER);
        assertThat(project.tables()).contains("late");
    }

    @Test
    @DisplayName("F6 D15 E56: a script's own BEGIN and COMMIT are folded into the migration's transaction")
    void foldedTransaction() {
        project.file("001_a.sql", "BEGIN;", "CREATE TABLE a (id int);", "INSERT INTO a VALUES (1);", "COMMIT;")
                .file("002_b.sql", "BEGIN;", "CREATE TABLE b (id int);", "SELECT nosuch;", "COMMIT;");
        failing(project::migrate);
        assertThat(project.tables()).containsExactly("a");
    }

    @Test
    @DisplayName("F6: a script that commits by itself is refused before anything runs")
    void commitsByItself() {
        project.file("001_a.sql", "CREATE TABLE a (id int);")
                .file("002_b.sql", "CREATE TABLE b (id int);", "ROLLBACK;", "CREATE TABLE c (id int);");
        PawlException failure = failing(project::migrate);
        assertThat(failure.problem().code()).isEqualTo(ErrorCode.TRANSACTION_CONTROL);
        assertThat(failure.problem().position().orElseThrow().line()).isEqualTo(2);
        assertThat(project.tables()).isEmpty();
    }

    @Test
    @DisplayName("F6: isolation levels of a folded BEGIN are used")
    void hoistedModes() {
        project.file(
                "001_a.sql",
                "BEGIN ISOLATION LEVEL SERIALIZABLE;",
                "CREATE TABLE a AS SELECT current_setting('transaction_isolation') AS level;",
                "COMMIT;");
        project.migrate();
        assertThat(project.value("SELECT level FROM a")).isEqualTo("serializable");
    }

    @Test
    @DisplayName("F7: env leaves a migration out, which is shown as skipped and not pending")
    void environmentFilter() {
        users().file("003_prod.sql", "-- pawl: env=production", "CREATE TABLE prod_only (id int);");
        Pawl staging = project.builder().environment("staging").build();
        MigrateReport report = staging.migrate();
        assertThat(report.skipped()).hasSize(1);
        assertThat(report.upToDate()).isTrue();
        assertThat(staging.status().skipped()).hasSize(1);
        assertThat(staging.status().upToDate()).isTrue();
        assertThat(project.tables()).doesNotContain("prod_only");
    }

    @Test
    @DisplayName("F7: depends stops a plan in which the other migration is missing")
    void dependsOn() {
        project.file("001_a.sql", "-- pawl: depends=007", "SELECT 1;");
        assertThat(failing(project::migrate).problem().code()).isEqualTo(ErrorCode.DEPENDENCY_MISSING);
    }

    @Test
    @DisplayName("F8: a repeatable migration runs after the versioned ones, and again when it changes")
    void repeatable() {
        project.file("V1__t.sql", "CREATE TABLE t (id int);")
                .file("R__view.sql", "CREATE OR REPLACE VIEW v AS SELECT id FROM t;");
        assertThat(project.migrate().applied()).hasSize(2);
        assertThat(project.migrate().applied()).isEmpty();
        project.file("R__view.sql", "DROP VIEW v; CREATE VIEW v AS SELECT id, 2 AS two FROM t;");
        assertThat(project.migrate().applied()).hasSize(1);
        assertThat(project.rows("SELECT version FROM schema_migrations")).hasSize(2);
        assertThat(project.migrate().applied()).isEmpty();
    }

    @Test
    @DisplayName("R7 E25 E27 E28: production asks for a confirmation, a dry run does not")
    void production() {
        users();
        Pawl production = project.builder().environment("prod").build();
        assertThat(production.plan(new Target.Latest()).pending()).hasSize(2);
        PawlException refused = failing(production::migrate);
        assertThat(refused.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(refused.problem().code()).isEqualTo(ErrorCode.PRODUCTION_UNCONFIRMED);
        assertThat(project.tables()).isEmpty();

        assertThat(production
                        .migrate(MigrateRequest.DEFAULT.withConfirmer(plan -> true))
                        .applied())
                .hasSize(2);
        assertThat(production.migrate().upToDate()).isTrue();
    }

    @Test
    @DisplayName("R7 R8: moving a production database to another environment needs the confirmation too")
    void productionIsNotLeftUnconfirmed() {
        users();
        MigrateRequest confirmed = MigrateRequest.DEFAULT.withConfirmer(plan -> true);
        project.builder().environment("production").build().migrate(confirmed);
        project.file("003_c.sql", "CREATE TABLE c (id int);");
        Pawl staging = project.builder().environment("staging").build();
        MigrateRequest relabel = MigrateRequest.DEFAULT.withLabelling(MigrateRequest.Labelling.RELABEL);

        assertThat(failing(() -> staging.migrate(relabel)).problem().code())
                .isEqualTo(ErrorCode.PRODUCTION_UNCONFIRMED);
        assertThat(project.tables()).doesNotContain("c");

        staging.migrate(relabel.withConfirmer(plan -> true));
        assertThat(project.tables()).contains("c");
    }

    @Test
    @DisplayName("R8: the first run that names an environment labels the database, also when nothing is pending")
    void labelsWithoutPending() {
        users().migrate();
        project.builder().environment("staging").build().migrate();
        Pawl test = project.builder().environment("test").build();
        assertThat(failing(test::migrate).problem().code()).isEqualTo(ErrorCode.ENVIRONMENT_MISMATCH);
        assertThat(test.status().warnings()).anyMatch(warning -> warning.code() == ErrorCode.ENVIRONMENT_MISMATCH);
        assertThat(test.doctor().findings())
                .anyMatch(finding ->
                        finding.subject().equals("Environment") && finding.verdict() == DoctorReport.Verdict.BAD);
    }

    @Test
    @DisplayName("F7 R8: a run that names no environment takes the one that the database remembers")
    void rememberedEnvironment() {
        users();
        project.builder().environment("staging").build().migrate();
        project.file("003_c.sql", "-- pawl: env=staging", "CREATE TABLE c (id int);");
        assertThat(Project.versions(project.migrate())).containsExactly("003");
    }

    @Test
    @DisplayName("R1: an empty migration is told before it is applied for ever")
    void emptyMigration() {
        project.file("001_a.sql", "-- to be written");
        assertThat(project.pawl().validate().warnings()).anyMatch(warning -> warning.code() == ErrorCode.SCRIPT_EMPTY);
        assertThat(project.migrate().warnings()).anyMatch(warning -> warning.code() == ErrorCode.SCRIPT_EMPTY);
    }

    @Test
    @DisplayName("R7 B48 C41: production without confirmation where the config says so")
    void productionTrusted() {
        users();
        assertThat(project.builder()
                        .environment("production")
                        .production(ProductionPolicy.TRUST)
                        .build()
                        .migrate()
                        .applied())
                .hasSize(2);
    }

    @Test
    @DisplayName("R7 E37 H8: a backup marker is a restore point where the role may, else a position, with an audit row")
    void backupMarker() {
        users();
        MigrateRequest marked = MigrateRequest.DEFAULT.withMarking(MigrateRequest.Marking.BACKUP);
        project.pawl().migrate(marked);
        assertThat(project.rows("SELECT name ~ '^pawl-[0-9a-f]{16}$', lsn IS NOT NULL, executed_by FROM pawl_backup"))
                .containsExactly("t|t|tester");
        assertThat(project.value("SELECT reason FROM migration_history WHERE action = 'backup'"))
                .matches("(restore-point|position) pawl-[0-9a-f]{16} at [0-9A-F/]+");
        assertThat(project.events(RunEvent.BackupMarked.class)).hasSize(1);
    }

    @Test
    @DisplayName("R8 B52: a database remembers its environment and refuses another one until it is relabelled")
    void isolation() {
        users();
        project.builder().environment("staging").build().migrate();
        project.file("003_c.sql", "CREATE TABLE c (id int);");
        Pawl development = project.builder().environment("development").build();

        PawlException refused = failing(development::migrate);
        assertThat(refused.problem().code()).isEqualTo(ErrorCode.ENVIRONMENT_MISMATCH);
        assertThat(refused.problem().message()).contains("staging").contains("development");

        development.migrate(MigrateRequest.DEFAULT.withLabelling(MigrateRequest.Labelling.RELABEL));
        assertThat(project.tables()).contains("c");
        assertThat(project.rows("SELECT action FROM migration_history WHERE action = 'relabel'"))
                .hasSize(1);
        assertThat(failing(() ->
                                project.builder().environment("staging").build().migrate())
                        .exitCode())
                .isEqualTo(ExitCode.REFUSED);
    }

    @Test
    @DisplayName("R6 D49: a migration that takes longer than the warning time is told")
    void slowMigration() {
        project.file("001_a.sql", "SELECT pg_sleep(0.2);");
        MigrateReport report =
                project.builder().slowAfter(Duration.ofMillis(100)).build().migrate();
        assertThat(report.warnings()).anyMatch(warning -> warning.code() == ErrorCode.MIGRATION_SLOW);
    }

    @Test
    @DisplayName("R10 C24: SKIP_MIGRATIONS does nothing, loudly")
    void skipMigrations() {
        users();
        MigrateReport report = project.builder().skipMigrations().build().migrate();
        assertThat(report.applied()).isEmpty();
        assertThat(report.upToDate()).isFalse();
        assertThat(project.events(RunEvent.Warned.class))
                .anyMatch(warned -> warned.problem().code() == ErrorCode.MIGRATIONS_SKIPPED);
        assertThat(project.tables()).isEmpty();
    }

    @Test
    @DisplayName("N4: what a script sets for its session does not reach the next migration")
    void sessionSettings() {
        project.file(
                        "001_a.sql",
                        "CREATE SCHEMA other;",
                        "CREATE ROLE limited_" + System.nanoTime() + ";",
                        "SET search_path = other;",
                        "SET statement_timeout = '5s';",
                        "SET standard_conforming_strings = off;",
                        "SELECT pg_catalog.set_config('lock_timeout', '3s', false);")
                .file(
                        "002_b.sql",
                        "CREATE TABLE b AS SELECT current_setting('search_path') AS path,",
                        "  current_setting('statement_timeout') AS limits,",
                        "  current_setting('standard_conforming_strings') AS strings;");
        project.migrate();
        assertThat(project.value("SELECT * FROM public.b")).isEqualTo("\"$user\", public|0|on");
    }

    @Test
    @DisplayName("R6: a lock that is not obtained in time is retried, and the blocker is named")
    void lockRetry() throws Exception {
        users().migrate();
        project.file("003_alter.sql", "ALTER TABLE users ADD COLUMN email text;");
        try (var blocker = project.database().connect();
                var statement = blocker.createStatement()) {
            blocker.setAutoCommit(false);
            statement.execute("SET application_name = 'reporting'");
            statement.execute("SELECT * FROM users");
            PawlException failure = failing(() -> project.builder()
                    .lockTimeout(Duration.ofMillis(800))
                    .lockBudget(Duration.ofSeconds(3))
                    .build()
                    .migrate());
            assertThat(failure.exitCode()).isEqualTo(ExitCode.LOCK);
            assertThat(failure.problem().message()).contains("reporting");
            assertThat(project.events(RunEvent.RetryPlanned.class)).isNotEmpty();
        }
        assertThat(project.rows("SELECT status FROM migration_history WHERE version = '003'"))
                .containsExactly("failed");
        assertThat(Project.versions(project.migrate())).containsExactly("003");
    }
}
