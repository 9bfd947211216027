package dev.pawl;

import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.guard.Gate;
import dev.pawl.migration.Environment;
import dev.pawl.migration.Migration;
import dev.pawl.migration.Script;
import dev.pawl.migration.Version;
import dev.pawl.parse.SecretScan;
import dev.pawl.postgres.ServerFacts;
import dev.pawl.record.DatabaseState;
import dev.pawl.report.DoctorReport;
import dev.pawl.report.DoctorReport.Finding;
import dev.pawl.report.DoctorReport.Verdict;
import dev.pawl.report.ValidationReport;
import java.util.ArrayList;
import java.util.List;

/** The verb {@code doctor}: looks at the set-up and says what to mend (spec section 10, seed E61). Changes nothing. */
final class Doctor {

    private final Settings settings;
    private final List<Finding> findings = new ArrayList<>();

    Doctor(Settings settings) {
        this.settings = settings;
    }

    DoctorReport report() {
        boolean hasFiles = lookAtFiles();
        boolean hasDatabase = lookAtDatabase();
        if (hasFiles && hasDatabase) { // otherwise it would only say again what is wrong with them
            compare();
        }
        return new DoctorReport(findings);
    }

    private boolean lookAtFiles() {
        try {
            Catalog catalog = Catalog.read(settings);
            List<Migration> migrations = catalog.migrations();
            good(
                    "Migrations",
                    migrations.size() + " found, layout "
                            + catalog.discovered().layout().id());
            catalog.discovered().warnings().forEach(warning -> advice("Migrations", warning));
            lookForGaps(migrations);
            lookForSecrets(migrations);
            return true;
        } catch (PawlException e) {
            e.problems().forEach(problem -> bad("Migrations", problem));
            return false;
        }
    }

    private void lookForGaps(List<Migration> migrations) {
        List<String> versions = migrations.stream()
                .filter(Migration::isVersioned)
                .map(Migration::version)
                .map(Version::text)
                .filter(text -> text.length() <= 4 && text.chars().allMatch(Character::isDigit))
                .toList();
        for (int i = 1; i < versions.size(); i++) {
            int gap = Integer.parseInt(versions.get(i)) - Integer.parseInt(versions.get(i - 1));
            if (gap > 1) {
                findings.add(new Finding(
                        "Numbering",
                        Verdict.ADVICE,
                        "Between " + versions.get(i - 1) + " and " + versions.get(i) + " a number is missing.",
                        "Nothing to do if that is meant; forbid it with `[migrations] gaps = \"deny\"`."));
                return;
            }
        }
        if (!versions.isEmpty()) {
            good("Numbering", "sequential");
        }
    }

    private void lookForSecrets(List<Migration> migrations) {
        List<String> suspects = migrations.stream()
                .filter(migration -> SecretScan.finds(scripts(migration)))
                .map(Migration::filename)
                .toList();
        if (suspects.isEmpty()) {
            good("Secrets", "no migration seems to hold a password");
            return;
        }
        findings.add(new Finding(
                "Secrets",
                Verdict.BAD,
                "A password seems to stand in " + String.join(", ", suspects) + ".",
                "Take it out of the file, change it, and set it outside the migrations."));
    }

    private static List<Script> scripts(Migration migration) {
        List<Script> scripts = new ArrayList<>(List.of(migration.up()));
        migration.down().ifPresent(scripts::add);
        return scripts;
    }

    private boolean lookAtDatabase() {
        try (Database database = Database.open(settings)) {
            DatabaseState state = database.state();
            ServerFacts facts = state.facts();
            good(
                    "Connection",
                    "PostgreSQL " + facts.version() + ", database " + facts.database() + ", as " + facts.user());
            facts.note()
                    .ifPresent(note -> findings.add(new Finding(
                            "Server", Verdict.ADVICE, note, "Try the migrations on a copy of the database first.")));
            lookAtRole(facts);
            good("Pooler", database.pooler().words());
            lookAtHistory(state);
            lookAtEnvironment(state);
            lookAtBackups(database);
            return true;
        } catch (PawlException e) {
            e.problems().forEach(problem -> bad("Connection", problem));
            return false;
        }
    }

    private void compare() {
        ValidationReport validation = new Validation(settings).report();
        validation.problems().forEach(problem -> bad("Validation", problem));
        if (validation.isValid()) {
            good("Validation", "disk and database agree");
        }
    }

    private void lookAtRole(ServerFacts facts) {
        if (facts.isReadOnly()) {
            findings.add(new Finding(
                    "Role",
                    Verdict.BAD,
                    "This session can only read.",
                    "Connect to the primary server, with a role that may write."));
        } else if (facts.superuser()) {
            findings.add(new Finding(
                    "Role",
                    Verdict.ADVICE,
                    facts.user() + " is a superuser.",
                    "Migrate with a role of its own that owns the schema and no more."));
        } else {
            good("Role", facts.user() + " is no superuser");
        }
    }

    private void lookAtHistory(DatabaseState state) {
        state.table()
                .ifPresentOrElse(
                        table -> good(
                                "History",
                                table.name() + ", shape " + table.shape().word()),
                        () -> good("History", "none yet; the first run creates " + settings.table()));
    }

    private void lookAtEnvironment(DatabaseState state) {
        String label = state.history()
                .environment()
                .map(Environment::name)
                .map(name -> "the database belongs to " + name)
                .orElse("the database has no label yet");
        String run = settings.environment()
                .map(environment -> "this run is for " + environment)
                .orElse("this run names none");
        try {
            new Gate(settings.environment(), settings.production())
                    .admitEnvironment(state.history().environment());
        } catch (PawlException.RefusedException e) {
            bad("Environment", e.problem());
            return;
        }
        boolean isClear = settings.environment().isPresent()
                || state.history().environment().isEmpty();
        findings.add(new Finding(
                "Environment",
                isClear ? Verdict.GOOD : Verdict.ADVICE,
                label + "; " + run,
                isClear ? "" : "Say `--env`, PAWL_ENV or `env` in the config."));
    }

    /** Whether the server keeps what a restore to a point in time needs; a managed service may do so in ways unseen here. */
    private void lookAtBackups(Database database) {
        String archiving = database.session()
                .query("SELECT pg_catalog.current_setting('archive_mode')", row -> row.getString(1))
                .get(0);
        boolean isArchiving = !archiving.equals("off");
        findings.add(new Finding(
                "Backups",
                isArchiving ? Verdict.GOOD : Verdict.ADVICE,
                isArchiving
                        ? "the server archives its write-ahead log"
                        : "the server does not archive its write-ahead log",
                isArchiving ? "" : "Make sure that backups are taken some other way before you migrate production."));
    }

    private void good(String subject, String message) {
        findings.add(new Finding(subject, Verdict.GOOD, message, ""));
    }

    private void advice(String subject, Problem problem) {
        findings.add(new Finding(subject, Verdict.ADVICE, problem.message(), problem.fix()));
    }

    private void bad(String subject, Problem problem) {
        findings.add(new Finding(subject, Verdict.BAD, problem.message(), problem.fix()));
    }
}
