package dev.pawl;

import dev.pawl.error.Problem;
import dev.pawl.event.RunListener;
import dev.pawl.guard.ProductionPolicy;
import dev.pawl.plan.OrderPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;

/** Collects the settings of a {@link Pawl}; {@link #build()} reports all that is wrong with them at once. */
public final class PawlBuilder {

    PawlBuilder() {}

    /** The database, in any form of spec N1 but {@code embedded:} and {@code docker:}. */
    public PawlBuilder url(String url) {
        return this;
    }

    /** The database, resolved already. */
    public PawlBuilder connection(dev.pawl.postgres.ConnectionSpec spec) {
        return this;
    }

    /** The database, as the host application has it. */
    public PawlBuilder dataSource(DataSource dataSource) {
        return this;
    }

    /** Where migrations are: folders, {@code classpath:…}, archives. Default: {@code migrations}. */
    public PawlBuilder locations(List<String> locations) {
        return this;
    }

    /** What relative locations start from. Default: the process's folder. */
    public PawlBuilder workingDirectory(Path folder) {
        return this;
    }

    /** Pins the layout instead of detecting it. */
    public PawlBuilder layout(String name) {
        return this;
    }

    /** Glob patterns of files that are not migrations. */
    public PawlBuilder ignore(List<String> patterns) {
        return this;
    }

    /** What to do about two files of one version: {@code deny} or {@code by-name} (spec F2). */
    public PawlBuilder duplicates(dev.pawl.discover.DuplicatePolicy policy) {
        return this;
    }

    /** What to do about gaps between versions: {@code allow} or {@code deny} (spec F2). */
    public PawlBuilder gaps(dev.pawl.discover.GapPolicy policy) {
        return this;
    }

    /** What to do about late files (spec F3). Default: {@link OrderPolicy#WARN}. */
    public PawlBuilder outOfOrder(OrderPolicy policy) {
        return this;
    }

    /** The history table, {@code schema.table} or {@code table}. Default: {@code public.schema_migrations}. */
    public PawlBuilder table(String name) {
        return this;
    }

    /** Pins the shape of the history (spec H1). */
    public PawlBuilder shape(String word) {
        return this;
    }

    /** The run's environment (spec R7, R8). */
    public PawlBuilder environment(String name) {
        return this;
    }

    /** Whether production asks for confirmation. Default: it does. */
    public PawlBuilder production(ProductionPolicy policy) {
        return this;
    }

    /** How long a statement may wait for a lock; zero for ever. Default: 2 s (spec R6). */
    public PawlBuilder lockTimeout(Duration timeout) {
        return this;
    }

    /** How long a migration may be retried after lock timeouts. Default: 60 s (spec R6). */
    public PawlBuilder lockBudget(Duration budget) {
        return this;
    }

    /** How long a statement may run; zero, the default, for ever. */
    public PawlBuilder statementTimeout(Duration timeout) {
        return this;
    }

    /** How long to wait for another runner. Default: 10 min. */
    public PawlBuilder runnerWait(Duration patience) {
        return this;
    }

    /** How long to wait for a server that is starting. Default: not at all (spec N2). */
    public PawlBuilder connectWait(Duration patience) {
        return this;
    }

    /** From when on a migration is called slow. Default: 30 s (seed D49). */
    public PawlBuilder slowAfter(Duration duration) {
        return this;
    }

    /** Who runs the migrations, for the audit. Default: {@code PAWL_ACTOR}, {@code GITHUB_ACTOR}, or user and host. */
    public PawlBuilder actor(String name) {
        return this;
    }

    /** Makes {@code migrate} do nothing, loudly: {@code SKIP_MIGRATIONS=1} (spec R10). */
    public PawlBuilder skipMigrations() {
        return this;
    }

    /** Hears what happens. */
    public PawlBuilder listener(RunListener listener) {
        return this;
    }

    /**
     * The finished product.
     *
     * @throws dev.pawl.error.PawlException with all that is wrong with the settings
     */
    public Pawl build() {
        throw dev.pawl.error.PawlException.of(Problem.of(dev.pawl.error.ErrorCode.BUG, "x", "x"));
    }
}
