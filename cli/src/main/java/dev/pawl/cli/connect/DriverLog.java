package dev.pawl.cli.connect;

import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The driver's own log, which goes to standard error through {@code java.util.logging}. What it says there, pawl says in
 * its own words, or knows better.
 */
final class DriverLog {

    // Held here, because a logger that nobody holds forgets its level.
    private static final Logger DRIVER = Logger.getLogger("org.postgresql");

    private DriverLog() {}

    static void silence() {
        DRIVER.setLevel(Level.OFF);
    }
}
