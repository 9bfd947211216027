package dev.pawl.cli.json;

import dev.pawl.error.PawlException;
import dev.pawl.report.MigrateReport;
import dev.pawl.report.PlanReport;
import dev.pawl.report.StatusReport;
import dev.pawl.report.TenantOutcome;
import dev.pawl.report.TenantsReport;
import dev.pawl.report.ValidationReport;
import io.avaje.jsonb.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What verbs print with {@code --json} that work on several tenants: for each of them the document that the verb prints for
 * one database, under the verb's name; the others are null.
 */
@Json
record TenantsJson(List<TenantJson> tenants, int done, int failed, int notBegun, long durationMs) {

    private static final String DONE = "done";

    /**
     * One tenant.
     *
     * @param outcome {@code done}, {@code failed} or {@code not-begun}
     * @param applied by this run, also where it failed
     */
    @Json
    record TenantJson(
            String schema,
            String outcome,
            List<RunJson> applied,
            @Nullable MigrateJson migrate,
            @Nullable DryRunJson plan,
            @Nullable StatusJson status,
            @Nullable ValidateJson validate,
            ErrorJson.@Nullable Body error) {

        private static TenantJson of(TenantOutcome<?> outcome) {
            if (outcome instanceof TenantOutcome.Failed<?> failed) {
                return failed(failed.schema(), failed.failure(), RunJson.of(failed.applied()));
            }
            return outcome instanceof TenantOutcome.Done<?> done
                    ? done(done.schema(), done.report())
                    : new TenantJson(outcome.schema(), "not-begun", List.of(), null, null, null, null, null);
        }

        private static TenantJson failed(String schema, PawlException failure, List<RunJson> applied) {
            int code = failure.exitCode().value();
            return new TenantJson(
                    schema,
                    "failed",
                    applied,
                    null,
                    null,
                    null,
                    null,
                    ErrorJson.of(failure, code).error());
        }

        private static TenantJson done(String schema, Object report) {
            if (report instanceof MigrateReport migrated) {
                return new TenantJson(
                        schema, DONE, RunJson.of(migrated.applied()), MigrateJson.of(migrated), null, null, null, null);
            }
            return new TenantJson(
                    schema,
                    DONE,
                    List.of(),
                    null,
                    report instanceof PlanReport plan ? DryRunJson.of(plan) : null,
                    report instanceof StatusReport status ? StatusJson.of(status) : null,
                    report instanceof ValidationReport validation ? ValidateJson.of(validation) : null,
                    null);
        }
    }

    static TenantsJson of(TenantsReport<?> report) {
        return new TenantsJson(
                report.tenants().stream().map(TenantJson::of).toList(),
                report.done().size(),
                report.failed().size(),
                report.notBegun().size(),
                report.duration().toMillis());
    }
}
