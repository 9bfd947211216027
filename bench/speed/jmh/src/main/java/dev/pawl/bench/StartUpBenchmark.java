package dev.pawl.bench;

import dev.pawl.Pawl;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.flywaydb.core.Flyway;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a service pays at its start for finding that nothing is to be done, the connection included: in a JVM that is
 * running, where all was applied by an earlier call.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 3, time = 4)
@Fork(1)
public class StartUpBenchmark {

    // Held here, because a logger that nobody holds forgets its level. Flyway says on standard error what it does, which costs it time.
    private static final Logger FLYWAY = Logger.getLogger("org.flywaydb");

    static {
        FLYWAY.setLevel(Level.WARNING);
    }

    private final String server = System.getProperty("bench.url");
    private final String user = System.getProperty("bench.user");
    private final String password = System.getProperty("bench.password");
    private final String folder = System.getProperty("bench.folder");

    /** What pawl takes. */
    @Benchmark
    public int pawl() {
        String url = server + "lib_pawl?user=" + user + "&password=" + password;
        return Pawl.builder()
                .url(url)
                .locations(List.of(folder + "/plain"))
                .build()
                .migrate()
                .applied()
                .size();
    }

    /** What of it is the connection, which a service needs anyway. */
    @Benchmark
    public boolean connection() throws SQLException {
        String url = server + "lib_pawl?user=" + user + "&password=" + password;
        try (Connection connection = DriverManager.getConnection(url)) {
            return connection.isValid(0);
        }
    }

    /** What Flyway takes. */
    @Benchmark
    public int flyway() {
        return Flyway.configure()
                .dataSource(server + "lib_flyway", user, password)
                .locations("filesystem:" + folder + "/flyway")
                .load()
                .migrate()
                .migrationsExecuted;
    }
}
