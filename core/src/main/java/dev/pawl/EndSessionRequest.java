package dev.pawl;

import dev.pawl.guard.Confirmation;
import java.time.Instant;
import java.util.Optional;

/**
 * What one call of {@link Pawl#endSession} is asked to end (spec R11).
 *
 * @param target a session, or what a dead run has left
 * @param reason why, for the audit
 * @param confirmation needed on production
 * @param consent asked with the session or lease in view, just before it is ended
 */
public record EndSessionRequest(Target target, Optional<String> reason, Confirmation confirmation, Consent consent) {

    /** What to end. */
    public sealed interface Target {}

    /**
     * One session: a runner, or one that keeps a runner from going on.
     *
     * @param pid its process
     * @param startedAt when it began, as it was listed; a later session with the same number is left alone. Empty for
     *     whoever has the number now.
     */
    public record OfProcess(int pid, Optional<Instant> startedAt) implements Target {}

    /**
     * The lease of a run that is dead.
     *
     * @param selector its migration, by version or file name
     */
    public record OfLease(String selector) implements Target {}

    /** Agrees, or not. */
    @FunctionalInterface
    public interface Consent {

        /** Agrees without looking. */
        Consent GIVEN = what -> true;

        /**
         * Whether to go on.
         *
         * @param what the session or lease in the words of a question: {@code pid 4711 (psql, role report, …)}
         */
        boolean isGivenFor(String what);
    }

    /** Ends a session without asking again, unless the database is production. */
    public static EndSessionRequest of(int pid, String reason) {
        return new EndSessionRequest(
                new OfProcess(pid, Optional.empty()), Optional.of(reason), Confirmation.MISSING, Consent.GIVEN);
    }
}
