package dev.pawl.postgres;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Ends a session: asks first, then insists.
 *
 * <p>A cancelled statement is the gentler end. A runner then records why it failed, gives its claim or lease back in good order
 * and lets those know that wait for it, where one whose session is gone can do none of that; and a program that is in the
 * way keeps its connection. Only who does not react is ended: it sits idle in its transaction, or its client is gone.
 */
public final class Termination {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    /** Five seconds. */
    private static final int LOOKS_AFTER_CANCEL = 50;

    /** Ten seconds. */
    private static final int LOOKS_AFTER_TERMINATE = 100;

    /** A runner that has failed records it and closes its session; one that stays idle for so many looks is done, too. */
    private static final int IDLE_LOOKS = 10;

    private final Session session;
    private final ServerWait.Pause pause;

    /** What was needed. */
    public enum Outcome {
        /** Its statement was cancelled, and its transaction is over. */
        CANCELLED,
        /** It was ended. */
        TERMINATED,
        /** It was gone already. */
        GONE
    }

    /** What is seen of it at a look. */
    private record Glance(Optional<String> state, boolean isSameTransaction) {}

    /**
     * Works from a session beside it.
     *
     * @param pause lets time pass between looks
     */
    public Termination(Session session, ServerWait.Pause pause) {
        this.session = session;
        this.pause = pause;
    }

    /**
     * Ends a session that was seen; another one that has its number by now is left alone.
     *
     * @throws PawlException PERMISSION_MISSING, SESSION_NOT_ENDED if it does not go, or of the database family
     */
    public Outcome end(SurveyedSession target) {
        if (target.isActive()) {
            if (!signal("pg_cancel_backend", target)) {
                return Outcome.GONE;
            }
            if (isSettled(target)) {
                return Outcome.CANCELLED;
            }
        }
        if (!signal("pg_terminate_backend", target)) {
            return target.isActive() ? Outcome.CANCELLED : Outcome.GONE;
        }
        requireGone(target);
        return Outcome.TERMINATED;
    }

    /** Whether there was somebody to signal. */
    private boolean signal(String function, SurveyedSession target) {
        try {
            boolean[] isThere = {false};
            session.sendEach(
                    "SELECT pg_catalog." + function + "(a.pid) FROM pg_catalog.pg_stat_activity a WHERE "
                            + target.isStillThere(),
                    rows -> isThere[0] = rows.next() && rows.getBoolean(1));
            session.drainWarnings();
            return isThere[0];
        } catch (SQLException e) {
            throw SqlState.is(e, SqlState.INSUFFICIENT_PRIVILEGE)
                    ? PawlException.of(notAllowed(target, e), e)
                    : DatabaseProblems.exception(e, session.spec().orElse(null));
        }
    }

    private boolean isSettled(SurveyedSession target) {
        int idle = 0;
        for (int look = 0; look < LOOKS_AFTER_CANCEL; look++, rest()) {
            Optional<Glance> glance = glance(target);
            if (glance.isEmpty()) {
                return true;
            }
            boolean isOver = !glance.get().isSameTransaction() || isAborted(glance.get());
            if (!target.isRunner() && isOver) {
                return true;
            }
            idle = glance.get().state().filter("idle"::equals).isPresent() ? idle + 1 : 0;
            if (idle >= IDLE_LOOKS) {
                return true;
            }
        }
        return false;
    }

    /** PostgreSQL has rolled it back and let its locks go; its client has only not said so itself. */
    private static boolean isAborted(Glance glance) {
        return glance.state().filter("idle in transaction (aborted)"::equals).isPresent();
    }

    private Optional<Glance> glance(SurveyedSession target) {
        String transaction = target.transactionStartedAt()
                .map(start -> "a.xact_start IS NOT DISTINCT FROM " + Literal.timestamp(start))
                .orElse("TRUE");
        List<Glance> seen = session.query(
                "SELECT a.state, " + transaction + " FROM pg_catalog.pg_stat_activity a WHERE " + target.isStillThere(),
                row -> new Glance(Optional.ofNullable(row.getString(1)), row.getBoolean(2)));
        return seen.stream().findFirst();
    }

    private void requireGone(SurveyedSession target) {
        for (int look = 0; look < LOOKS_AFTER_TERMINATE; look++, rest()) {
            if (glance(target).isEmpty()) {
                return;
            }
        }
        throw PawlException.of(Problem.of(
                ErrorCode.SESSION_NOT_ENDED,
                "The session of pid " + target.pid() + " was told to end, and has not within "
                        + BETWEEN_LOOKS.multipliedBy(LOOKS_AFTER_TERMINATE).toSeconds() + " s.",
                "The server ends it as soon as what it waits for lets it: a slow disk, a foreign server. Look again with"
                        + " `pawl sessions`."));
    }

    private void rest() {
        try {
            pause.sleep(BETWEEN_LOOKS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw PawlException.of(
                    Problem.of(
                            ErrorCode.INTERRUPTED,
                            "Interrupted while a session was being ended.",
                            "See what became of it with `pawl sessions`."),
                    e);
        }
    }

    private Problem notAllowed(SurveyedSession target, SQLException error) {
        String own =
                session.query("SELECT current_user", row -> row.getString(1)).get(0);
        String owner = target.seen().user().orElse("another role");
        Problem problem = Problem.of(
                ErrorCode.PERMISSION_MISSING,
                "The role " + own + " may not end a session of " + owner + ".",
                "As a superuser run `GRANT pg_signal_backend TO " + new Identifier(own).sql() + ";`, or run this as "
                        + owner + ". A superuser's sessions only a superuser can end.");
        return DatabaseProblems.serverMessage(error).map(problem::withServer).orElse(problem);
    }
}
