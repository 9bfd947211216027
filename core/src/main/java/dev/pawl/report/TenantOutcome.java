package dev.pawl.report;

import dev.pawl.error.PawlException;
import java.util.List;

/**
 * What became of one tenant.
 *
 * @param <R> the report of the verb
 */
public sealed interface TenantOutcome<R> {

    /** The tenant's schema, as the catalog has it. */
    String schema();

    /**
     * All was done.
     *
     * @param report as the verb gives it for one database
     */
    record Done<R>(String schema, R report) implements TenantOutcome<R> {}

    /**
     * It failed.
     *
     * @param failure why
     * @param applied what was applied before; it stays applied
     */
    record Failed<R>(String schema, PawlException failure, List<RunMigration> applied) implements TenantOutcome<R> {
        /** Copies the list. */
        public Failed {
            applied = List.copyOf(applied);
        }
    }

    /** Nothing was changed in it, because another one failed, or the run was interrupted, before its turn came. */
    record NotBegun<R>(String schema) implements TenantOutcome<R> {}
}
