package dev.pawl.event;

/** Hears what happens during a run, on the thread of the run. A listener that throws ends the run. */
@FunctionalInterface
public interface RunListener {

    /** A listener that does nothing. */
    RunListener SILENT = event -> {};

    /** Called once per event, in order. */
    void on(RunEvent event);

    /** A listener that tells several. */
    static RunListener all(Iterable<RunListener> listeners) {
        return event -> listeners.forEach(listener -> listener.on(event));
    }
}
