package dev.pawl;

import dev.pawl.error.Problem;
import dev.pawl.event.RunEvent;
import dev.pawl.event.RunListener;
import java.util.ArrayList;
import java.util.List;

/** Collects what is not as it should be, and tells the listener of each as it is added. */
final class Warnings {

    private final RunListener listener;
    private final List<Problem> all = new ArrayList<>();

    Warnings(RunListener listener) {
        this.listener = listener;
    }

    Warnings addAll(List<Problem> warnings) {
        warnings.forEach(warning -> {
            all.add(warning);
            listener.on(new RunEvent.Warned(warning));
        });
        return this;
    }

    List<Problem> all() {
        return List.copyOf(all);
    }
}
