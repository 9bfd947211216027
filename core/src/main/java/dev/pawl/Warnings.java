package dev.pawl;

import dev.pawl.error.Problem;
import dev.pawl.event.RunEvent;
import dev.pawl.event.RunListener;
import java.util.ArrayList;
import java.util.List;

/** Passes events on to a listener, and keeps what is not as it should be for the report. */
final class Warnings implements RunListener {

    private final RunListener listener;
    private final List<Problem> all = new ArrayList<>();

    Warnings(RunListener listener) {
        this.listener = listener;
    }

    @Override
    public void on(RunEvent event) {
        if (event instanceof RunEvent.Warned warned) {
            all.add(warned.problem());
        }
        listener.on(event);
    }

    Warnings addAll(List<Problem> warnings) {
        warnings.forEach(warning -> on(new RunEvent.Warned(warning)));
        return this;
    }

    List<Problem> all() {
        return List.copyOf(all);
    }
}
