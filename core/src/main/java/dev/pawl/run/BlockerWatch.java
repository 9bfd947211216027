package dev.pawl.run;

import dev.pawl.error.PawlException;
import dev.pawl.migration.LockTimeout;
import dev.pawl.postgres.Blocker;
import dev.pawl.postgres.Blockers;
import dev.pawl.postgres.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Looks, from the sideline, at who blocks the session that works (spec R6): from half a second on, once a second; more often
 * where the lock timeout is short, so that whoever was waited for to its end has been looked at.
 */
final class BlockerWatch {

    private static final Duration FIRST_LOOK = Duration.ofMillis(500);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration SHORTEST = Duration.ofMillis(50);

    /** The oldest transactions are named, and the others counted: any number may read a table. */
    private static final int NAMED = 5;

    private final Sideline sideline;
    private volatile List<String> seen = List.of();
    private volatile List<Integer> lastPids = List.of();

    BlockerWatch(Sideline sideline) {
        this.sideline = sideline;
    }

    /** Who is watched. */
    sealed interface Watched {
        /** A process of the server's, which is the same for as long as the watch lasts. */
        record Backend(int pid) implements Watched {}

        /** Whatever process is at work under this run's name: behind a pooler it changes from statement to statement. */
        record Namesake() implements Watched {}
    }

    /** Watches a backend until the result is closed; forgets what was seen before. */
    Sideline.Ongoing start(int backendPid, LockTimeout patience) {
        return start(new Watched.Backend(backendPid), patience, blockers -> {});
    }

    /**
     * As {@link #start(int, LockTimeout)}, for whoever works.
     *
     * @param onChange told of others than at the last look, on the sideline's thread
     */
    Sideline.Ongoing start(Watched watched, LockTimeout patience, Consumer<List<String>> onChange) {
        seen = List.of();
        lastPids = List.of();
        return sideline.every(
                part(patience, 4, FIRST_LOOK),
                part(patience, 2, INTERVAL),
                session -> look(session, watched, onChange),
                this::missed);
    }

    private static Duration part(LockTimeout patience, int divisor, Duration most) {
        Duration part = patience.value().dividedBy(divisor);
        if (part.isZero() || part.compareTo(most) > 0) {
            return most;
        }
        return part.compareTo(SHORTEST) < 0 ? SHORTEST : part;
    }

    /** Who blocked the backend at the last look, in the words of a message; empty where nobody was seen. */
    List<String> seen() {
        return seen;
    }

    private void look(Supplier<Session> session, Watched watched, Consumer<List<String>> onChange) {
        List<Blocker> found = watched instanceof Watched.Backend backend
                ? Blockers.of(session.get(), backend.pid())
                : Blockers.ofNamesake(session.get());
        if (found.isEmpty()) {
            return;
        }
        seen = words(found);
        List<Integer> pids = found.stream().map(Blocker::pid).toList();
        if (!pids.equals(lastPids)) {
            lastPids = pids;
            onChange.accept(seen);
        }
    }

    private static List<String> words(List<Blocker> found) {
        List<String> words = new ArrayList<>(
                found.stream().limit(NAMED).map(Blocker::describe).toList());
        if (found.size() > NAMED) {
            words.add("and " + (found.size() - NAMED) + " more");
        }
        return List.copyOf(words);
    }

    private void missed(RuntimeException e) {
        if (seen.isEmpty() && e instanceof PawlException why) {
            seen = List.of("a session that cannot be named, because no second connection could look: "
                    + why.problem().message());
        }
    }
}
