package dev.pawl.acceptance.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.acceptance.Outcome;
import dev.pawl.acceptance.Workplace;
import io.avaje.jsonb.Jsonb;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What machines are told by every verb: {@code docs/json.md}, from real runs. */
class JsonDocumentTest {
    private static final Jsonb JSON =
            Jsonb.builder().serializeNulls(true).serializeEmpty(true).build();

    private static final Pattern BLOCKER = Pattern.compile("\"waitsFor\":\\[(\\d+)]");

    @TempDir
    private Path folder;

    private final StringBuilder text = new StringBuilder("""
            # JSON

            <!-- Written by JsonDocumentTest from real runs. Do not edit. -->

            Every command takes `--json` and then prints one document on standard output and nothing else there. It is one line; here it
            is laid out for reading, and times, checksums and names of places are masked. Keys are a contract: they are always there, what is not known is
            `null`, and new ones may be added. A command that fails prints `{"error": …}` and ends with the exit code of the problem
            (see [errors.md](errors.md)); a `migrate` that fails says in `applied`, beside `error`, what it had applied before. Where tenants are named, each has an
            entry with the verb's document, or its error; the exit code is that of the first that failed.
            """);

    @Test
    @DisplayName("T2: docs/json.md shows the document of every command as it is printed")
    void showsEveryDocument() throws Exception {
        try (var place = new Workplace(folder)) {
            place.terminal().write("migrations/V1__create_users.sql", "CREATE TABLE users (id int PRIMARY KEY);\n");
            place.terminal().write("migrations/U1__create_users.sql", "DROP TABLE users;\n");
            place.terminal()
                    .write(
                            "migrations/V2__welcome.sql",
                            "DO $$ BEGIN RAISE NOTICE 'welcome'; END $$;\nINSERT INTO users VALUES (1);\n");
            place.terminal()
                    .write("migrations/V3__test_users.sql", "-- pawl: env=test\nINSERT INTO users VALUES (2);\n");
            show(place, 0, "migrate", "--dry-run");
            show(place, 0, "migrate", "--target", "2");
            show(place, 0, "migrate");
            place.terminal()
                    .write("migrations/V4__broken.sql", "CREATE TABLE orders (\n  user_id int REFERENCES nobody\n);\n");
            show(place, 1, "migrate");
            show(place, 0, "status");
            show(place, 5, "status", "--exit-code");
            show(place, 0, "history");
            show(place, 0, "version");
            place.terminal().write("migrations/V2__welcome.sql", "SELECT 'edited';\n");
            show(place, 3, "validate");
            show(place, 0, "repair", "--yes", "--reason", "reviewed");
            show(place, 0, "validate");
            place.terminal().write("migrations/V4__broken.sql", "CREATE TABLE orders (user_id int);\n");
            show(place, 0, "mark", "4", "applied", "--reason", "made by hand");
            show(place, 0, "mark", "4", "pending", "--reason", "not quite");
            show(place, 0, "mark", "2", "pending", "--reason", "to take back the first");
            show(place, 0, "rollback", "--yes");
            show(place, 0, "new", "add email");
            show(place, 0, "doctor");
            show(place, 2, "mirgate");
        }
        try (var place = new Workplace(folder.resolve("old"))) {
            place.terminal().write("migrations/001_users.sql", "CREATE TABLE users (id int);\n");
            show(place, 0, "baseline", "001", "--reason", "made by another tool");
            show(place, 0, "init");
        }
        try (var place = new Workplace(folder.resolve("busy"))) {
            showSessions(place);
        }
        try (var place = new Workplace(folder.resolve("tenants"))) {
            showTenants(place);
        }
        new GeneratedDocument("docs/json.md", text.toString()).verify();
    }

