package dev.pawl.cli.connect;

import dev.pawl.Pawl;
import dev.pawl.PawlBuilder;
import dev.pawl.cli.config.Key;
import dev.pawl.discover.DuplicatePolicy;
import dev.pawl.discover.GapPolicy;
import dev.pawl.guard.ProductionPolicy;
import dev.pawl.plan.OrderPolicy;
import dev.pawl.postgres.Pooling;

/** Settings in the library's words. */
final class Builders {

    private Builders() {}

    /** Everything but the database and the listener. */
    static PawlBuilder of(Settings settings) {
        PawlBuilder builder = Pawl.builder();
        addFiles(settings, builder);
        addRun(settings, builder);
        addTenants(settings, builder);
        settings.text(Key.TABLE).ifPresent(builder::table);
        settings.text(Key.SHAPE).ifPresent(builder::shape);
        settings.environment().map(named -> named.environment().name()).ifPresent(builder::environment);
        settings.variables()
                .find("PAWL_ACTOR")
                .or(() -> settings.variables().find("GITHUB_ACTOR"))
                .ifPresent(builder::actor);
        if (settings.text(Key.CONFIRM).filter("off"::equals).isPresent()) {
            builder.production(ProductionPolicy.TRUST);
        }
        if (settings.isSkipping()) {
            builder.skipMigrations();
        }
        return builder;
    }

    private static void addTenants(Settings settings, PawlBuilder builder) {
        Settings.TenantChoice tenants = settings.tenants();
        if (tenants.isMade()) {
            builder.tenantSchemas(tenants.schemas());
            tenants.query().ifPresent(builder::tenantSchemasQuery);
            settings.count(Key.TENANT_CONNECTIONS).ifPresent(builder::tenantConnections);
        }
    }

    private static void addFiles(Settings settings, PawlBuilder builder) {
        builder.locations(settings.locations()).workingDirectory(settings.folder());
        settings.text(Key.LAYOUT).ifPresent(builder::layout);
        builder.ignore(settings.texts(Key.IGNORE));
        if (settings.text(Key.DUPLICATES).filter("by-name"::equals).isPresent()) {
            builder.duplicates(DuplicatePolicy.BY_NAME);
        }
        if (settings.text(Key.GAPS).filter("deny"::equals).isPresent()) {
            builder.gaps(GapPolicy.DENY);
        }
        settings.text(Key.OUT_OF_ORDER).map(Builders::orderPolicy).ifPresent(builder::outOfOrder);
    }

    private static OrderPolicy orderPolicy(String word) {
        return switch (word) {
            case "allow" -> OrderPolicy.ALLOW;
            case "deny" -> OrderPolicy.DENY;
            default -> OrderPolicy.WARN;
        };
    }

    private static void addRun(Settings settings, PawlBuilder builder) {
        settings.duration(Key.LOCK_TIMEOUT).ifPresent(builder::lockTimeout);
        settings.duration(Key.LOCK_BUDGET).ifPresent(builder::lockBudget);
        settings.duration(Key.STATEMENT_TIMEOUT).ifPresent(builder::statementTimeout);
        settings.duration(Key.RUNNER_WAIT).ifPresent(builder::runnerWait);
        settings.duration(Key.LEASE_TIME).ifPresent(builder::leaseTime);
        settings.duration(Key.SLOW_AFTER).ifPresent(builder::slowAfter);
        settings.duration(Key.WAIT).ifPresent(builder::connectWait);
        if (settings.text(Key.POOLING).filter("session"::equals).isPresent()) {
            builder.pooling(Pooling.SESSION);
        }
    }
}
