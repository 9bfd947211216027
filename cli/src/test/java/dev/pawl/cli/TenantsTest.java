package dev.pawl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.embedded.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tenants on a real database, as people and programs see them. */
class TenantsTest {

    private static final String[] THREE = {
        "--tenant-schema", "acme", "--tenant-schema", "Big Corp", "--tenant-schema", "zoo"
    };

    @TempDir
    Path folder;

    private TestDatabase database;

    @BeforeEach
    void create() throws Exception {
        database = TestDatabase.create();
        database.execute("CREATE SCHEMA acme; CREATE SCHEMA \"Big Corp\"; CREATE SCHEMA zoo");
        file("migrations/001_users.sql", "CREATE TABLE users (id int);\n");
        file("migrations/002_orders.sql", "CREATE TABLE orders (id int);\n");
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private void file(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private CliRun cli() {
        return CliRun.in(folder)
                .with("DATABASE_URL", database.url())
                .with("PAWL_ACTOR", "ada")
                .with("PAWL_TENANT_CONNECTIONS", "1"); // one after the other, so that the lines have an order
    }

    private CliRun.Result run(String verb, String... more) {
        String[] words = new String[1 + THREE.length + more.length];
        words[0] = verb;
        System.arraycopy(THREE, 0, words, 1, THREE.length);
        System.arraycopy(more, 0, words, 1 + THREE.length, more.length);
        return cli().run(words);
    }

    private static void verify(String name, String output) {
        Golden.verify("tenants/" + name, Golden.normalised(output));
    }

    private void breakTheSecond() throws SQLException {
        database.execute("CREATE TABLE \"Big Corp\".orders (in_the_way int)");
    }

    @Test
    @DisplayName("R1 R2 T1 T2: dry run, run, second run and status over tenants")
    void allWell() {
        verify("dry-run.txt", run("migrate", "--dry-run").out());
        verify("status-before.txt", run("status").out());
        assertThat(run("status", "--exit-code", "--quiet").code()).isEqualTo(5);

        CliRun.Result migrated = run("migrate");

        assertThat(migrated.err()).isEmpty();
        assertThat(migrated.code()).isZero();
        verify("migrate.txt", migrated.out());
        verify("migrate-again.txt", run("migrate").out());
        verify("migrate-again.json", run("migrate", "--json").out());
        verify("dry-run.json", run("migrate", "--dry-run", "--json").out());
        verify("status.txt", run("status").out());
        verify("status.json", run("status", "--json").out());
        assertThat(run("status", "--exit-code", "--quiet").code()).isZero();
        verify("validate.txt", run("validate").out());
        verify("validate.json", run("validate", "--json").out());
    }

    @Test
    @DisplayName(
            "R3 T3: one tenant fails: which are done, which failed and why, which were not begun, and the next command")
    void oneFails() throws Exception {
        breakTheSecond();

        CliRun.Result failed = run("migrate");

        assertThat(failed.code()).isEqualTo(1);
        verify("failure.txt", failed.out());
        verify("failure.err.txt", failed.err());
        verify("failure-status.txt", run("status").out());

        CliRun.Result again = run("migrate", "--json");
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.err()).isEmpty();
        verify("failure.json", again.out());

        database.execute("DROP TABLE \"Big Corp\".orders");
        assertThat(run("migrate").code()).isZero();
    }

    @Test
    @DisplayName("T1 T3: what a tenant that failed has kept is counted, apart from what the others have")
    void failedHasKept() throws Exception {
        database.execute("CREATE TABLE acme.orders (in_the_way int)");

        CliRun.Result failed = run("migrate");

        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.out())
                .contains(
                        "  Done: 0 (0 migrations applied)\n  Failed: 1 (1 migration applied before)\n  Not begun: 2\n");
        assertThat(run("status").out()).contains("acme  failed: ");
    }

    @Test
    @DisplayName("S1: validate tells once of what is wrong alike in several tenants")
    void wrongAlike() throws Exception {
        run("migrate");
        file("migrations/003_open.sql", "SELECT 1;\nROLLBACK;\nSELECT 2;\n");

        CliRun.Result result = run("validate");

        assertThat(result.code()).isEqualTo(3);
        verify("wrong-alike.txt", result.out());
        assertThat(result.err()).startsWith("Tenants acme, Big Corp, zoo:\nerror[TRANSACTION_CONTROL]");
        assertThat(result.err().split("error\\[", -1)).hasSize(2);
    }

