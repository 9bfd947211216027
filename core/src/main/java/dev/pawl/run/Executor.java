package dev.pawl.run;

import dev.pawl.error.Problem;
import dev.pawl.plan.PreparedStep;
import dev.pawl.postgres.Session;
import java.time.Duration;

/** Makes one attempt at a migration. */
interface Executor {

    /** One attempt; leaves no open transaction behind. */
    Attempted attempt(Session session, PreparedStep step);

    /**
     * Records that the migration is given up after attempts that were blocked.
     *
     * @return the problem; what kept it from being recorded is told in it
     */
    Problem giveUp(Session session, PreparedStep step, Problem problem, Duration elapsed);
}
