package dev.pawl.cli.connect;

import java.text.NumberFormat;
import java.util.GregorianCalendar;

/**
 * Loads what the driver asks of Java before it says its first word, which takes as long as connecting itself: on a thread of
 * its own, while config and variables are read. Who needs it earlier waits for it, as for any class that is being loaded.
 */
public final class DriverAhead {

    private DriverAhead() {}

    /** Begins to load; returns at once. */
    public static void load() {
        Thread thread = new Thread(DriverAhead::touch, "pawl-driver");
        thread.setDaemon(true);
        thread.start();
    }

    private static void touch() {
        DriverLog.silence();
        NumberFormat unused = NumberFormat.getIntegerInstance();
        GregorianCalendar unusedToo = new GregorianCalendar();
    }
}
