package dev.pawl.run;

import java.time.Duration;

/** Lets time pass between two attempts; a parameter, so that tests need not wait. */
@FunctionalInterface
public interface Pause {

    /** Waits that long. */
    void of(Duration duration) throws InterruptedException;
}
