package dev.pawl;

import dev.pawl.run.Cancellation;
import java.util.ArrayList;
import java.util.List;

/**
 * Ends the runs that are under way, each over a cancellation of its own. Asked for while there is none, it ends the next
 * one: a signal may come just before the work begins.
 */
final class Interruption {

    private final List<Cancellation> underWay = new ArrayList<>();
    private Cancellation next = new Cancellation();

    synchronized void request() {
        if (underWay.isEmpty()) {
            next.request();
        }
        underWay.forEach(Cancellation::request);
    }

    synchronized Cancellation begin() {
        Cancellation cancellation = next;
        next = new Cancellation();
        underWay.add(cancellation);
        return cancellation;
    }

    synchronized void end(Cancellation cancellation) {
        underWay.remove(cancellation);
    }
}
