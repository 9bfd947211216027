package dev.pawl.migration;

import java.util.List;
import java.util.Optional;

/**
 * What a script's head asks for, in pawl's words ({@code -- pawl: …}, spec F7) or in those of its layout.
 *
 * @param transaction {@link TransactionMode#NON_TRANSACTIONAL} where the script asks to run outside a transaction;
 *     empty where its statements decide
 * @param environments where it runs
 * @param lockTimeout instead of the run's
 * @param statementTimeout instead of the run's
 * @param dependsOn versions that must be applied before this one
 */
public record Directives(
        Optional<TransactionMode> transaction,
        EnvironmentFilter environments,
        Optional<LockTimeout> lockTimeout,
        Optional<StatementTimeout> statementTimeout,
        List<Version> dependsOn) {

    /** A script without directives. */
    public static final Directives NONE = new Directives(
            Optional.empty(), new EnvironmentFilter.Everywhere(), Optional.empty(), Optional.empty(), List.of());

    /** Copies the list. */
    public Directives {
        dependsOn = List.copyOf(dependsOn);
    }

    /** These directives, with the transaction mode set. */
    public Directives withTransaction(TransactionMode mode) {
        return new Directives(Optional.of(mode), environments, lockTimeout, statementTimeout, dependsOn);
    }
}
