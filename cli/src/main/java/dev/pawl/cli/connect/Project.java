package dev.pawl.cli.connect;

import dev.pawl.Pawl;
import dev.pawl.Tenants;
import dev.pawl.cli.config.Names;
import dev.pawl.cli.shell.Interrupts;
import dev.pawl.cli.text.Output;
import dev.pawl.embedded.EmbeddedPostgres;
import dev.pawl.event.RunListener;
import dev.pawl.postgres.ConnectionResolver;
import dev.pawl.postgres.ConnectionSpec;
import dev.pawl.postgres.ConnectionTarget;
import dev.pawl.postgres.ResolvedConnection;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A database and its migrations, as the settings name them: the one place where words become a {@link Pawl}. */
public final class Project implements AutoCloseable {

    private final Settings settings;
    private final Output output;
    private final Pawl named;
    private final Pawl pawl;
    private final ConnectionSpec spec;
    private final String origin;
    private final @Nullable EmbeddedPostgres server;

    private Project(
            Settings settings,
            Output output,
            RunListener listener,
            ConnectionSpec spec,
            String origin,
            @Nullable EmbeddedPostgres server) {
        this.settings = settings;
        this.output = output;
        this.spec = spec;
        this.origin = origin;
        this.server = server;
        this.named = Builders.of(settings).connection(spec).listener(listener).build();
        this.pawl = onlyTenant(settings).map(named::tenant).orElse(named);
    }

    /** A verb that works in one schema takes the one that is named; of several, it is refused by the library. */
    private static Optional<String> onlyTenant(Settings settings) {
        Settings.TenantChoice tenants = settings.tenants();
        return tenants.schemas().size() == 1 && tenants.query().isEmpty()
                ? Optional.of(tenants.schemas().get(0))
                : Optional.empty();
    }

    /**
     * Finds out which database is meant, and starts it where it is an embedded one. Nothing is connected yet.
     *
     * @throws dev.pawl.error.PawlException URL_MISSING, URL_INVALID, EMBEDDED_UNAVAILABLE, or what is wrong with settings
     */
    public static Project open(Settings settings, RunListener listener, Output output) {
        ResolvedConnection resolved = new ConnectionResolver(settings.connection(), settings.variables()).resolve();
        ConnectionTarget target = resolved.target();
        DriverLog.silence();
        if (target instanceof ConnectionTarget.Embedded embedded) {
            EmbeddedPostgres server = EmbeddedServer.start(embedded, settings, output);
            return onServer(settings, output, listener, resolved.origin(), server);
        }
        if (target instanceof ConnectionTarget.Server known) {
            return new Project(settings, output, listener, known.spec(), resolved.origin(), null);
        }
        throw new IllegalStateException("A container is resolved to a server: " + resolved.origin());
    }

    private static Project onServer(
            Settings settings, Output output, RunListener listener, String origin, EmbeddedPostgres server) {
        try {
            return new Project(settings, output, listener, EmbeddedServer.spec(server), origin, server);
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** The migrations alone, without a database. */
    public static Pawl files(Settings settings) {
        return Builders.of(settings).build();
    }

    /** The tenants that the settings name; empty where they name none. */
    public Optional<Tenants> tenants() {
        return settings.tenants().isMade() ? Optional.of(named.tenants()) : Optional.empty();
    }

    /** What it does things with; where tenants are named, with the one that is. */
    public Pawl pawl() {
        return pawl;
    }

    /** What it was made from. */
    public Settings settings() {
        return settings;
    }

    /** Whether the server runs within this process, and ends with it. */
    public boolean livesInThisProcess() {
        return server != null;
    }

    /** Does something that Ctrl-C and SIGTERM end in good order: the running statement is cancelled and rolled back. */
    public <T> T cancellable(Function<Pawl, T> work) {
        return cancellable(pawl, () -> work.apply(pawl));
    }

    /** As {@link #cancellable(Function)}, in all tenants. */
    public <T> T cancellableInTenants(Function<Tenants, T> work) {
        return cancellable(named, () -> work.apply(named.tenants()));
    }

    @SuppressWarnings("try") // a registration is there to be closed
    private <T> T cancellable(Pawl interrupted, Supplier<T> work) {
        try (Interrupts.Registration ignored =
                settings.shell().interrupts().whenInterrupted(interrupted::interrupt, Interrupts.Ending.BY_SIGNAL)) {
            return work.get();
        }
    }

    /** Says which database is meant, without its password (seed A16). */
    public void introduce() {
        output.say("Database: " + spec.database() + "  (" + spec.display() + ")");
        settings.environment().ifPresent(named -> output.say("Environment: " + named.environment()));
        explain();
        output.say("");
    }

    /** Says where settings came from, to those who want to know. */
    public void explain() {
        output.detail("Connection from " + origin);
        output.detail("Config: "
                + settings.config()
                        .file()
                        .map(file -> Names.relative(file, settings.folder()))
                        .orElse("none"));
        output.detail("Environment: "
                + settings.environment()
                        .map(named -> named.environment() + ", from " + named.origin())
                        .orElse("not set"));
        output.detail("Migrations: " + String.join(", ", settings.locations()));
        spec.warnings().forEach(warning -> output.detail("Connection: " + warning));
    }

    /** Lists the tables that the database has now, to those who want to know (seed A19). */
    public void describe() {
        output.detail("");
        Optional.of(Tables.of(spec))
                .filter(tables -> !tables.isEmpty())
                .ifPresentOrElse(
                        tables -> {
                            output.detail("Tables available:");
                            tables.forEach(table -> output.detail("  - " + table));
                        },
                        () -> output.detail("Tables available: none"));
    }

    /** Stops what was started for it. */
    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }
}
