package dev.pawl.postgres;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A session that runs migrations, or keeps one that does from going on. What the role may not see is empty.
 *
 * @param kind why it is listed
 * @param seen what it is and does
 * @param startedAt when it began: with its process's number, what tells it from a later one
 * @param transactionStartedAt when its transaction began; empty where it has none
 * @param inState how long it has been in its state
 * @param waits for whom it waits, and what for
 */
public record SurveyedSession(
        Kind kind,
        Blocker seen,
        Optional<Instant> startedAt,
        Optional<Instant> transactionStartedAt,
        Optional<Duration> inState,
        List<Wait> waits) {

    /** Why a session is listed. */
    public enum Kind {
        /** It belongs to a run of pawl. */
        RUNNER,
        /** A runner waits for it, or for somebody who waits for it. */
        BLOCKER
    }

    /**
     * What one session wants of another.
     *
     * @param blocker the process that has it; 0 for a prepared transaction
     * @param type of the lock: {@code relation}, {@code transactionid}, {@code virtualxid} …
     * @param relation the table or index, with its schema; empty for other locks
     * @param wanted the mode that is waited for
     * @param held the modes in which the blocker has it; none where it only waits ahead
     */
    public record Wait(
            int blocker, Optional<String> type, Optional<String> relation, Optional<String> wanted, List<String> held) {

        /** Copies the list. */
        public Wait {
            held = List.copyOf(held);
        }
    }

    /** Copies the list. */
    public SurveyedSession {
        waits = List.copyOf(waits);
    }

    /** Its process. */
    public int pid() {
        return seen.pid();
    }

    /** The run that it belongs to; empty for a session that is not pawl's. */
    public Optional<RunName> run() {
        return seen.applicationName().flatMap(RunName::read);
    }

    /** Whether the role may not see what it does. */
    public boolean isHidden() {
        return pid() != 0 && seen.state().isEmpty();
    }

    /** Whether it is a runner. */
    public boolean isRunner() {
        return kind == Kind.RUNNER;
    }

    /** Whether a statement of it is running. */
    public boolean isActive() {
        return seen.state().filter("active"::equals).isPresent();
    }

    /** Whether it does nothing, and holds no lock of a transaction. */
    public boolean isIdle() {
        return seen.state().filter("idle"::equals).isPresent();
    }

    /**
     * The condition that a row of {@code pg_stat_activity} is still this session: neither another that was given the same
     * number, nor, behind a pooler, another client's that was given the same connection.
     */
    public String isStillThere() {
        String start = startedAt
                .map(moment -> " AND a.backend_start = " + Literal.timestamp(moment))
                .orElse("");
        return "a.pid = " + pid() + start + " AND " + isOfSameClient();
    }

    private String isOfSameClient() {
        return run().map(name -> "pg_catalog.split_part(a.application_name, ' ', 1) = "
                        + Literal.text(RunName.PREFIX + name.run()))
                .orElseGet(() -> "COALESCE(a.application_name, '') = "
                        + Literal.text(seen.applicationName().orElse("")));
    }
}
