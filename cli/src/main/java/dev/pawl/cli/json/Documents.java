package dev.pawl.cli.json;

import dev.pawl.cli.words.Usage;
import dev.pawl.error.PawlException;
import dev.pawl.history.Attempt;
import dev.pawl.report.DoctorReport;
import dev.pawl.report.EndSessionReport;
import dev.pawl.report.MarkReport;
import dev.pawl.report.MigrateReport;
import dev.pawl.report.PlanReport;
import dev.pawl.report.RepairReport;
import dev.pawl.report.RollbackReport;
import dev.pawl.report.RunMigration;
import dev.pawl.report.SchemaVersion;
import dev.pawl.report.SessionsReport;
import dev.pawl.report.StatusReport;
import dev.pawl.report.TenantsReport;
import dev.pawl.report.ValidationReport;
import io.avaje.jsonb.Jsonb;
import java.util.List;

/**
 * The JSON documents, each on one line. Every key is always there; what is not known is null. Keys and their order are a
 * contract, frozen by golden tests.
 */
public final class Documents {

    private static final Jsonb JSONB =
            Jsonb.builder().serializeNulls(true).serializeEmpty(true).build();

    private Documents() {}

    /** The document of {@code status}. */
    public static String status(StatusReport report) {
        return JSONB.toJson(StatusJson.of(report));
    }

    /** The document of {@code migrate}. */
    public static String migrate(MigrateReport report) {
        return JSONB.toJson(MigrateJson.of(report));
    }

    /** The document of {@code migrate --dry-run}. */
    public static String plan(PlanReport plan) {
        return JSONB.toJson(DryRunJson.of(plan));
    }

    /** The document of {@code validate}. */
    public static String validation(ValidationReport report) {
        return JSONB.toJson(ValidateJson.of(report));
    }

    /** The document of a verb over tenants. */
    public static String tenants(TenantsReport<?> report) {
        return JSONB.toJson(TenantsJson.of(report));
    }

    /** The document of a failure that ends the process with its own exit code, or does not end it. */
    public static String error(PawlException failure) {
        return error(failure, failure.exitCode().value());
    }

    /**
     * The document of a failure.
     *
     * @param exitCode what the process ends with
     */
    public static String error(PawlException failure, int exitCode) {
        return JSONB.toJson(ErrorJson.of(failure, exitCode));
    }

    /**
     * The document of a run that failed.
     *
     * @param exitCode what the process ends with
     * @param applied what it had applied before
     */
    public static String stopped(PawlException failure, int exitCode, List<RunMigration> applied) {
        return JSONB.toJson(StoppedJson.of(failure, exitCode, applied));
    }

    /** The document of {@code sessions}. */
    public static String sessions(SessionsReport report) {
        return JSONB.toJson(SessionsJson.of(report));
    }

    /** The document of {@code sessions --end} and {@code sessions --release}. */
    public static String endSession(EndSessionReport report) {
        return JSONB.toJson(EndSessionJson.of(report));
    }

    /** The document of {@code history}. */
    public static String history(List<Attempt> attempts) {
        return JSONB.toJson(HistoryJson.of(attempts));
    }

    /** The document of {@code version}. */
    public static String version(SchemaVersion version, String tool) {
        return JSONB.toJson(new VersionJson(version.version().orElse(null), version.applied(), tool));
    }

    /** The document of {@code --version}. */
    public static String tool(String tool) {
        return JSONB.toJson(new ToolJson(tool));
    }

    /** The document of {@code new} and {@code init}. */
    public static String files(List<String> written, List<String> kept) {
        return JSONB.toJson(new FilesJson(written, kept));
    }

    /** The document of {@code mark} and {@code baseline}. */
    public static String mark(MarkReport report) {
        return JSONB.toJson(MarkJson.of(report));
    }

    /** The document of {@code rollback}. */
    public static String rollback(RollbackReport report) {
        return JSONB.toJson(RollbackJson.of(report));
    }

    /** The document of {@code repair}. */
    public static String repair(RepairReport report) {
        return JSONB.toJson(RepairJson.of(report));
    }

    /** The document of {@code doctor}. */
    public static String doctor(DoctorReport report) {
        return JSONB.toJson(DoctorJson.of(report));
    }

    /** The document of {@code help}. */
    public static String help(List<Usage> usages) {
        return JSONB.toJson(HelpJson.of(usages));
    }
}
