package dev.pawl.cli.log;

import java.io.PrintStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** Writes a line for each event: {@code warn Heartbeat: The lease was taken over}. */
final class StandardErrorLogger extends LegacyAbstractLogger {

    private final Level lowest;
    private final PrintStream stream;

    StandardErrorLogger(String className, Level lowest, PrintStream stream) {
        this.name = className;
        this.lowest = lowest;
        this.stream = stream;
    }

    private boolean shows(Level level) {
        return level.toInt() >= lowest.toInt();
    }

    @Override
    public boolean isTraceEnabled() {
        return shows(Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return shows(Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return shows(Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return shows(Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
        return shows(Level.ERROR);
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null; // nobody asks where a call came from
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level,
            @Nullable Marker marker,
            String pattern,
            Object @Nullable [] arguments,
            @Nullable Throwable thrown) {
        String text = MessageFormatter.basicArrayFormat(pattern, arguments);
        String shortName = name.substring(name.lastIndexOf('.') + 1);
        String cause = thrown == null ? "" : " (" + thrown + ")";
        stream.println(level.name().toLowerCase(Locale.ROOT) + " " + shortName + ": " + text + cause);
    }
}
