package dev.pawl;

import dev.pawl.discover.DiscoverySettings;
import dev.pawl.discover.Location;
import dev.pawl.event.RunListener;
import dev.pawl.guard.ProductionPolicy;
import dev.pawl.history.History;
import dev.pawl.migration.Environment;
import dev.pawl.plan.OrderPolicy;
import dev.pawl.postgres.Connector;
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
 * @param skipping whether {@code migrate} does anything
 * @param listener hears what happens
 */
record Settings(
        Optional<Connector> connector,
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
        Skipping skipping,
        RunListener listener) {

    /** The environment that decides which migrations run: the run's, else the one that the database remembers. */
    Optional<Environment> environmentOn(History history) {
        return environment.or(history::environment);
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
