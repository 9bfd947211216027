package dev.pawl.run;

import dev.pawl.postgres.Blocker;
import dev.pawl.postgres.Blockers;
import dev.pawl.postgres.Session;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Looks, from the sideline, at who blocks the session that works (spec R6): from half a second on, once a second. */
final class BlockerWatch {

    private static final Duration FIRST_LOOK = Duration.ofMillis(500);
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Sideline sideline;
    private volatile List<String> seen = List.of();
    private volatile List<Integer> lastPids = List.of();

    BlockerWatch(Sideline sideline) {
        this.sideline = sideline;
    }

    /** Watches a backend until the result is closed; forgets what was seen before. */
    Sideline.Ongoing start(int backendPid) {
        return start(backendPid, blockers -> {});
    }

    /**
     * As {@link #start(int)}.
     *
     * @param onChange told of others than at the last look, on the sideline's thread
     */
    Sideline.Ongoing start(int backendPid, Consumer<List<String>> onChange) {
        seen = List.of();
        lastPids = List.of();
        return sideline.every(FIRST_LOOK, INTERVAL, session -> look(session, backendPid, onChange));
    }

    /** Who blocked the backend at the last look, in the words of a message; empty where nobody was seen. */
    List<String> seen() {
        return seen;
    }

    private void look(Supplier<Session> session, int backendPid, Consumer<List<String>> onChange) {
        List<Blocker> found = Blockers.of(session.get(), backendPid);
        if (found.isEmpty()) {
            return;
        }
        seen = found.stream().map(Blocker::describe).toList();
        List<Integer> pids = found.stream().map(Blocker::pid).toList();
        if (!pids.equals(lastPids)) {
            lastPids = pids;
            onChange.accept(seen);
        }
    }
}
