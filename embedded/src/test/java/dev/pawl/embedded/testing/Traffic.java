package dev.pawl.embedded.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients of a service that goes on while migrations run: several of them read a table all the time, and each read is
 * measured. One more reads something that nobody locks, to show what the machine itself costs.
 */
public final class Traffic implements AutoCloseable {
    private static final int CLIENTS = 4;
    private static final Duration BETWEEN_READS = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS + 1);
    private final List<Future<Void>> clients = new ArrayList<>();
    private final AtomicLong longest = new AtomicLong();
    private final AtomicLong longestElsewhere = new AtomicLong();
    private final AtomicInteger reads = new AtomicInteger();
    private volatile boolean ending;

    private Traffic() {}

    /** Begins to read. */
    public static Traffic on(String jdbcUrl, String table) {
        Traffic traffic = new Traffic();
        for (int i = 0; i < CLIENTS; i++) {
            traffic.client(jdbcUrl, "SELECT count(*) FROM " + table, traffic.longest, traffic.reads);
        }
        traffic.client(jdbcUrl, "SELECT 1", traffic.longestElsewhere, new AtomicInteger());
        return traffic;
    }

    private void client(String jdbcUrl, String query, AtomicLong longestRead, AtomicInteger count) {
        clients.add(threads.submit(() -> {
            try (Connection connection = DriverManager.getConnection(jdbcUrl);
                    Statement statement = connection.createStatement()) {
                while (!ending) {
                    long start = System.nanoTime();
                    read(statement, query);
                    longestRead.accumulateAndGet(System.nanoTime() - start, Math::max);
                    count.incrementAndGet();
                    Thread.sleep(BETWEEN_READS.toMillis());
                }
            }
            return null;
        }));
    }

    private static void read(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                rows.getString(1);
            }
        }
    }

    /** Stops when every client has its last answer; a read that failed is an error. */
    public Traffic end() {
        ending = true;
        threads.shutdown();
        for (Future<Void> client : clients) {
            try {
                client.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                throw new AssertionError("A client's read failed", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("Interrupted while the clients were ending", e);
            }
        }
        return this;
    }

    /** The longest read of the table. */
    public Duration longestStall() {
        return Duration.ofNanos(longest.get());
    }

    /** The longest read of what nobody locks: what the machine did, and no lock. */
    public Duration longestElsewhere() {
        return Duration.ofNanos(longestElsewhere.get());
    }

    /** How many reads of the table were answered. */
    public int reads() {
        return reads.get();
    }

    @Override
    public String toString() {
        return "longest stall " + longestStall().toMillis() + " ms of " + reads() + " reads; without a lock "
                + longestElsewhere().toMillis() + " ms";
    }

    @Override
    public void close() {
        ending = true;
        threads.shutdownNow();
    }
}
