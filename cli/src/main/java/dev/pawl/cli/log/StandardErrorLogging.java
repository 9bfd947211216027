package dev.pawl.cli.log;

import java.util.Locale;
import java.util.Optional;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/** SLF4J's way to {@link StandardErrorLogger}; found by its service file. */
public final class StandardErrorLogging implements SLF4JServiceProvider {

    /** The system property that holds the lowest level to show; {@code warn} without it. */
    public static final String LEVEL_PROPERTY = "pawl.log";

    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final MDCAdapter context = new NOPMDCAdapter();
    private final Level level = levelOf(System.getProperty(LEVEL_PROPERTY, "")).orElse(Level.WARN);

    /** Called by SLF4J. */
    public StandardErrorLogging() {}

    /** The level of a name, in any case; empty for other words. */
    public static Optional<Level> levelOf(String name) {
        for (Level known : Level.values()) {
            if (known.name().equals(name.toUpperCase(Locale.ROOT))) {
                return Optional.of(known);
            }
        }
        return Optional.empty();
    }

    @Override
    public ILoggerFactory getLoggerFactory() {
        return name -> new StandardErrorLogger(name, level, System.err);
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return context;
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0.99";
    }

    @Override
    public void initialize() {}
}
