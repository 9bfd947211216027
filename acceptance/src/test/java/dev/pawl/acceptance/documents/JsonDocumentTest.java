package dev.pawl.acceptance.documents;

import dev.pawl.acceptance.Outcome;
import dev.pawl.acceptance.Workplace;
import io.avaje.jsonb.Jsonb;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What machines are told by every verb: {@code docs/json.md}, from real runs. */
class JsonDocumentTest {
    private static final Jsonb JSON =
            Jsonb.builder().serializeNulls(true).serializeEmpty(true).build();

    @TempDir
    private Path folder;

    private final StringBuilder text = new StringBuilder("""
            # JSON

            <!-- Written by JsonDocumentTest from real runs. Do not edit. -->

            Every command takes `--json` and then prints one document on standard output and nothing else there. It is one line; here it
            is laid out for reading, and times, checksums and names of places are masked. Keys are a contract: they are always there, what is not known is
            `null`, and new ones may be added. A command that fails prints `{"error": …}` and ends with the exit code of the problem
            (see [errors.md](errors.md)).
            """);

    @Test
    @DisplayName("T2: docs/json.md shows the document of every command as it is printed")
    void showsEveryDocument() throws IOException {
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
        new GeneratedDocument("docs/json.md", text.toString()).verify();
    }

    private void show(Workplace place, int exit, String... words) {
        String[] command = Arrays.copyOf(words, words.length + 1);
        command[words.length] = "--json";
        Outcome outcome = place.pawl(command).exited(exit);
        String pretty = JSON.type(Object.class).toJsonPretty(withoutStartUp(outcome.json()));
        text.append("\n## ").append(String.join(" ", words)).append("\n\n");
        if (exit != 0) {
            text.append("Exit code ").append(exit).append(".\n\n");
        }
        text.append("```json\n").append(place.golden().masked(pretty).strip()).append("\n```\n");
    }

    /** Whether the launcher has made its archive by now is a matter of moments. */
    private static Map<String, Object> withoutStartUp(Map<String, Object> document) {
        if (document.get("findings") instanceof List<?> findings) {
            findings.removeIf(finding -> finding instanceof Map<?, ?> look && "Start-up".equals(look.get("subject")));
        }
        return document;
    }
}
