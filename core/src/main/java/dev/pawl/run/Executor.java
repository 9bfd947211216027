package dev.pawl.run;

import dev.pawl.plan.PreparedStep;
import dev.pawl.postgres.Session;
import java.time.Instant;
import java.util.Optional;

/** Makes one attempt at a migration. */
interface Executor {

    /**
     * One attempt; leaves no open transaction behind.
     *
     * @param waitingSince since when, by the server's clock, this run waits for another one's attempt at this migration; a
     *     failure of that one since then counts as the outcome (spec R4)
     */
    Attempted attempt(Session session, PreparedStep step, Optional<Instant> waitingSince);
}
