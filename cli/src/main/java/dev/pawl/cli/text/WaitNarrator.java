package dev.pawl.cli.text;

import dev.pawl.event.RunEvent;
import dev.pawl.event.RunListener;

/** Says once why nothing happens while a server is starting (spec N2). */
public final class WaitNarrator implements RunListener {

    private final Output output;
    private String said = "";

    /** A narrator. */
    public WaitNarrator(Output output) {
        this.output = output;
    }

    @Override
    public void on(RunEvent event) {
        if (event instanceof RunEvent.ServerNotReady waiting
                && !waiting.problem().message().equals(said)) {
            said = waiting.problem().message();
            output.note("Waiting for the server: " + said);
        }
    }
}
