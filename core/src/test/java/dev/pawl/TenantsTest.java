package dev.pawl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pawl.embedded.testing.Effort;
import dev.pawl.embedded.testing.PgBouncer;
import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.event.RunEvent;
import dev.pawl.guard.Confirmation;
import dev.pawl.guard.ProductionPolicy;
import dev.pawl.plan.Target;
import dev.pawl.report.MigrateReport;
import dev.pawl.report.RunMigration;
import dev.pawl.report.StatusReport;
import dev.pawl.report.TenantOutcome;
import dev.pawl.report.TenantsReport;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

@DisplayName("Tenants: many schemas of one database")
class TenantsTest {

    @TempDir
    private Path folder;

    private Project project;

    @BeforeEach
    void open() {
        project = new Project(folder);
    }

    @AfterEach
    void close() {
        project.close();
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private List<String> schemas(String... names) {
        for (String name : names) {
            project.sql("CREATE SCHEMA " + quoted(name));
        }
        return List.of(names);
    }

    private List<String> numberedSchemas(int count) {
        return schemas(
                IntStream.rangeClosed(1, count).mapToObj("t%03d"::formatted).toArray(String[]::new));
    }

    /** Each migration writes its number, so that order and number of runs show. */
    private void numbered(int count) {
        project.file("001_log.sql", "CREATE TABLE log (at serial, n int, place text DEFAULT current_schema());");
        for (int n = 2; n <= count; n++) {
            project.file(
                    "%03d_n.sql".formatted(n),
                    "CREATE TABLE t%d (id int);".formatted(n),
                    "INSERT INTO log (n) VALUES (%d);".formatted(n));
        }
    }

    private void assertEachOnceInOrder(String schema, int count) {
        assertThat(project.rows("SELECT n, place FROM " + quoted(schema) + ".log ORDER BY at"))
                .as(schema)
                .containsExactlyElementsOf(IntStream.rangeClosed(2, count)
                        .mapToObj(n -> n + "|" + schema)
                        .toList());
        assertThat(project.value("SELECT count(*) FROM " + quoted(schema) + ".schema_migrations"))
                .isEqualTo(Integer.toString(count));
    }

    private static List<String> applied(TenantOutcome<MigrateReport> outcome) {
        return switch (kind(outcome)) {
            case "done" -> Project.versions(((TenantOutcome.Done<MigrateReport>) outcome).report());
            case "failed" ->
                ((TenantOutcome.Failed<MigrateReport>) outcome)
                        .applied().stream().map(RunMigration::version).toList();
            default -> List.of();
        };
    }

    private static String kind(TenantOutcome<?> outcome) {
        return outcome instanceof TenantOutcome.Done
                ? "done"
                : outcome instanceof TenantOutcome.Failed ? "failed" : "not begun";
    }

    private static List<String> outcomes(TenantsReport<?> report) {
        return report.tenants().stream()
                .map(outcome -> outcome.schema() + " " + kind(outcome))
                .toList();
    }

    @Test
    @DisplayName(
            "R1 H1: every tenant has its tables and its history in its own schema, whatever its name, and public has none")
    void eachInItsSchema() {
        List<String> names =
                schemas("plain", "Weird Tenant", "mixedCase", "a\"quote", "semi;colon--", "ünïcode", "it's");
        numbered(4);

        TenantsReport<MigrateReport> report =
                project.builder().tenantSchemas(names).build().tenants().migrate();

        assertThat(report.failure()).isEmpty();
        assertThat(report.tenants()).extracting(TenantOutcome::schema).containsExactlyElementsOf(names);
        names.forEach(name -> assertEachOnceInOrder(name, 4));
        assertThat(project.rows("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"))
                .isEmpty();
        assertThat(project.rows("SELECT schemaname FROM pg_tables WHERE tablename = 'migration_history' ORDER BY 1"))
                .hasSameSizeAs(names);
    }

    @Test
    @DisplayName("R1: a second run finds every tenant up to date, and asks the canary's question of nobody")
    void secondRun() {
        List<String> names = numberedSchemas(5);
        numbered(3);
        Pawl pawl = project.builder().tenantSchemas(names).build();
        pawl.tenants().migrate().orThrow();

        TenantsReport<MigrateReport> again = pawl.tenants().migrate();

        assertThat(again.done()).hasSize(5).allSatisfy(done -> {
            assertThat(done.report().applied()).isEmpty();
            assertThat(done.report().upToDate()).isTrue();
        });
    }

    @Test
    @DisplayName("F5: files are read once for all tenants: what is on disk later is no tenant's")
    void readsOnce() {
        List<String> names = numberedSchemas(3);
        numbered(2);
        Pawl pawl = project.builder()
                .tenantSchemas(names)
                .listener(event -> {
                    if (event instanceof RunEvent.TenantDone) {
                        project.file("003_late.sql", "CREATE TABLE late (id int);");
                    }
                })
                .build();

        pawl.tenants().migrate().orThrow();

        names.forEach(name -> assertEachOnceInOrder(name, 2));
    }

    @Test
    @DisplayName("N1: a query names the tenants, in its order, each once; it can write nothing")
    void byQuery() {
        schemas("b", "a", "Other One");
        project.sql("CREATE TABLE public.customers (id int, schema_name text);"
                + " INSERT INTO public.customers VALUES (1, 'b'), (2, 'Other One'), (3, 'a'), (4, 'b')");
        numbered(2);

        TenantsReport<MigrateReport> report = project.builder()
                .tenantSchemasQuery("SELECT schema_name FROM public.customers ORDER BY id; -- all of them")
                .build()
                .tenants()
                .migrate();

        assertThat(outcomes(report)).containsExactly("b done", "Other One done", "a done");
    }

    @Test
    @DisplayName("N1: what gives no list of schemas is refused, with the reason and nothing changed")
    void queriesThatAreNone() {
        numbered(2);
        project.sql("CREATE TABLE public.customers (schema_name text)");
        assertInvalid("SELECT 1", "a column of type int4, not one column of text");
        assertInvalid("SELECT 'a', 'b'", "2 columns, not one column of text");
        assertInvalid("SELECT NULL::text", "NULL in row 1");
        assertInvalid("SELECT ''", "a name cannot be empty");
        assertInvalid("SELECT 'pg_catalog'", "PostgreSQL's own");
        assertInvalid("SELECT 'a'; SELECT 'b'", "not one statement");
        assertInvalid("", "not one statement");
        assertInvalid("SELECT x FROM nowhere", "relation \"nowhere\" does not exist");
        assertInvalid("DELETE FROM public.customers RETURNING schema_name", "syntax error");
        assertInvalid(
                "WITH made AS (INSERT INTO public.customers VALUES ('x') RETURNING 1) SELECT 'x' FROM made",
                "data-modifying statements in WITH");
        project.sql("CREATE FUNCTION public.sly() RETURNS text LANGUAGE sql AS"
                + " $$ INSERT INTO public.customers VALUES ('x') RETURNING schema_name $$");
        assertInvalid("SELECT public.sly()", "read-only transaction");
        assertThat(project.value("SELECT count(*) FROM public.customers")).isEqualTo("0");
    }

    private void assertInvalid(String query, String message) {
        PawlException refused = catchThrowableOfType(
                PawlException.class,
                () -> project.builder()
                        .tenantSchemasQuery(query)
                        .build()
                        .tenants()
                        .migrate());
        assertThat(refused).as(query).isNotNull();
        assertThat(refused.problem().code()).isEqualTo(ErrorCode.TENANTS_INVALID);
        assertThat(refused.problem().message()).contains(message);
    }

    @Test
    @DisplayName("N1: a query without rows is a warning; there is nothing to do")
    void noTenants() {
        numbered(2);

        TenantsReport<MigrateReport> report = project.builder()
                .tenantSchemasQuery("SELECT nspname FROM pg_namespace WHERE nspname = 'nobody'")
                .build()
                .tenants()
                .migrate();

        assertThat(report.tenants()).isEmpty();
        assertThat(report.warnings())
                .singleElement()
                .satisfies(warning -> assertThat(warning.code()).isEqualTo(ErrorCode.TENANTS_NONE));
    }

    @Test
    @DisplayName("T3: schemas that do not exist are named before anything is begun, with the statement that makes one")
    void missingSchemas() {
        schemas("here");
        numbered(2);
        Pawl pawl = project.builder()
                .tenantSchemas(List.of("here", "Not There", "nor this", "nor that", "nor those"))
                .build();

        PawlException refused =
                catchThrowableOfType(PawlException.class, () -> pawl.tenants().migrate());

        assertThat(refused.problem().code()).isEqualTo(ErrorCode.TENANT_MISSING);
        assertThat(refused.problem().message())
                .isEqualTo("There are no schemas \"Not There\", \"nor this\", \"nor that\" and 1 more for a tenant.");
        assertThat(refused.problem().fix()).endsWith("`CREATE SCHEMA \"Not There\"`");
        assertThat(project.value("SELECT count(*) FROM pg_class WHERE relname = 'schema_migrations'"))
                .isEqualTo("0");
        assertThat(catchThrowableOfType(
                                PawlException.class,
                                () -> pawl.tenant("Not There").migrate())
                        .problem()
                        .code())
                .isEqualTo(ErrorCode.TENANT_MISSING);
        assertThat(project.value("SELECT count(*) FROM pg_namespace WHERE nspname = 'Not There'"))
                .isEqualTo("0");
    }

    @Test
    @DisplayName("R4: runners that work at the same tenants at once apply every migration once in each")
    void manyRunners() throws Exception {
        int runners = Effort.times(3, 8);
        List<String> names = numberedSchemas(Effort.times(8, 30));
        numbered(20);
        ExecutorService threads = Executors.newFixedThreadPool(runners);
        try {
            List<Future<TenantsReport<MigrateReport>>> runs = new ArrayList<>();
            for (int i = 0; i < runners; i++) {
                runs.add(threads.submit(() ->
                        project.builder().tenantSchemas(names).build().tenants().migrate()));
            }
            int total = 0;
            for (Future<TenantsReport<MigrateReport>> run : runs) {
                TenantsReport<MigrateReport> report = run.get(3, TimeUnit.MINUTES);
                assertThat(report.failure()).isEmpty();
                assertThat(report.notBegun()).isEmpty();
                total += report.done().stream()
                        .mapToInt(done -> done.report().applied().size())
                        .sum();
            }
            assertThat(total).isEqualTo(names.size() * 20);
        } finally {
            threads.shutdownNow();
        }
        names.forEach(name -> assertEachOnceInOrder(name, 20));
    }

    @Test
    @DisplayName("R3: the first tenant goes ahead alone; if it fails, no other has been begun")
    void canary() {
        List<String> names = numberedSchemas(6);
        project.file("001_ok.sql", "CREATE TABLE one (id int);");
        project.file("002_bad.sql", "CREATE TABLE two (id nothing);");

        TenantsReport<MigrateReport> report =
                project.builder().tenantSchemas(names).build().tenants().migrate();

        assertThat(outcomes(report))
                .containsExactly(
                        "t001 failed",
                        "t002 not begun",
                        "t003 not begun",
                        "t004 not begun",
                        "t005 not begun",
                        "t006 not begun");
        assertThat(applied(report.tenants().get(0))).containsExactly("001");
        assertThat(project.rows("SELECT schemaname FROM pg_tables WHERE tablename = 'schema_migrations'"))
                .containsExactly("t001");
        assertThat(catchThrowableOfType(PawlException.class, report::orThrow)
                        .problem()
                        .code())
                .isEqualTo(ErrorCode.STATEMENT_FAILED);
    }

    @Test
    @DisplayName("R3: where the first ones are up to date, the first that has something to do goes ahead alone")
    void canaryBehindOthers() {
        List<String> names = numberedSchemas(6);
        numbered(2);
        project.builder()
                .tenantSchemas(names.subList(0, 2))
                .build()
                .tenants()
                .migrate()
                .orThrow();
        AtomicInteger underWay = new AtomicInteger();
        List<Integer> beforeTheFirstWasDone = new ArrayList<>();
        AtomicInteger done = new AtomicInteger();
        Pawl pawl = project.builder()
                .tenantSchemas(names)
                .listener(event -> {
                    if (event instanceof RunEvent.OfTenant of && of.event() instanceof RunEvent.RunStarted) {
                        underWay.incrementAndGet();
                        if (done.get() == 0) {
                            beforeTheFirstWasDone.add(underWay.get());
                        }
                    } else if (event instanceof RunEvent.TenantDone tenant && tenant.applied() > 0) {
                        done.incrementAndGet();
                    }
                })
                .build();

        pawl.tenants().migrate().orThrow();

        assertThat(beforeTheFirstWasDone).containsExactly(1);
        assertThat(done).hasValue(4);
    }

    @Test
    @DisplayName("R3 R5: one tenant fails: none is begun after it, the others are whole, and the next run goes on")
    void oneFails() {
        List<String> names = numberedSchemas(12);
        numbered(3);
        project.sql("CREATE TABLE t004.t3 (in_the_way int)");
        Pawl pawl = project.builder().tenantSchemas(names).build();

        TenantsReport<MigrateReport> report = pawl.tenants().migrate();

        assertThat(report.failed()).extracting(TenantOutcome.Failed::schema).containsExactly("t004");
        assertThat(applied(report.tenants().get(3))).containsExactly("001", "002");
        assertThat(report.done()).extracting(TenantOutcome.Done::schema).contains("t001", "t002", "t003");
        assertThat(report.notBegun()).contains("t012");
        report.done().forEach(done -> assertEachOnceInOrder(done.schema(), 3));
        report.notBegun()
                .forEach(schema -> assertThat(
                                project.rows("SELECT tablename FROM pg_tables WHERE schemaname = '" + schema + "'"))
                        .isEmpty());

        project.sql("DROP TABLE t004.t3");
        pawl.tenants().migrate().orThrow();

        names.forEach(name -> assertEachOnceInOrder(name, 3));
    }

    @Test
    @DisplayName("R5: a runner that is killed amid its tenants leaves nothing half done; the next one goes on")
    void killed() throws Exception {
        List<String> names = numberedSchemas(6);
        numbered(12);
        project.file("013_outside.sql", "CREATE INDEX CONCURRENTLY log_n ON log (n);");
        for (int point : Effort.isFull() ? List.of(1, 9, 60, 140, 200, 300, 390) : List.of(9, 140, 300)) {
            project.sql(IntStream.rangeClosed(1, 6)
                    .mapToObj("DROP SCHEMA t%1$03d CASCADE; CREATE SCHEMA t%1$03d;"::formatted)
                    .reduce("", String::concat));
            try (DoomedRunner runner =
                    DoomedRunner.startOverTenants(project.database().url(), folder, point, names)) {
                assertThat(runner.awaitPoint()).startsWith("at ");
                runner.kill();
            }

            project.builder()
                    .tenantSchemas(names)
                    .leaseTime(DoomedRunner.LEASE)
                    .build()
                    .tenants()
                    .migrate()
                    .orThrow();

            for (String name : names) {
                assertThat(project.rows("SELECT n FROM " + name + ".log ORDER BY at"))
                        .as("killed at %s", point)
                        .containsExactlyElementsOf(IntStream.rangeClosed(2, 12)
                                .mapToObj(Integer::toString)
                                .toList());
                assertThat(project.value("SELECT count(*) FROM " + name + ".schema_migrations"))
                        .isEqualTo("13");
                assertThat(project.value(
                                "SELECT indisvalid FROM pg_index WHERE indexrelid = '" + name + ".log_n'::regclass"))
                        .isEqualTo("t");
            }
        }
    }

    @Test
    @DisplayName("N4: a run opens no more connections than it may, those beside the work included")
    void boundedConnections() throws Exception {
        List<String> names = numberedSchemas(10);
        project.file("001_slow.sql", "CREATE TABLE one (id int);", "SELECT pg_sleep(0.7);");
        project.file("002_outside.sql", "CREATE INDEX CONCURRENTLY one_id ON one (id);");
        for (int most : List.of(1, 3)) {
            int seen = 0;
            int looks = 0;
            Pawl pawl = project.builder()
                    .tenantSchemas(most == 1 ? names.subList(0, 2) : names)
                    .tenantConnections(most)
                    .build();
            CompletableFuture<TenantsReport<MigrateReport>> run =
                    CompletableFuture.supplyAsync(() -> pawl.tenants().migrate());
            try (Connection connection = project.database().connect();
                    Statement statement = connection.createStatement()) {
                while (!run.isDone()) {
                    try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM pg_stat_activity"
                            + " WHERE datname = current_database() AND application_name LIKE 'pawl%'")) {
                        rows.next();
                        seen = Math.max(seen, rows.getInt(1));
                        looks++;
                    }
                }
            }
            assertThat(run.get().orThrow().done()).isNotEmpty();
            assertThat(looks).isGreaterThan(20);
            assertThat(seen).as("of %s", most).isLessThanOrEqualTo(most).isGreaterThan(most == 1 ? 0 : 1);
        }
    }

    @Test
    @DisplayName("N4 R1: nothing that a tenant's script leaves in its session reaches the next tenant")
    void nothingCarriedOver() {
        List<String> names = numberedSchemas(8);
        project.file(
                "001_traces.sql",
                "CREATE TABLE seen AS SELECT current_setting('search_path') AS path, current_setting('work_mem') AS mem,"
                        + " current_setting('my.own', true) AS own, current_setting('my.hidden', true) AS hidden, to_regclass('pg_temp.left_over') AS temp,"
                        + " current_user AS who, (SELECT count(*) FROM pg_prepared_statements) AS prepared,"
                        + " (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
                        + " AND objid = 4711) AS locks,"
                        + " (SELECT count(*) FROM pg_listening_channels()) AS channels, pg_backend_pid() AS pid;",
                "SET search_path = public, pg_temp;",
                "SET work_mem = '77MB';",
                "SET my.own = 'mine';",
                "CREATE TEMPORARY TABLE left_over (id int);",
                "SELECT pg_advisory_lock(4711);",
                "LISTEN somebody;",
                "PREPARE left_behind AS SELECT 1;");
        project.file(
                "002_outside.sql", "-- pawl: no-transaction", "SET search_path = public;", "SET my.own = 'again';");

        project.builder()
                .tenantSchemas(names)
                .tenantConnections(3)
                .build()
                .tenants()
                .migrate()
                .orThrow();

        List<String> pids = new ArrayList<>();
        String memory = project.value("SHOW work_mem");
        for (String name : names) {
            String row = project.value(
                    "SELECT path, mem, COALESCE(own, ''), temp IS NULL, who, prepared, locks, channels, COALESCE(hidden, '')"
                            + " FROM " + name + ".seen");
            assertThat(row).isEqualTo("\"" + name + "\"|" + memory + "||t|postgres|0|0|0|");
            pids.add(project.value("SELECT pid FROM " + name + ".seen"));
        }
        assertThat(new HashSet<>(pids)).as("connections are used again").hasSizeLessThanOrEqualTo(3);
    }

    @Test
    @DisplayName("R1: a script outside a transaction works in its tenant's schema, too, and so does a rollback")
    void outsideAndBack() {
        List<String> names = schemas("One", "two");
        project.file("V1__items.sql", "CREATE TABLE items (id int);");
        project.file("U1__items.sql", "DROP TABLE items;");
        project.file("V2__index.sql", "CREATE INDEX CONCURRENTLY items_id ON items (id);", "VACUUM items;");
        project.file("U2__index.sql", "DROP INDEX items_id;");
        Pawl pawl = project.builder().tenantSchemas(names).build();
        pawl.tenants().migrate().orThrow();
        assertThat(project.rows("SELECT schemaname FROM pg_indexes WHERE indexname = 'items_id' ORDER BY 1"))
                .containsExactly("One", "two");

        pawl.tenant("One").rollback(new RollbackRequest(new RollbackRequest.Extent.Steps(1), Confirmation.GIVEN));

        assertThat(project.rows("SELECT schemaname FROM pg_indexes WHERE indexname = 'items_id'"))
                .containsExactly("two");
        assertThat(pawl.tenant("One").status().pending()).hasSize(1);
        assertThat(pawl.tenant("two").status().upToDate()).isTrue();
    }

    @Test
    @DisplayName("S1: a script that would go on in the default schema is refused before it runs anywhere")
    void leavingTheTenant() {
        List<String> names = schemas("one", "two");
        for (String leaving : List.of(
                "RESET search_path",
                "SET LOCAL search_path TO DEFAULT",
                "RESET ALL",
                "set search_path=default",
                "reset \"search_path\"",
                "reset /* x */ all",
                "set search_path /* x */ to default",
                "SET SESSION \"search_path\" -- x\n = DEFAULT",
                "select set_config('search_path', null, false)",
                "SELECT pg_catalog.set_config('Search_Path', NULL::text, true)")) {
            project.file("001_leave.sql", "CREATE TABLE one (id int);", leaving + ";", "CREATE TABLE lost (id int);");

            TenantsReport<MigrateReport> report =
                    project.builder().tenantSchemas(names).build().tenants().migrate();

            assertThat(report.failed()).hasSize(1).first().satisfies(failed -> {
                assertThat(failed.failure().problem().code()).isEqualTo(ErrorCode.SETTING_REFUSED);
                assertThat(failed.failure().problem().position())
                        .get()
                        .satisfies(place -> assertThat(place.line()).isEqualTo(2));
            });
        }
        assertThat(project.tables()).isEmpty();
    }

    @Test
    @DisplayName("S1: outside a transaction, DISCARD ALL is refused, too; DISCARD of anything else is not")
    void discardingTheTenant() {
        List<String> names = schemas("one", "two");
        for (String discarding : List.of("discard all", "DISCARD /* x */ ALL")) {
            project.file("001_discard.sql", "-- pawl: no-transaction", discarding + ";", "CREATE TABLE lost (id int);");

            TenantsReport<MigrateReport> report =
                    project.builder().tenantSchemas(names).build().tenants().migrate();

            assertThat(report.failed())
                    .hasSize(1)
                    .first()
                    .satisfies(failed ->
                            assertThat(failed.failure().problem().code()).isEqualTo(ErrorCode.SETTING_REFUSED));
        }
        assertThat(project.tables()).isEmpty();
        project.file("001_discard.sql", "-- pawl: no-transaction", "DISCARD PLANS;", "CREATE TABLE kept (id int);");

        project.builder().tenantSchemas(names).build().tenants().migrate().orThrow();

        assertThat(project.rows("SELECT schemaname FROM pg_tables WHERE tablename = 'kept' ORDER BY 1"))
                .containsExactly("one", "two");
    }

    @Test
    @DisplayName("R10 R7: whoever confirms a run on production is asked once for all tenants")
    void confirmedOnce() {
        List<String> names = numberedSchemas(4);
        numbered(2);
        AtomicInteger asked = new AtomicInteger();
        Pawl pawl = project.builder()
                .tenantSchemas(names)
                .environment("production")
                .production(ProductionPolicy.CONFIRM)
                .build();

        TenantsReport<MigrateReport> refused = pawl.tenants().migrate(MigrateRequest.DEFAULT.withConfirmer(plan -> {
            asked.incrementAndGet();
            return false;
        }));
        assertThat(refused.failure())
                .get()
                .satisfies(failure -> assertThat(failure.problem().code()).isEqualTo(ErrorCode.PRODUCTION_UNCONFIRMED));
        assertThat(refused.done()).isEmpty();

        pawl.tenants()
                .migrate(MigrateRequest.DEFAULT.withConfirmer(plan -> {
                    asked.incrementAndGet();
                    return true;
                }))
                .orThrow();

        assertThat(asked).hasValue(2);
        names.forEach(name -> assertEachOnceInOrder(name, 2));
    }

    @Test
    @DisplayName("R5: interrupted, those under way are rolled back and recorded, and no other is begun")
    void interrupted() throws Exception {
        List<String> names = numberedSchemas(8);
        numbered(2);
        project.builder().tenantSchemas(names).build().tenants().migrate().orThrow();
        project.file(
                "003_long.sql",
                "CREATE TABLE long (id int);",
                "SELECT pg_sleep(CASE current_schema() WHEN 't001' THEN 0 ELSE 60 END);");
        Pawl pawl = project.builder().tenantSchemas(names).build();
        CompletableFuture<TenantsReport<MigrateReport>> run =
                CompletableFuture.supplyAsync(() -> pawl.tenants().migrate());
        await().atMost(Duration.ofSeconds(60))
                .until(() -> project.value("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(CASE%'"
                                + " AND state = 'active' AND application_name LIKE 'pawl/%'")
                        .equals("3"));

        pawl.interrupt();

        TenantsReport<MigrateReport> report = run.get(30, TimeUnit.SECONDS);
        assertThat(outcomes(report))
                .containsExactly(
                        "t001 done",
                        "t002 failed",
                        "t003 failed",
                        "t004 failed",
                        "t005 not begun",
                        "t006 not begun",
                        "t007 not begun",
                        "t008 not begun");
        assertThat(report.failed())
                .allSatisfy(
                        failed -> assertThat(failed.failure().problem().code()).isEqualTo(ErrorCode.INTERRUPTED));
        assertThat(project.rows("SELECT schemaname FROM pg_tables WHERE tablename = 'long'"))
                .containsExactly("t001");
    }

    @Test
    @DisplayName("T1 R2 S1: status, plan and validate tell of every tenant, and change none")
    void looking() {
        List<String> names = numberedSchemas(3);
        numbered(2);
        project.builder()
                .tenantSchemas(List.of("t002"))
                .build()
                .tenants()
                .migrate()
                .orThrow();
        Tenants tenants = project.builder().tenantSchemas(names).build().tenants();

        TenantsReport<StatusReport> status = tenants.status();

        assertThat(status.done())
                .extracting(done -> done.schema() + " " + done.report().upToDate())
                .containsExactly("t001 false", "t002 true", "t003 false");
        assertThat(tenants.plan(new Target.Latest()).done())
                .extracting(done -> done.report().pending().size())
                .containsExactly(2, 0, 2);
        assertThat(tenants.validate().done())
                .allSatisfy(done -> assertThat(done.report().isValid()).isTrue());
        assertThat(project.rows("SELECT schemaname FROM pg_tables WHERE tablename = 'schema_migrations'"))
                .containsExactly("t002");

        project.file("001_log.sql", "SELECT 'edited';");
        TenantsReport<?> edited =
                project.builder().tenantSchemas(names).build().tenants().validate();
        assertThat(edited.failure()).isEmpty();
        assertThat(project.builder()
                        .tenantSchemas(names)
                        .build()
                        .tenants()
                        .validate()
                        .done())
                .extracting(done -> done.report().isValid())
                .containsExactly(true, false, true);
    }

    @Test
    @DisplayName("I2: verbs for one schema refuse to guess which of several tenants is meant")
    void oneSchemaOnly() {
        numbered(2);
        Pawl pawl = project.builder().tenantSchemas(numberedSchemas(2)).build();

        for (Runnable verb : List.<Runnable>of(
                pawl::migrate, pawl::status, pawl::validate, pawl::version, () -> pawl.history(5), pawl::sessions)) {
            assertThat(catchThrowableOfType(PawlException.class, verb::run)
                            .problem()
                            .code())
                    .isEqualTo(ErrorCode.TENANTS_INVALID);
        }
        assertThat(catchThrowableOfType(
                                PawlException.class, () -> project.pawl().tenants())
                        .problem()
                        .code())
                .isEqualTo(ErrorCode.TENANTS_INVALID);
        assertThatCode(() -> pawl.tenant("t001").migrate()).doesNotThrowAnyException();
        assertThat(catchThrowableOfType(
                                PawlException.class,
                                () -> project.builder()
                                        .tenantSchemas(List.of("a"))
                                        .tenantSchemasQuery("SELECT 'a'")
                                        .tenantConnections(0)
                                        .build())
                        .problems())
                .hasSize(2);
    }

    @Test
    @DisplayName("I2 N4: a data source's connections go back to it as they came")
    void overDataSource() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(project.database().jdbcUrl());
        List<String> names = numberedSchemas(5);
        numbered(3);

        Pawl.builder()
                .dataSource(source)
                .locations(List.of(folder.toString()))
                .tenantSchemas(names)
                .build()
                .tenants()
                .migrate()
                .orThrow();

        names.forEach(name -> assertEachOnceInOrder(name, 3));
    }

    @Test
    @DisplayName("R10: SKIP_MIGRATIONS skips the tenants, too, and says so")
    void skipped() {
        TenantsReport<MigrateReport> report = project.builder()
                .tenantSchemas(List.of("nowhere"))
                .skipMigrations()
                .build()
                .tenants()
                .migrate();

        assertThat(report.tenants()).isEmpty();
        assertThat(report.warnings())
                .singleElement()
                .satisfies(warning -> assertThat(warning.code()).isEqualTo(ErrorCode.MIGRATIONS_SKIPPED));
    }

    @Test
    @DisplayName(
            "N4: through a pooler that keeps no session, every statement finds its tenant, or the script is refused")
    void throughPooler() {
        assumeTrue(PgBouncer.isInstalled(), "the Debian package pgbouncer is not installed");
        try (PgBouncer pooler = PgBouncer.inFrontOfTestServer().withPoolSize(2).start()) {
            project.through(pooler);
            List<String> names = numberedSchemas(6);
            numbered(5);
            project.file(
                    "006_outside.sql",
                    "-- pawl: no-transaction",
                    "CREATE TABLE outside (id int);",
                    "BEGIN;",
                    "CREATE TABLE inside (id int);",
                    "COMMIT;",
                    "INSERT INTO outside VALUES (1);");
            project.builder().tenantSchemas(names).build().tenants().migrate().orThrow();
            for (String name : names) {
                assertThat(project.rows("SELECT n FROM " + name + ".log ORDER BY at"))
                        .containsExactly("2", "3", "4", "5");
                assertThat(project.value("SELECT count(*) FROM " + name + ".outside"))
                        .isEqualTo("1");
                assertThat(project.value("SELECT count(*) FROM " + name + ".inside"))
                        .isEqualTo("0");
            }
            assertThat(project.tables()).isEmpty();

            project.file("007_index.sql", "CREATE INDEX CONCURRENTLY log_n ON log (n);");
            TenantsReport<MigrateReport> refused =
                    project.builder().tenantSchemas(names).build().tenants().migrate();
            assertThat(refused.failed()).hasSize(1).first().satisfies(failed -> {
                assertThat(failed.failure().problem().code()).isEqualTo(ErrorCode.SESSION_NOT_KEPT);
                assertThat(failed.failure().problem().message())
                        .contains("search_path, which names the tenant's schema");
            });
            assertThat(refused.notBegun()).hasSize(5);
        }
    }
}