    /** An index build that waits for a forgotten transaction. */
    private void showSessions(Workplace place) throws Exception {
        place.migration("001_orders.sql", "CREATE TABLE orders (id int);\n");
        place.pawl("migrate").succeeded();
        place.migration("002_index.sql", "CREATE INDEX CONCURRENTLY orders_id ON orders (id);\n");
        try (var reader = place.database().connect();
                var statement = reader.createStatement()) {
            statement.execute("SET application_name = 'nightly-report'");
            reader.setAutoCommit(false);
            statement.execute("SELECT count(*) FROM orders");
            Process runner = place.terminal().start("migrate");
            String blocker = awaitBlocker(place);
            show(place, 0, "sessions");
            show(place, 0, "sessions", "--end", blocker, "--yes", "--reason", "forgotten");
            assertThat(runner.waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(runner.exitValue()).isZero();
        }
    }

    /** One that is done, one that fails, and one whose turn does not come. */
    private void showTenants(Workplace place) throws Exception {
        place.migration("001_orders.sql", "CREATE TABLE orders (id int);\n");
        place.database().execute("CREATE SCHEMA a; CREATE SCHEMA b; CREATE SCHEMA c; CREATE TABLE b.orders (id int)");
        String[] tenants = {"migrate", "--tenant-schema", "a", "--tenant-schema", "b", "--tenant-schema", "c"};
        show(place, 0, "migrate", "--dry-run", "--tenant-schema", "a");
        String[] oneByOne = Arrays.copyOf(tenants, tenants.length + 2);
        oneByOne[tenants.length] = "--tenant-connections";
        oneByOne[tenants.length + 1] = "1";
        show(place, 1, oneByOne);
        show(place, 0, "status", "--tenant-schema", "a", "--tenant-schema", "c");
    }

    private static String awaitBlocker(Workplace place) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (System.nanoTime() < deadline) {
            Matcher found =
                    BLOCKER.matcher(place.pawl("sessions", "--json").succeeded().out());
            if (found.find()) {
                return found.group(1);
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new AssertionError("Nobody was in the way");
    }

    private void show(Workplace place, int exit, String... words) {
        String[] command = Arrays.copyOf(words, words.length + 1);
        command[words.length] = "--json";
        Outcome outcome = place.pawl(command).exited(exit);
        String pretty = JSON.type(Object.class).toJsonPretty(withoutChance(outcome.json()));
        text.append("\n## ")
                .append(String.join(" ", words).replaceAll("--end \\d+", "--end 4711"))
                .append("\n\n");
        if (exit != 0) {
            text.append("Exit code ").append(exit).append(".\n\n");
        }
        text.append("```json\n")
                .append(withoutNumbers(place.golden().masked(pretty)).strip())
                .append("\n```\n");
    }

    /** Whether the launcher has made its archive by now, or a run its second connection, is a matter of moments. */
    private static Map<String, Object> withoutChance(Map<String, Object> document) {
        if (document.get("findings") instanceof List<?> findings) {
            findings.removeIf(finding -> finding instanceof Map<?, ?> look && "Start-up".equals(look.get("subject")));
        }
        if (document.get("runners") instanceof List<?> runners) {
            runners.removeIf(runner -> runner instanceof Map<?, ?> entry
                    && entry.get("session") instanceof Map<?, ?> session
                    && !"active".equals(session.get("state")));
        }
        return document;
    }

    /** Numbers of processes, ids of runs and times in milliseconds. */
    private static String withoutNumbers(String json) {
        return json.replaceAll("(\"pids?\": ?)(\\[[^\\]]*]|\\d+)", "$1PID")
                .replaceAll("(\"waitsFor\": ?)\\[\\s*\\d[^\\]]*]", "$1[PID]")
                .replaceAll("(\"(?:stateMs|transactionMs|heartbeatAgeMs|expiresInMs)\": ?)-?\\d+", "$1N")
                .replaceAll("(\"pids\": ?)PID", "$1[PID]")
                .replaceAll("(?<=pawl/|\"run\": \")[0-9a-f]{8}", "RUN")
                .replaceAll("(?<=, process )\\d+", "NUMBER");
    }
}
