package dev.pawl;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.event.RunEvent;
import dev.pawl.event.RunListener;
import dev.pawl.postgres.BoundedConnections;
import dev.pawl.postgres.Connector;
import dev.pawl.postgres.Identifier;
import dev.pawl.postgres.Session;
import dev.pawl.report.MigrateReport;
import dev.pawl.report.TenantOutcome;
import dev.pawl.report.TenantsReport;
import dev.pawl.run.Cancellation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Does one thing in every tenant, in the order in which they are named, some at a time.
 *
 * @param <R> the report for one tenant
 */
final class TenantWork<R> {

    private final Settings settings;
    private final Interruption interruption;
    private final Cancellation whole;
    private final BiFunction<Settings, TenantTurn, R> task;
    private final OnFailure onFailure;
    private final RunListener listener;

    /** What becomes of the others when one tenant fails. */
    sealed interface OnFailure {
        /** They have their turn all the same. */
        record GoOn() implements OnFailure {}

        /** No other is begun. */
        record Stop(Canary canary) implements OnFailure {}
    }

    TenantWork(
            Settings settings,
            Interruption interruption,
            Cancellation whole,
            BiFunction<Settings, TenantTurn, R> task,
            OnFailure onFailure) {
        this.settings = settings;
        this.interruption = interruption;
        this.whole = whole;
        this.task = task;
        this.onFailure = onFailure;
        this.listener = new OneAtATime(settings.listener());
    }

    TenantsReport<R> run() {
        long start = System.nanoTime();
        CatalogReading reading = CatalogReading.begin(settings);
        try (BoundedConnections connections = new BoundedConnections(
                Database.connector(settings), settings.tenants().connections())) {
            Connector toWork = connections.toWork();
            List<Identifier> schemas = reading.during(() -> schemas(toWork, reading));
            Turns turns = new Turns(schemas, connections, reading.catalog());
            tell(new RunEvent.TenantsFound(schemas.size()));
            List<TenantOutcome<R>> outcomes = turns.takeAll();
            return new TenantsReport<>(outcomes, Duration.ofNanos(System.nanoTime() - start), warnings(schemas));
        }
    }

    /** Whoever only looks has the report. */
    private void tell(RunEvent event) {
        if (onFailure instanceof OnFailure.Stop) {
            listener.on(event);
        }
    }

    private List<Identifier> schemas(Connector connector, CatalogReading reading) {
        try (Session session = Database.connect(settings.connectedBy(connector), connector, whole, reading::catalog)) {
            return new TenantSchemas(settings.tenants()).find(session);
        }
    }

    private List<Problem> warnings(List<Identifier> schemas) {
        if (!schemas.isEmpty()) {
            return List.of();
        }
        Problem none = Problem.of(
                ErrorCode.TENANTS_NONE,
                "The query for the tenants' schemas gives no row: there is no tenant, and nothing was done.",
                "Nothing to do if there is none yet; else correct the query.");
        listener.on(new RunEvent.Warned(none));
        return List.of(none);
    }

    /** Who is next, and what became of each. */
    private final class Turns {
        private final List<Identifier> schemas;
        private final BoundedConnections connections;
        private final Catalog catalog;
        private final Scripts scripts = new Scripts(Scripts.Place.TENANT);
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicReferenceArray<TenantOutcome<R>> outcomes;
        private final AtomicReferenceArray<Throwable> defects;

        Turns(List<Identifier> schemas, BoundedConnections connections, Catalog catalog) {
            this.schemas = schemas;
            this.connections = connections;
            this.catalog = catalog;
            this.outcomes = new AtomicReferenceArray<>(schemas.size());
            this.defects = new AtomicReferenceArray<>(schemas.size());
        }

        /** The first alone, as nobody knows yet what it will be like; then some at a time. */
        List<TenantOutcome<R>> takeAll() {
            join(begin(Math.min(1, schemas.size()), this::takeOne));
            int others = Math.min(schemas.size() - 1, settings.tenants().atATime());
            join(begin(others, this::takeAllThatAreLeft));
            List<TenantOutcome<R>> all = new ArrayList<>();
            for (int i = 0; i < schemas.size(); i++) {
                rethrow(defects.get(i));
                all.add(outcomes.get(i));
            }
            return all;
        }

        private List<Thread> begin(int count, Runnable work) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Thread thread = new Thread(work, "pawl-tenants-" + i);
                thread.setDaemon(true);
                thread.start();
                threads.add(thread);
            }
            return threads;
        }

        /** An interrupted caller interrupts the run, and still gets its report. */
        private void join(List<Thread> threads) {
            boolean wasInterrupted = false;
            for (Thread thread : threads) {
                while (thread.isAlive()) {
                    try {
                        thread.join();
                    } catch (InterruptedException e) {
                        wasInterrupted = true;
                        interruption.request();
                    }
                }
            }
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }

        private void takeAllThatAreLeft() {
            while (next.get() < schemas.size()) {
                takeOne();
            }
        }

        private void takeOne() {
            int index = next.getAndIncrement();
            if (index < schemas.size()) {
                outcomes.set(
                        index, new TenantOutcome.NotBegun<>(schemas.get(index).name()));
                if (!isOver()) {
                    take(index);
                }
            }
        }

        private boolean isOver() {
            return whole.isRequested()
                    || (onFailure instanceof OnFailure.Stop stop
                            && stop.canary().isStopped());
        }

        private void take(int index) {
            Cancellation cancellation = interruption.begin();
            try {
                if (!whole.isRequested()) { // asked for before this turn could be told
                    outcomes.set(index, outcome(index, cancellation));
                }
            } catch (RuntimeException | Error defect) {
                defects.set(index, defect);
                stopOthers();
            } finally {
                interruption.end(cancellation);
            }
        }

        private TenantOutcome<R> outcome(int index, Cancellation cancellation) {
            Identifier schema = schemas.get(index);
            long start = System.nanoTime();
            SoFar soFar = new SoFar(Tenants.listenerOf(schema.name(), listener));
            try {
                R report = task.apply(
                        settings.ofTenant(schema, index + 1, connections, soFar),
                        new TenantTurn(catalog, scripts, cancellation));
                int applied = report instanceof MigrateReport migrated
                        ? migrated.applied().size()
                        : 0;
                tell(new RunEvent.TenantDone(schema.name(), applied, Duration.ofNanos(System.nanoTime() - start)));
                return new TenantOutcome.Done<>(schema.name(), report);
            } catch (TenantTurn.NotAdmitted e) {
                return new TenantOutcome.NotBegun<>(schema.name());
            } catch (PawlException failure) {
                stopOthers();
                tell(new RunEvent.TenantFailed(schema.name(), failure.problem()));
                return new TenantOutcome.Failed<>(schema.name(), failure, soFar.applied());
            }
        }

        private void stopOthers() {
            if (onFailure instanceof OnFailure.Stop stop) {
                stop.canary().stop();
            }
        }

        private static void rethrow(@Nullable Throwable defect) {
            if (defect instanceof RuntimeException e) {
                throw e;
            }
            if (defect instanceof Error e) {
                throw e;
            }
        }
    }
}
