package dev.pawl.postgres;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Waits for a server that is starting (spec N2): unreachable, silent, starting up, closed, or without a free
 * connection. What
 * waiting cannot mend ends it at once: a wrong password, a missing role, something else than PostgreSQL.
 *
 * <p>A missing database is waited for as well: in a fresh container the server answers before its start-up script has
 * created the database. Without {@code --wait} it is an error at once, as ever.
 */
public final class ServerWait {

    private static final Set<ErrorCode> PASSING = Set.of(
            ErrorCode.DATABASE_UNREACHABLE,
            ErrorCode.DATABASE_SILENT,
            ErrorCode.SERVER_STARTING,
            ErrorCode.TOO_MANY_CONNECTIONS,
            ErrorCode.CONNECTION_LOST,
            ErrorCode.DATABASE_CLOSED,
            ErrorCode.DATABASE_MISSING);

    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2));

    private final Duration budget;
    private final Listener listener;
    private final Pause pause;
    private final RandomGenerator random;

    /** Told before every pause; shows one line of progress. */
    @FunctionalInterface
    public interface Listener {
        /**
         * The server is not ready.
         *
         * @param problem why
         * @param waited so far
         * @param attempt the one that failed, from 1
         */
        void waiting(Problem problem, Duration waited, int attempt);
    }

    /** Lets time pass. */
    @FunctionalInterface
    public interface Pause {
        /** Sleeps. */
        void sleep(Duration duration) throws InterruptedException;
    }

    /**
     * A wait.
     *
     * @param budget how long at most; zero for one attempt only
     * @param random for the length of pauses
     */
    public ServerWait(Duration budget, Listener listener, Pause pause, RandomGenerator random) {
        this.budget = budget;
        this.listener = listener;
        this.pause = pause;
        this.random = random;
    }

    /**
     * Opens a session as soon as there can be one.
     *
     * @throws PawlException the error of the last attempt, or INTERRUPTED
     */
    public Session open(Connector connector) {
        return first(connector::open);
    }

    private <T> T first(Supplier<T> attempts) {
        long start = System.nanoTime();
        for (int attempt = 1; ; attempt++) {
            try {
                return attempts.get();
            } catch (PawlException e) {
                Duration waited = Duration.ofNanos(System.nanoTime() - start);
                Duration delay = BACKOFF.after(attempt, random);
                if (!PASSING.contains(e.problem().code()) || waited.plus(delay).compareTo(budget) > 0) {
                    throw e;
                }
                listener.waiting(e.problem(), waited, attempt);
                sleep(delay, e);
            }
        }
    }

    private void sleep(Duration delay, PawlException last) {
        try {
            pause.sleep(delay);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw PawlException.of(
                    Problem.of(
                            ErrorCode.INTERRUPTED,
                            "Interrupted while waiting for the server: "
                                    + last.problem().message(),
                            "Run the command again when the server is up."),
                    e);
        }
    }
}