    @Test
    @DisplayName("T3: a schema that is not there, and what is no query, are named with a fix; nothing is begun")
    void mistakes() {
        CliRun.Result missing = cli().run("migrate", "--tenant-schema", "acme", "--tenant-schema", "bigcorp");
        assertThat(missing.code()).isEqualTo(6);
        verify("missing.err.txt", missing.err());
        CliRun.Result query = cli().run("migrate", "--tenant-schemas-query", "SELECT 1");
        assertThat(query.code()).isEqualTo(2);
        verify("query.err.txt", query.err());
        CliRun.Result twice = run("migrate", "--tenant-schemas-query", "SELECT 'acme'");
        assertThat(twice.code()).isEqualTo(2);
        verify("twice.err.txt", twice.err());
        CliRun.Result reviewed = run("migrate", "--plan", "4f2a90c1d3b85e76");
        assertThat(reviewed.code()).isEqualTo(2);
        verify("plan.err.txt", reviewed.err());
        CliRun.Result table = run("migrate", "--table", "acme.schema_migrations");
        assertThat(table.code()).isEqualTo(2);
        verify("table.err.txt", table.err());
        CliRun.Result count = cli().without("PAWL_TENANT_CONNECTIONS")
                .run("migrate", "--tenant-schema", "acme", "--tenant-connections", "none");
        assertThat(count.code()).isEqualTo(2);
        verify("count.err.txt", count.err());
        assertThat(run("status").out()).contains("0 of 3 tenants up to date");
    }

    @Test
    @DisplayName("T3: a verb that works in one schema refuses several tenants, and takes one")
    void oneSchemaOnly() {
        run("migrate");
        for (String verb : new String[] {"history", "sessions", "version"}) {
            CliRun.Result refused = run(verb);
            assertThat(refused.code()).as(verb).isEqualTo(2);
            verify("one-schema.err.txt", refused.err());
        }
        for (String[] words : new String[][] {
            {"rollback", "--yes"},
            {"mark", "002", "pending", "--reason", "test"},
            {"baseline", "002", "--reason", "test"},
            {"repair", "--yes", "--reason", "test"}
        }) {
            String[] more = java.util.Arrays.copyOfRange(words, 1, words.length);
            CliRun.Result refused = run(words[0], more);
            assertThat(refused.code()).as(words[0]).isEqualTo(2);
            verify("one-schema.err.txt", refused.err());
        }
        CliRun.Result history = cli().run("history", "--tenant-schema", "Big Corp");
        assertThat(history.code()).isZero();
        assertThat(history.out()).contains("002");
        assertThat(cli().run("mark", "002", "pending", "--reason", "test", "--tenant-schema", "zoo")
                        .code())
                .isZero();
        assertThat(run("status").out()).contains("2 of 3 tenants up to date");
    }

    @Test
    @DisplayName("T4: config, variables and options name tenants; whoever stands nearest counts")
    void sources() throws Exception {
        file("pawl.toml", "[tenants]\ntenant-schemas-query = \"SELECT 'zoo'\"\ntenant-connections = 2\n");
        assertThat(cli().run("status").out()).contains("zoo").doesNotContain("acme");
        assertThat(cli().with("PAWL_TENANT_SCHEMA", "acme, Big Corp")
                        .run("status")
                        .out())
                .contains("acme", "Big Corp")
                .doesNotContain("zoo");
        assertThat(cli().with("PAWL_TENANT_SCHEMAS_QUERY", "SELECT 'Big Corp'")
                        .run("status", "--tenant-schema", "acme")
                        .out())
                .contains("acme")
                .doesNotContain("zoo", "Big Corp");
        file("pawl.toml", "[tenants]\ntenant-schema = [\"acme\", \"zoo\"]\n");
        assertThat(cli().run("status").out()).contains("acme", "zoo").doesNotContain("Big Corp");

        file("pawl.toml", "[tenants]\ntenant-connections = \"4\"\n");
        CliRun.Result text = cli().run("status");
        assertThat(text.code()).isEqualTo(2);
        assertThat(text.err()).contains("`tenants.tenant-connections` is not a whole number from 1 on.");
        file("pawl.toml", "[tenants]\ntenant-connections = 0\n");
        assertThat(cli().run("status").code()).isEqualTo(2);
    }

    @Test
    @DisplayName("R7: production is confirmed once for all tenants")
    void production() {
        CliRun.Result refused = run("migrate", "--env", "production");
        assertThat(refused.code()).isEqualTo(8);
        assertThat(refused.err()).startsWith("Tenant acme:\nerror[PRODUCTION_UNCONFIRMED]");

        CliRun.Result typed = cli().atTerminal("MIGRATE-PRODUCTION\n")
                .run("migrate", "--env", "production", "--tenant-schema", "acme", "--tenant-schema", "zoo");
        assertThat(typed.code()).isZero();
        assertThat(typed.err().split("Type MIGRATE-PRODUCTION", -1)).hasSize(2);
    }

    @Test
    @DisplayName("N1: a query without rows says so and is no failure")
    void nobody() {
        CliRun.Result result = cli().run("migrate", "--tenant-schemas-query", "SELECT 'x' WHERE false");

        assertThat(result.code()).isZero();
        verify("nobody.err.txt", result.err());
    }

    @Test
    @DisplayName("R10 I1: SKIP_MIGRATIONS=1 applies nothing, and the service still starts on complete tenants only")
    void skippedForService() {
        String[] words = {"run", "--tenant-schema", "acme", "--tenant-schema", "zoo", "--", "sh"};
        CliRun.Result refused = cli().with("SKIP_MIGRATIONS", "1").run(words);

        assertThat(refused.code()).isEqualTo(5);
        assertThat(refused.err()).contains("error[MIGRATIONS_PENDING]: The schemas of 2 tenants are incomplete");
        assertThat(run("status").out()).contains("0 of 3 tenants up to date");
    }
}
