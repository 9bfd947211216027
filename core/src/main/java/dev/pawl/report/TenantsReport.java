package dev.pawl.report;

import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a verb did over tenants. A tenant that failed is an entry, not an exception: see {@link #failure}.
 *
 * @param tenants one entry each, in the order in which they were named
 * @param duration of the whole
 * @param warnings that are about none of them in particular
 * @param <R> the report of the verb for one tenant
 */
public record TenantsReport<R>(List<TenantOutcome<R>> tenants, Duration duration, List<Problem> warnings) {

    /** Copies the lists. */
    public TenantsReport {
        tenants = List.copyOf(tenants);
        warnings = List.copyOf(warnings);
    }

    /** Those that were done. */
    public List<TenantOutcome.Done<R>> done() {
        return tenants.stream()
                .filter(TenantOutcome.Done.class::isInstance)
                .map(outcome -> (TenantOutcome.Done<R>) outcome)
                .toList();
    }

    /** Those that failed. */
    public List<TenantOutcome.Failed<R>> failed() {
        return tenants.stream()
                .filter(TenantOutcome.Failed.class::isInstance)
                .map(outcome -> (TenantOutcome.Failed<R>) outcome)
                .toList();
    }

    /** The schemas of those whose turn did not come. */
    public List<String> notBegun() {
        return tenants.stream()
                .filter(TenantOutcome.NotBegun.class::isInstance)
                .map(TenantOutcome::schema)
                .toList();
    }

    /** Why the first tenant failed that did; empty where none failed. */
    public Optional<PawlException> failure() {
        return failed().stream().map(TenantOutcome.Failed::failure).findFirst();
    }

    /**
     * This report, where all went well.
     *
     * @throws PawlException of the first tenant that failed
     */
    public TenantsReport<R> orThrow() {
        Optional<PawlException> failure = failure();
        if (failure.isPresent()) {
            throw failure.get();
        }
        return this;
    }
}
