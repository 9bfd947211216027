package dev.pawl;

import dev.pawl.discover.DiscoverySettings;
import dev.pawl.discover.Location;
import dev.pawl.event.RunListener;
import dev.pawl.guard.ProductionPolicy;
import dev.pawl.history.History;
import dev.pawl.migration.Environment;
import dev.pawl.plan.OrderPolicy;
import dev.pawl.postgres.BoundedConnections;
import dev.pawl.postgres.Connector;
import dev.pawl.postgres.Identifier;
import dev.pawl.postgres.Pooler;
import dev.pawl.postgres.Pooling;
import dev.pawl.postgres.QualifiedName;
import dev.pawl.postgres.RunName;
import dev.pawl.record.Actor;
import dev.pawl.record.Lease;
import dev.pawl.record.Shape;
import dev.pawl.run.RunSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Everything that {@link PawlBuilder} collected. Stages are given what they need of it, never the whole.
 *
 * @param connector opens sessions of a run; empty where only files are worked with
 * @param beside opens sessions beside the one that works, where those are other ones
 * @param runName what the sessions of a run are called in {@code pg_stat_activity}
 * @param connectWait how long to wait for a server that is starting
 * @param pooling how a pooler in between works, if there is one
 * @param locations where migrations are
 * @param discovery how they are found
 * @param table the history table
 * @param shape the shape that the config pins
 * @param environment the run's
 * @param orderPolicy for late files
 * @param production whether production asks for confirmation
 * @param run how a run behaves
 * @param actor who runs it
 * @param tenants the schemas to work in, where there are several
 * @param skipping whether {@code migrate} does anything
 * @param listener hears what happens
 */
record Settings(
        Optional<Connector> connector,
        Optional<Connector> beside,
        RunName runName,
        Duration connectWait,
        Pooling pooling,
        List<Location> locations,
        DiscoverySettings discovery,
        QualifiedName table,
        Optional<Shape> shape,
        Optional<Environment> environment,
        OrderPolicy orderPolicy,
        ProductionPolicy production,
        RunSettings run,
        Actor actor,
        TenantSettings tenants,
        Skipping skipping,
        RunListener listener) {

    /** The environment that decides which migrations run: the run's, else the one that the database remembers. */
    Optional<Environment> environmentOn(History history) {
        return environment.or(history::environment);
    }

    /** The same, over another way to connect. */
    Settings connectedBy(Connector way) {
        return with(Optional.of(way), beside, runName, table, run, tenants, listener);
    }

    /**
     * The same for one tenant: its history is in its schema, and its scripts run there.
     *
     * @param part the number of the tenant
     */
    Settings ofTenant(Identifier schema, int part, BoundedConnections connections, RunListener told) {
        RunName name = runName.part(part);
        return ofTenant(schema, name, Optional.of(connections.toWork()), Optional.of(connections.toLook()), told);
    }

    /** The same for one tenant alone. */
    Settings ofTenant(Identifier schema) {
        return ofTenant(schema, runName, connector, beside, listener);
    }

    private Settings ofTenant(
            Identifier schema,
            RunName name,
            Optional<Connector> connects,
            Optional<Connector> looks,
            RunListener told) {
        return with(
                connects.map(way -> way.as(name.toString())),
                looks.map(way -> way.as(name.toString())),
                name,
                new QualifiedName(schema, table.name()),
                run.in(schema, name),
                TenantSettings.NONE,
                told);
    }

    private Settings with(
            Optional<Connector> connects,
            Optional<Connector> besides,
            RunName name,
            QualifiedName historyTable,
            RunSettings runs,
            TenantSettings known,
            RunListener told) {
        return new Settings(
                connects,
                besides,
                name,
                connectWait,
                pooling,
                locations,
                discovery,
                historyTable,
                shape,
                environment,
                orderPolicy,
                production,
                runs,
                actor,
                known,
                skipping,
                told);
    }

    /** This run, as the owner of leases. */
    Lease.Owner owner(Pooler pooler) {
        String process =
                actor.executedBy() + ", process " + ProcessHandle.current().pid();
        Lease.Line line = pooler == Pooler.TRANSACTION ? Lease.Line.POOLED : Lease.Line.DIRECT;
        return new Lease.Owner(UUID.randomUUID(), process, runName.toString(), line);
    }

    /** Whether {@code migrate} does anything (spec R10). */
    enum Skipping {
        /** It does. */
        NO,
        /** {@code SKIP_MIGRATIONS=1}. */
        YES
    }
}
