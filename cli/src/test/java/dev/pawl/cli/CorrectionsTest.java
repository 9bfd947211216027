package dev.pawl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.embedded.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Verbs that correct the history, take migrations back, or ask first. */
class CorrectionsTest {

    @TempDir
    Path folder;

    private TestDatabase database;

    @BeforeEach
    void create() {
        database = TestDatabase.create();
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private CliRun cli() {
        return CliRun.in(folder).with("DATABASE_URL", database.url());
    }

    @Test
    @DisplayName("H5: baseline and mark change the history only, and keep the reason")
    void baselineAndMark() {
        Folder.at(folder).withUsers().migration("003_more.sql", "CREATE TABLE more (id int);\n");

        CliRun.Result baseline = cli().with("PAWL_ACTOR", "ada").run("baseline", "2", "--reason", "came from a dump");
        assertThat(baseline.code()).isZero();
        assertThat(baseline.out()).contains("✓ 001_create_users.sql counts as applied now");
        CliRun.Result pending = cli().run("mark", "002", "pending", "--json");
        assertThat(pending.out())
                .isEqualTo("{\"status\":\"pending\",\"marked\":[{\"version\":\"002\",\"name\":\"Add index\","
                        + "\"filename\":\"002_add_index.sql\"}],\"unchanged\":[],\"forgotten\":[]}\n");
        assertThat(cli().run("status").out()).contains("Total: 1 applied, 2 pending");
        assertThat(cli().run("history").out())
                .contains("baseline")
                .contains("reason: came from a dump")
                .contains("by ada");
        assertThat(cli().run("history", "--limit", "1").out()).contains("mark").doesNotContain("baseline");
    }

    @Test
    @DisplayName("R9, B31: rollback asks at a terminal, wants --yes elsewhere, and runs the down script")
    void rollback() {
        Folder.at(folder)
                .migration("001_a.up.sql", "CREATE TABLE a (id int);\n")
                .migration("001_a.down.sql", "DROP TABLE a;\n")
                .migration("002_b.up.sql", "CREATE TABLE b (id int);\n")
                .migration("002_b.down.sql", "DROP TABLE b;\n");
        assertThat(cli().run("migrate").code()).isZero();

        CliRun.Result unasked = cli().run("rollback");
        assertThat(unasked.code()).isEqualTo(8);
        assertThat(unasked.err()).startsWith("error[CONFIRMATION_MISSING]");
        CliRun.Result refused = cli().atTerminal("n\n").run("rollback", "--no-color");
        assertThat(refused.code()).isEqualTo(8);
        assertThat(refused.err()).contains("Roll back the newest migration (002_b.up.sql)? [y/N] ");
        CliRun.Result agreed = cli().atTerminal("y\n").run("rollback", "--no-color");
        assertThat(agreed.code()).isZero();
        assertThat(agreed.out()).contains("1 migration rolled back. Schema version: 001");
        assertThat(cli().run("rollback", "--steps", "1", "--yes", "--json").out())
                .contains("\"reverted\":[{\"version\":\"001\"")
                .contains("\"schemaVersion\":null");
    }

    @Test
    @DisplayName("R9: rollback asks nobody for what cannot be done: without a down script it says so first")
    void impossibleRollback() {
        Folder.at(folder).withUsers();
        assertThat(cli().run("migrate").code()).isZero();

        CliRun.Result unasked = cli().run("rollback");
        assertThat(unasked.code()).isEqualTo(3);
        assertThat(unasked.err()).startsWith("error[DOWN_SCRIPT_MISSING]");
        CliRun.Result asked = cli().atTerminal("n\n").run("rollback", "--no-color");
        assertThat(asked.code()).isEqualTo(3);
        assertThat(asked.err()).doesNotContain("[y/N]");
        Folder.at(folder.resolve("empty")).migration("001_a.sql", "SELECT 1;\n");
        try (TestDatabase fresh = TestDatabase.create()) {
            CliRun.Result nothing = CliRun.in(folder.resolve("empty"))
                    .with("DATABASE_URL", fresh.url())
                    .run("rollback");
            assertThat(nothing.code()).isZero();
            assertThat(nothing.out()).contains("0 migrations rolled back");
        }
    }

    @Test
    @DisplayName("H5, F7: a mark that forgets how far a script was says so; history says what a mark did")
    void markForgets() {
        Folder.at(folder)
                .migration("001_steps.sql", "-- pawl: no-transaction\nCREATE TABLE a (id int);\nSELECT nosuch;\n");
        assertThat(cli().run("migrate").code()).isEqualTo(1);

        CliRun.Result forgot = cli().run("mark", "1", "pending", "--reason", "start anew");
        assertThat(forgot.code()).isZero();
        assertThat(forgot.out())
                .isEqualTo("  001_steps.sql counted as pending already\n"
                        + "! How far 001_steps.sql was is forgotten: statement 1 was done; the next run begins with"
                        + " statement 1\n");
        assertThat(cli().run("history", "--limit", "1").out())
                .contains("mark")
                .contains("    counts as pending; its progress is forgotten (statement 1 was done)\n")
                .contains("    reason: start anew\n");
        cli().run("mark", "1", "applied");
        assertThat(cli().run("history", "--limit", "1").out()).contains("    counts as applied\n");
        assertThat(cli().run("history", "--limit", "1", "--json").out())
                .contains("\"detail\":\"applied\",\"reason\":null");
    }

    @Test
    @DisplayName("R11: repair shows the difference, and does it with --yes")
    void repair() throws IOException {
        Folder.at(folder).withUsers();
        cli().run("migrate");
        Path file = folder.resolve("migrations/001_create_users.sql");
        Files.writeString(file, "-- people\n" + Files.readString(file));

        CliRun.Result preview = cli().run("repair");
        assertThat(preview.code()).isZero();
        assertThat(preview.out()).contains("Would accept 001_create_users.sql").contains("+-- people");
        assertThat(cli().run("validate").code()).isEqualTo(3);
        CliRun.Result done = cli().run("repair", "001", "--yes", "--reason", "comment only");
        assertThat(done.code()).isZero();
        assertThat(done.out()).contains("✓ Accepted 001_create_users.sql");
        assertThat(cli().run("validate").code()).isZero();
        assertThat(cli().run("repair").out()).isEqualTo("Nothing to repair: files and history agree\n");
    }

    @Test
    @DisplayName("R7, E6, E27, E45: production runs only when confirmed: a variable, or the word typed at a terminal")
    void production() {
        Folder.at(folder).withUsers();
        CliRun run = cli().with("NODE_ENV", "production");

        CliRun.Result unconfirmed = run.run("migrate");
        assertThat(unconfirmed.code()).isEqualTo(8);
        assertThat(unconfirmed.err()).startsWith("error[PRODUCTION_UNCONFIRMED]");
        CliRun.Result mistyped =
                cli().with("NODE_ENV", "production").atTerminal("yes\n").run("migrate", "--no-color");
        assertThat(mistyped.code()).isEqualTo(8);
        assertThat(mistyped.err()).contains("001_create_users.sql").contains("Type MIGRATE-PRODUCTION to go on: ");
        CliRun.Result typed = cli().with("NODE_ENV", "production")
                .atTerminal("MIGRATE-PRODUCTION\n")
                .run("migrate", "--target", "1");
        assertThat(typed.code()).isZero();
        CliRun.Result variable =
                run.with("CONFIRM_PRODUCTION_MIGRATION", "true").run("migrate");
        assertThat(variable.code()).isZero();
        assertThat(cli().with("NODE_ENV", "production").run("migrate").out()).contains("All migrations up to date");
    }

    @Test
    @DisplayName("R7, B48: with confirm = \"off\" production needs no confirmation")
    void trustedProduction() {
        Folder.at(folder).withUsers().file("pawl.toml", "env = \"prod\"\n[production]\nconfirm = \"off\"\n");

        assertThat(cli().run("migrate").code()).isZero();
    }

    @Test
    @DisplayName("R7: a correction on production asks for the word as well")
    void correctionOnProduction() {
        Folder.at(folder).withUsers();

        CliRun.Result refused = cli().run("baseline", "1", "--env", "production");
        assertThat(refused.code()).isEqualTo(8);
        CliRun.Result typed =
                cli().atTerminal("MIGRATE-PRODUCTION\n").run("baseline", "1", "--env", "production", "--no-color");
        assertThat(typed.code()).isZero();
    }

    @Test
    @DisplayName("R7, E39: the review window shows the plan and can be interrupted; nothing has changed then")
    void reviewWindow() {
        Folder.at(folder).withUsers();

        CliRun.Result waited = cli().run("migrate", "--review-window", "50ms", "--target", "1");
        assertThat(waited.code()).isZero();
        assertThat(waited.err())
                .startsWith("Plan ")
                .contains("  001_create_users.sql")
                .contains("Starting in 50ms");
        CliRun.Result stopped = cli().interruptedBy((action, ending) -> {
                    action.run();
                    return () -> {};
                })
                .run("migrate", "--review-window", "30s");
        assertThat(stopped.code()).isEqualTo(130);
        assertThat(stopped.err()).contains("error[INTERRUPTED]");
        assertThat(cli().run("status").out()).contains("Total: 1 applied, 1 pending");
    }

    @Test
    @DisplayName("R8, B52: a database belongs to its environment until --relabel")
    void relabel() {
        Folder.at(folder).withUsers();
        cli().run("migrate", "--env", "staging", "--target", "1");

        CliRun.Result refused = cli().run("migrate", "--env", "qa");
        assertThat(refused.code()).isEqualTo(8);
        assertThat(refused.err()).contains("staging").contains("qa").contains("--relabel");
        assertThat(cli().run("migrate", "--env", "qa", "--relabel").code()).isZero();
    }
}
