package dev.pawl;

import dev.pawl.event.RunEvent;
import dev.pawl.event.RunListener;

/** A listener that is never told two things at once: what blocks a statement is seen on another thread. */
final class OneAtATime implements RunListener {

    private final RunListener told;

    OneAtATime(RunListener told) {
        this.told = told;
    }

    @Override
    public synchronized void on(RunEvent event) {
        told.on(event);
    }
}
