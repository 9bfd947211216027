package dev.pawl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.embedded.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("pawl sessions")
class SessionsTest {

    private static final Pattern PID =
            Pattern.compile("\"session\":\\{\"pid\":(\\d+),[^}]*\"query\":\"SELECT pg_sleep");

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
        return CliRun.in(folder).with("DATABASE_URL", database.url()).with("PAWL_ACTOR", "ada");
    }

    private CompletableFuture<CliRun.Result> slowRun(String... words) {
        Folder.at(folder)
                .migration("001_a.sql", "CREATE TABLE a ();\n")
                .migration("002_slow.sql", "SELECT pg_sleep(30);\n");
        return CompletableFuture.supplyAsync(() -> cli().run(words));
    }

    private String awaitPid() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (System.nanoTime() < end) {
            Matcher found = PID.matcher(cli().run("sessions", "--json").out());
            if (found.find()) {
                return found.group(1);
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        throw new AssertionError("No runner came to work");
    }

    private static CliRun.Result result(CompletableFuture<CliRun.Result> run) throws Exception {
        return run.get(60, TimeUnit.SECONDS);
    }

    @Test
    @DisplayName("R11, T2: with nobody at work it says so, in words, in JSON, and not at all")
    void nobody() {
        assertThat(cli().run("sessions").out()).isEqualTo("No runner is at work, no lease is held.\n");
        assertThat(cli().run("sessions", "--json").out())
                .isEqualTo("{\"runners\":[],\"leases\":[],\"blockers\":[],\"notes\":[]}\n");
        assertThat(cli().run("sessions", "--quiet").out()).isEmpty();
        assertThat(cli().run("sessions", "--release", "7").code())
                .as("no such migration")
                .isEqualTo(3);
        Folder.at(folder).migration("007_a.sql", "CREATE TABLE a ();\n");
        assertThat(cli().run("migrate").code()).isZero();
        assertThat(cli().run("sessions", "--release", "7", "--yes").out())
                .isEqualTo("Nothing to give up: no run has, or had, a lease of migration 7\n");
        CliRun.Result gone = cli().run("sessions", "--end", "2000000000", "--yes");
        assertThat(gone.code()).isZero();
        assertThat(gone.out()).isEqualTo("Nothing to end: it is gone already\n");
    }

    @Test
    @DisplayName(
            "R11, B61: a stuck run is ended after a yes at the terminal, with --yes elsewhere, and says why it failed")
    void ends() throws Exception {
        CompletableFuture<CliRun.Result> run = slowRun("migrate", "--json");
        String pid = awaitPid();

        CliRun.Result listed = cli().run("sessions");
        assertThat(listed.out())
                .contains("• pid " + pid + "  002_slow.sql  active for ")
                .contains(" by ada, role postgres, from 127.0.0.1")
                .contains("      SELECT pg_sleep(30)\n")
                .endsWith("End one that is stuck with `pawl sessions --end PID --reason \"...\"`.\n");
        CliRun.Result unasked = cli().run("sessions", "--end", pid);
        assertThat(unasked.code()).isEqualTo(8);
        assertThat(unasked.err()).startsWith("error[CONFIRMATION_MISSING]").contains("--yes");
        CliRun.Result refused = cli().atTerminal("n\n").run("sessions", "--end", pid, "--no-color");
        assertThat(refused.code()).isEqualTo(8);
        assertThat(refused.err())
                .contains("End pid " + pid + ", role postgres, pawl/")
                .contains("? [y/N] ");
        assertThat(run).isNotDone();
        CliRun.Result ended = cli().atTerminal("y\n").run("sessions", "--end", pid, "--reason", "hung", "--no-color");
        assertThat(ended.code()).isZero();
        assertThat(ended.out())
                .startsWith("✓ Cancelled what pid " + pid + " (pawl/")
                .contains("rolled back");

        CliRun.Result failed = result(run);
        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.out())
                .startsWith("{\"error\":{\"code\":\"STATEMENT_FAILED\"")
                .contains("\"exitCode\":1,")
                .contains("},\"applied\":[{\"version\":\"001\",\"name\":\"A\",\"filename\":\"001_a.sql\"");
        assertThat(cli().run("history").out())
                .contains("end-session")
                .contains("    cancelled pid " + pid + ", role postgres, pawl/")
                .contains("    reason: hung\n");
    }

    @Test
    @DisplayName("R11, R7: on production the word is asked for as well, and JSON tells what became of it")
    void production() throws Exception {
        Folder.at(folder).file("pawl.toml", "env = \"production\"\n[production]\nconfirm = \"off\"\n");
        CompletableFuture<CliRun.Result> run = slowRun("migrate");
        String pid = awaitPid();

        CliRun.Result refused = cli().run("sessions", "--end", pid, "--yes");
        assertThat(refused.code()).isEqualTo(8);
        assertThat(refused.err()).startsWith("error[PRODUCTION_UNCONFIRMED]");
        CliRun.Result ended =
                cli().with("CONFIRM_PRODUCTION_MIGRATION", "true").run("sessions", "--end", pid, "--yes", "--json");
        assertThat(ended.code()).isZero();
        assertThat(ended.out())
                .startsWith("{\"outcome\":\"cancelled\",\"session\":{\"pid\":" + pid)
                .endsWith("\"lease\":null}\n");
        assertThat(result(run).code()).isEqualTo(1);
    }

    @Test
    @DisplayName("R11: another session is left alone, exit 8")
    void unrelated() throws SQLException {
        try (Connection other = database.connect();
                Statement statement = other.createStatement();
                var row = statement.executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            CliRun.Result refused = cli().run("sessions", "--end", row.getString(1), "--yes");
            assertThat(refused.code()).isEqualTo(8);
            assertThat(refused.err()).startsWith("error[SESSION_UNRELATED]");
            assertThat(other.isValid(1)).isTrue();
        }
    }

    @Test
    @DisplayName("T3: words that make no sense together are refused, exit 2")
    void usage() {
        assertThat(cli().run("sessions", "--end", "soon").err()).contains("--end is not the number of a process: soon");
        assertThat(cli().run("sessions", "--end", "-3").code()).isEqualTo(2);
        assertThat(cli().run("sessions", "--end", "3", "--release", "7").code()).isEqualTo(2);
        CliRun.Result alone = cli().run("sessions", "--yes");
        assertThat(alone.code()).isEqualTo(2);
        assertThat(alone.err()).contains("belong to --end or --release");
    }

    @Test
    @DisplayName(
            "T2, T3: a failing run says in JSON what it had applied; a dry run and a usage error have applied nothing")
    void applied() {
        Folder.at(folder).migration("001_a.sql", "CREATE TABLE a ();\n").migration("002_b.sql", "SELECT nosuch;\n");
        assertThat(cli().run("migrate", "--json").out()).contains("},\"applied\":[{\"version\":\"001\"");
        assertThat(cli().run("migrate", "--json").out()).endsWith("},\"applied\":[]}\n");
        assertThat(cli().run("run", "--json", "--", "true").out()).endsWith("},\"applied\":[]}\n");
        Folder.at(folder).migration("001_a.sql", "CREATE TABLE edited ();\n");
        assertThat(cli().run("migrate", "--dry-run", "--json").out())
                .startsWith("{\"error\":")
                .doesNotContain("applied\":");
        assertThat(cli().run("migrate", "--jsn", "--json").out()).doesNotContain("applied\":");
    }
}
