package dev.pawl.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.embedded.testing.Effort;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tenants, with the packaged command line: several processes, signals, the entrypoint of a service. */
class TenantsTest {

    private static final int TENANTS = 6;
    private static final String QUERY = "SELECT nspname FROM pg_namespace WHERE nspname ~ '^t[0-9]$' ORDER BY 1";

    @TempDir
    private Path folder;

    private Workplace place;

    @BeforeEach
    void begin() throws SQLException {
        place = new Workplace(folder).migration("001_log.sql", "CREATE TABLE log (at serial, n int);\n");
        for (int tenant = 1; tenant <= TENANTS; tenant++) {
            place.database().execute("CREATE SCHEMA t" + tenant);
        }
        place.terminal().write("pawl.toml", "[tenants]\ntenant-schemas-query = \"" + QUERY + "\"\n");
    }

    @AfterEach
    void end() {
        place.close();
    }

    @Test
    @DisplayName("R4 R5: several processes at the same tenants, one of them killed: every migration once in each")
    void manyProcesses() throws Exception {
        int last = 30;
        for (int n = 2; n <= last; n++) {
            place.migration("%03d_n.sql".formatted(n), "INSERT INTO log (n) VALUES (%d);\n".formatted(n));
        }
        List<Job> jobs = new ArrayList<>();
        try {
            for (int i = 0; i < Effort.times(3, 6); i++) {
                jobs.add(place.terminal().job("migrate"));
            }
            place.awaitRow("SELECT 1 FROM pg_tables WHERE tablename = 'log' AND schemaname = 't2'");
            jobs.get(0).signalAnyLeft("KILL");
            for (Job job : jobs.subList(1, jobs.size())) {
                job.end().succeeded();
            }
        } finally {
            jobs.forEach(Job::close);
        }
        place.pawl("migrate").succeeded();
        for (int tenant = 1; tenant <= TENANTS; tenant++) {
            assertThat(place.rows("SELECT n FROM t" + tenant + ".log ORDER BY at"))
                    .containsExactlyElementsOf(IntStream.rangeClosed(2, last)
                            .mapToObj(Integer::toString)
                            .toList());
        }
    }

    @ParameterizedTest(name = "T3: SIG{0} ends the work in all tenants in good order, and ends with {1}")
    @CsvSource({"INT, 130", "TERM, 143"})
    void interrupted(String signal, int code) throws Exception {
        place.pawl("migrate").succeeded();
        place.migration(
                "002_slow.sql",
                "CREATE TABLE half (id int);\nSELECT pg_sleep(CASE current_schema() WHEN 't1' THEN 0 ELSE 120 END);\n");
        try (Job job = place.terminal().job("migrate")) {
            place.awaitRow("SELECT 1 FROM pg_stat_activity WHERE application_name LIKE 'pawl/%' AND state = 'active'"
                    + " AND query LIKE '%pg_sleep(CASE%' GROUP BY 1 HAVING count(*) = 3");

            job.signal(signal);

            Outcome outcome = job.end().exited(code);
            assertThat(outcome.out())
                    .contains("Done: 1 (1 migration applied)", "Failed: 3", "Not begun: 2", "  - t5  not begun");
            assertThat(outcome.err()).contains("Tenants t2, t3, t4:", "error[INTERRUPTED]");
        }
        assertThat(place.rows("SELECT schemaname FROM pg_tables WHERE tablename = 'half'"))
                .containsExactly("t1");
        assertThat(place.value("SELECT action || ' ' || status FROM t2.migration_history WHERE version = '002'"))
                .isEqualTo("apply failed");

        place.migration("002_slow.sql", "CREATE TABLE half (id int);\n");
        place.pawl("migrate", "--tenant-schema", "t2", "--json").succeeded();
    }

    @Test
    @DisplayName("I1: a service starts only when every tenant is complete")
    void entrypoint() throws SQLException {
        Outcome early =
                place.pawl("run", "--no-migrate", "--", "echo", "started").exited(5);
        assertThat(early.out()).doesNotContain("started");
        assertThat(early.err()).contains("The schemas of 6 tenants are incomplete, the first is t1.");

        assertThat(place.pawl("run", "--", "echo", "started").succeeded().out()).isEqualTo("started\n");
        assertThat(place.pawl("run", "--no-migrate", "--", "echo", "started")
                        .succeeded()
                        .out())
                .isEqualTo("started\n");

        place.migration("002_clash.sql", "CREATE TABLE clash (id int);\n");
        place.database().execute("CREATE TABLE t3.clash (id int)");
        Outcome failed = place.pawl("run", "--", "echo", "started").exited(1);
        assertThat(failed.out()).doesNotContain("started");
        assertThat(failed.err()).contains("Tenant t3:", "error[STATEMENT_FAILED]");
    }
}
