package dev.pawl.report;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A session of the server, as it is at one moment. What the role may not see is empty.
 *
 * @param pid its process; 0 for a prepared transaction, which has none
 * @param applicationName what it calls itself
 * @param user its role
 * @param client the address it comes from, or {@code local}
 * @param startedAt when it began
 * @param state {@code active}, {@code idle in transaction} …
 * @param inState how long it has been in that state
 * @param openFor how long its transaction has been open; empty where it has none
 * @param query what it runs or ran last, in one short line, without secrets
 * @param waitsFor the processes that it waits for
 */
public record LiveSession(
        int pid,
        Optional<String> applicationName,
        Optional<String> user,
        Optional<String> client,
        Optional<Instant> startedAt,
        Optional<String> state,
        Optional<Duration> inState,
        Optional<Duration> openFor,
        Optional<String> query,
        List<Integer> waitsFor) {

    /** Copies the list. */
    public LiveSession {
        waitsFor = List.copyOf(waitsFor);
    }

    /** Whether the role may not see what it does. */
    public boolean isHidden() {
        return pid != 0 && state.isEmpty();
    }
}
