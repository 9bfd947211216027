package dev.pawl.cli.shell;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Interrupts by way of the JVM's shutdown: the JVM answers SIGINT, SIGTERM and SIGHUP by running its hooks and then ends
 * with 130, 143 or 129 by itself. Our hook cancels what is running and waits for the main thread to say what happened.
 */
public final class ShutdownInterrupts implements Interrupts {

    /** Longer than a cancelled statement takes to roll back; shorter than what Kubernetes waits before SIGKILL. */
    private static final long PATIENCE_SECONDS = 20;

    private final Deque<Runnable> actions = new ConcurrentLinkedDeque<>();
    private final CountDownLatch finished = new CountDownLatch(1);

    /** Starts to listen. */
    public void install() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::wind, "pawl-interrupt"));
    }

    /** The work is over: from now on the process may end. */
    public void finish() {
        finished.countDown();
    }

    private void wind() {
        if (finished.getCount() == 0) {
            return;
        }
        if (actions.isEmpty()) {
            return; // nothing to wind up: end at once
        }
        actions.forEach(Runnable::run);
        try {
            finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Registration whenInterrupted(Runnable action) {
        actions.push(action);
        return () -> actions.remove(action);
    }
}
