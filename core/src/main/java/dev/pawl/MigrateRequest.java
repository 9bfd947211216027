package dev.pawl;

import dev.pawl.guard.Confirmer;
import dev.pawl.plan.Target;
import java.util.Optional;

/**
 * What one call of {@link Pawl#migrate(MigrateRequest)} is asked to do.
 *
 * @param target how far to go
 * @param reviewed the digest of the plan that was reviewed; another plan is refused, and it counts as a confirmation
 * @param scope one transaction each, or one for all
 * @param labelling whether the database may be moved to this run's environment
 * @param marking whether a backup marker is set before the first migration
 * @param confirmer who confirms a run on production
 */
public record MigrateRequest(
        Target target,
        Optional<String> reviewed,
        Scope scope,
        Labelling labelling,
        Marking marking,
        Confirmer confirmer) {

    /** Everything that is pending, each in its own transaction, nothing confirmed. */
    public static final MigrateRequest DEFAULT = new MigrateRequest(
            new Target.Latest(), Optional.empty(), Scope.EACH, Labelling.KEEP, Marking.NONE, Confirmer.NOBODY);

    /** How much goes into a transaction (spec R1). */
    public enum Scope {
        /** Each migration has its own. */
        EACH,
        /** All migrations share one: all or nothing. */
        ALL
    }

    /** What happens to the environment that the database remembers (spec R8). */
    public enum Labelling {
        /** It stays. */
        KEEP,
        /** It becomes this run's, with an audit row. */
        RELABEL
    }

    /** Whether the run notes where the server's write-ahead log stands, to restore to (spec R7). */
    public enum Marking {
        /** It does not. */
        NONE,
        /** It makes a restore point where the role may, else it notes the position and the time. */
        BACKUP
    }

    /** This request with another target. */
    public MigrateRequest withTarget(Target changed) {
        return new MigrateRequest(changed, reviewed, scope, labelling, marking, confirmer);
    }

    /** This request, bound to a reviewed plan. */
    public MigrateRequest withReviewed(String digest) {
        return new MigrateRequest(target, Optional.of(digest), scope, labelling, marking, confirmer);
    }

    /** This request with another scope. */
    public MigrateRequest withScope(Scope changed) {
        return new MigrateRequest(target, reviewed, changed, labelling, marking, confirmer);
    }

    /** This request with another labelling. */
    public MigrateRequest withLabelling(Labelling changed) {
        return new MigrateRequest(target, reviewed, scope, changed, marking, confirmer);
    }

    /** This request with another marking. */
    public MigrateRequest withMarking(Marking changed) {
        return new MigrateRequest(target, reviewed, scope, labelling, changed, confirmer);
    }

    /** This request with somebody to ask. */
    public MigrateRequest withConfirmer(Confirmer changed) {
        return new MigrateRequest(target, reviewed, scope, labelling, marking, changed);
    }
}
