package dev.pawl;

import dev.pawl.discover.DiscoverySettings;
import dev.pawl.discover.DuplicatePolicy;
import dev.pawl.discover.EmptyPolicy;
import dev.pawl.discover.GapPolicy;
import dev.pawl.discover.Location;
import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.event.RunListener;
import dev.pawl.guard.ProductionPolicy;
import dev.pawl.migration.Environment;
import dev.pawl.migration.LockTimeout;
import dev.pawl.migration.StatementTimeout;
import dev.pawl.plan.OrderPolicy;
import dev.pawl.postgres.ConnectionSpec;
import dev.pawl.postgres.Connector;
import dev.pawl.postgres.Keepalive;
import dev.pawl.postgres.Pooling;
import dev.pawl.postgres.QualifiedName;
import dev.pawl.postgres.RunName;
import dev.pawl.record.Actor;
import dev.pawl.record.Shape;
import dev.pawl.run.RunSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Collects the settings of a {@link Pawl}; {@link #build()} reports all that is wrong with them at once. */
public final class PawlBuilder {

    private static final QualifiedName DEFAULT_TABLE = QualifiedName.parse("public.schema_migrations");

    private static final Duration SHORTEST_LEASE = Duration.ofMillis(100);

    private final List<Problem> problems = new ArrayList<>();

    private @Nullable Function<String, Connector> connector;
    private Duration connectWait = Duration.ZERO;
    private Pooling pooling = Pooling.TRANSACTION;
    private List<String> locations = List.of("migrations");
    private Path workingDirectory = Path.of("");
    private ClassLoader classLoader = PawlBuilder.class.getClassLoader();
    private @Nullable String layout;
    private List<String> ignore = List.of();
    private DuplicatePolicy duplicates = DuplicatePolicy.DENY;
    private GapPolicy gaps = GapPolicy.ALLOW;
    private OrderPolicy orderPolicy = OrderPolicy.WARN;
    private QualifiedName table = DEFAULT_TABLE;
    private @Nullable Shape shape;
    private @Nullable Environment environment;
    private ProductionPolicy production = ProductionPolicy.CONFIRM;
    private LockTimeout lockTimeout = RunSettings.DEFAULT.lockTimeout();
    private Duration lockBudget = RunSettings.DEFAULT.lockBudget();
    private @Nullable StatementTimeout statementTimeout;
    private Duration runnerWait = RunSettings.DEFAULT.runnerWait();
    private Duration leaseTime = RunSettings.DEFAULT.leaseTime();
    private Duration slowAfter = RunSettings.DEFAULT.slowAfter();
    private @Nullable Actor actor;
    private List<String> tenantSchemas = List.of();
    private @Nullable String tenantSchemasQuery;
    private int tenantConnections = TenantSettings.DEFAULT_CONNECTIONS;
    private Settings.Skipping skipping = Settings.Skipping.NO;
    private RunListener listener = RunListener.SILENT;

    PawlBuilder() {}

    /**
     * The database, in any form of spec N1 that names a server. {@code embedded:} and {@code docker:} are resolved by the
     * command line.
     */
    public PawlBuilder url(String url) {
        read(() -> ConnectionSpec.parse(url)).ifPresent(this::connection);
        return this;
    }

    /** The database, resolved already. */
    public PawlBuilder connection(ConnectionSpec spec) {
        connector = applicationName -> new Connector(spec, applicationName);
        return this;
    }

    /** The database, as the host application has it. */
    public PawlBuilder dataSource(DataSource dataSource) {
        connector = applicationName -> new Connector(dataSource, applicationName);
        return this;
    }

    /** Where migrations are: folders, {@code classpath:…}, archives. Default: {@code migrations}. */
    public PawlBuilder locations(List<String> texts) {
        locations = List.copyOf(texts);
        return this;
    }

    /** What relative locations start from. Default: the process's folder. */
    public PawlBuilder workingDirectory(Path folder) {
        workingDirectory = folder;
        return this;
    }

    /** Where {@code classpath:} locations are looked up. Default: pawl's own class loader. */
    public PawlBuilder classLoader(ClassLoader loader) {
        classLoader = loader;
        return this;
    }

    /** Pins the layout instead of detecting it (spec F1). */
    public PawlBuilder layout(String name) {
        layout = name;
        return this;
    }

    /** Glob patterns of files that are not migrations. */
    public PawlBuilder ignore(List<String> patterns) {
        ignore = List.copyOf(patterns);
        return this;
    }

    /** What to do about two files of one version (spec F2). Default: {@link DuplicatePolicy#DENY}. */
    public PawlBuilder duplicates(DuplicatePolicy policy) {
        duplicates = policy;
        return this;
    }

    /** What to do about gaps between versions (spec F2). Default: {@link GapPolicy#ALLOW}. */
    public PawlBuilder gaps(GapPolicy policy) {
        gaps = policy;
        return this;
    }

    /** What to do about late files (spec F3). Default: {@link OrderPolicy#WARN}. */
    public PawlBuilder outOfOrder(OrderPolicy policy) {
        orderPolicy = policy;
        return this;
    }

    /** The history table, {@code schema.table} or {@code table}. Default: {@code public.schema_migrations}. */
    public PawlBuilder table(String name) {
        read(() -> QualifiedName.parse(name)).ifPresent(parsed -> table = parsed);
        return this;
    }

    /** Pins the shape of the history (spec H1). */
    public PawlBuilder shape(String word) {
        read(() -> Shape.ofWord(word)).ifPresent(known -> shape = known);
        return this;
    }

    /** The run's environment (spec R7, R8). */
    public PawlBuilder environment(String name) {
        Environment named = new Environment(name);
        if (named.isNearlyProduction()) {
            problems.add(Problem.of(
                    ErrorCode.CONFIG_INVALID_VALUE,
                    "The environment " + named + " is production but for a slip, and would not be asked what production"
                            + " is.",
                    "Write `production`; or give it a name that nobody can take for production."));
            return this;
        }
        environment = named;
        return this;
    }

    /** Whether production asks for confirmation. Default: it does. */
    public PawlBuilder production(ProductionPolicy policy) {
        production = policy;
        return this;
    }

    /** How long a statement may wait for a lock; zero for ever. Default: 2 s (spec R6). */
    public PawlBuilder lockTimeout(Duration timeout) {
        read(() -> new LockTimeout(timeout)).ifPresent(valid -> lockTimeout = valid);
        return this;
    }

    /** How long a migration may be retried after lock timeouts. Default: 60 s (spec R6). */
    public PawlBuilder lockBudget(Duration budget) {
        lockBudget = budget;
        return this;
    }

    /** How long a statement may run; zero for ever. Default: what the role or the database has. */
    public PawlBuilder statementTimeout(Duration timeout) {
        read(() -> new StatementTimeout(timeout)).ifPresent(valid -> statementTimeout = valid);
        return this;
    }

    /** How long to wait for another runner. Default: 10 min. */
    public PawlBuilder runnerWait(Duration patience) {
        runnerWait = patience;
        return this;
    }

    /**
     * After how long without a sign of life a runner counts as dead: the lease of its non-transactional migration is taken
     * over then, and the server ends its open transaction after twice that time. Default: 30 s (spec R5).
     *
     * @param time at least 100 ms
     */
    public PawlBuilder leaseTime(Duration time) {
        if (time.compareTo(SHORTEST_LEASE) < 0) {
            problems.add(Problem.of(
                    ErrorCode.CONFIG_INVALID_VALUE,
                    "A lease time of " + time.toMillis() + " ms leaves no time for a sign of life.",
                    "Make `[run] lease-time` 100 ms at least; the default is 30s."));
            return this;
        }
        leaseTime = time;
        return this;
    }

    /** How long to wait for a server that is starting. Default: not at all (spec N2). */
    public PawlBuilder connectWait(Duration patience) {
        connectWait = patience;
        return this;
    }

    /**
     * How a pooler between pawl and the server hands out the server's sessions, if there is one. Default: {@link
     * Pooling#TRANSACTION}, which relies on nothing (spec N4).
     */
    public PawlBuilder pooling(Pooling way) {
        pooling = way;
        return this;
    }

    /** From when on a migration is called slow. Default: 30 s (seed D49). */
    public PawlBuilder slowAfter(Duration duration) {
        slowAfter = duration;
        return this;
    }

    /**
     * The schemas of the tenants, as the catalog has their names; {@link Pawl#tenants} works in them. Of the history table
     * only the name counts then: each tenant has one in its schema.
     */
    public PawlBuilder tenantSchemas(List<String> names) {
        names.forEach(name -> read(() -> TenantSchemas.schema(name)));
        tenantSchemas = List.copyOf(names);
        return this;
    }

    /** A SELECT that gives the schemas of the tenants, one in each row, in place of a list. It can write nothing. */
    public PawlBuilder tenantSchemasQuery(String sql) {
        tenantSchemasQuery = sql;
        return this;
    }

    /**
     * How many connections a run over tenants may open, all together. One of them is left for those who look on beside the
     * work, so that one tenant less is worked at, at a time. Default: 4.
     */
    public PawlBuilder tenantConnections(int most) {
        if (most < 1) {
            problems.add(Problem.of(
                    ErrorCode.CONFIG_INVALID_VALUE,
                    "No tenant can be worked at over " + most + " connections.",
                    "Make `tenant-connections` 1 at least; the default is " + TenantSettings.DEFAULT_CONNECTIONS
                            + "."));
            return this;
        }
        tenantConnections = most;
        return this;
    }

    /** Who runs the migrations, for the audit. Default: {@code PAWL_ACTOR}, {@code GITHUB_ACTOR}, or user and host. */
    public PawlBuilder actor(String name) {
        actor = new Actor(name);
        return this;
    }

    /** Makes {@code migrate} do nothing, loudly: {@code SKIP_MIGRATIONS=1} (spec R10). */
    public PawlBuilder skipMigrations() {
        skipping = Settings.Skipping.YES;
        return this;
    }

    /** Hears what happens. */
    public PawlBuilder listener(RunListener heard) {
        listener = heard;
        return this;
    }

    private <T> Optional<T> read(Supplier<T> setting) {
        try {
            return Optional.of(setting.get());
        } catch (PawlException e) {
            problems.addAll(e.problems());
        } catch (IllegalArgumentException e) {
            problems.add(Problem.of(
                    ErrorCode.CONFIG_INVALID_VALUE, e.getMessage() + ".", "Correct the setting and try again."));
        }
        return Optional.empty();
    }

    /**
     * The finished product. Without a connection it can only do what needs none: {@link Pawl#newMigration}.
     *
     * @throws PawlException with all that is wrong with the settings
     */
    public Pawl build() {
        List<Location> found = new ArrayList<>();
        for (String text : locations) {
            read(() -> Location.of(text, workingDirectory, classLoader)).ifPresent(found::add);
        }
        if (!tenantSchemas.isEmpty() && tenantSchemasQuery != null) {
            problems.add(Problem.of(
                    ErrorCode.TENANTS_INVALID,
                    "The tenants are named twice: by a list of schemas and by a query.",
                    "Use `tenant-schema` or `tenant-schemas-query`, not both."));
        }
        boolean areTenantsNamed = !tenantSchemas.isEmpty() || tenantSchemasQuery != null;
        if (areTenantsNamed && !table.schema().equals(DEFAULT_TABLE.schema())) {
            problems.add(Problem.of(
                    ErrorCode.TENANTS_INVALID,
                    "The history table " + table + " names a schema, and each tenant has its history in its own.",
                    "Name the table alone: `" + table.name() + "`."));
        }
        if (!problems.isEmpty()) {
            throw PawlException.of(problems, null);
        }
        Actor who = actor != null ? actor : Actor.resolve(System.getenv(), System.getProperty("user.name", "unknown"));
        RunName name = RunName.of(HexFormat.of().toHexDigits(new SplittableRandom().nextInt()), who.executedBy());
        Optional<Connector> connects = Optional.ofNullable(connector).map(called -> called.apply(name.toString()));
        return new Pawl(new Settings(
                connects,
                Optional.empty(),
                name,
                connectWait,
                pooling,
                List.copyOf(found),
                new DiscoverySettings(Optional.ofNullable(layout), ignore, duplicates, gaps, EmptyPolicy.DENY),
                table,
                Optional.ofNullable(shape),
                Optional.ofNullable(environment),
                orderPolicy,
                production,
                new RunSettings(
                        lockTimeout,
                        Optional.ofNullable(statementTimeout),
                        lockBudget,
                        runnerWait,
                        leaseTime,
                        slowAfter,
                        keepalive(connects),
                        Optional.of(name),
                        Optional.empty()),
                who,
                new TenantSettings(tenantSchemas, Optional.ofNullable(tenantSchemasQuery), tenantConnections),
                skipping,
                listener));
    }

    /** The server's end does as ours does; a data source's end is its owner's matter. */
    private static Optional<Keepalive> keepalive(Optional<Connector> connector) {
        Optional<ConnectionSpec> spec = connector.flatMap(Connector::spec);
        return spec.isPresent() ? Keepalive.of(spec.get()) : Optional.of(Keepalive.DEFAULT);
    }
}
