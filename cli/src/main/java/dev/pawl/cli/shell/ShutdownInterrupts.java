package dev.pawl.cli.shell;

import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
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

    /** Nobody tells a hook which signal it is for; but the JVM ends by a thread that is named after it. */
    private static final Map<String, Integer> HANDLERS =
            Map.of("SIGHUP handler", 129, "SIGINT handler", 130, "SIGTERM handler", 143);

    private final Deque<Waiting> waiting = new ConcurrentLinkedDeque<>();
    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile int result;
    private volatile OptionalInt ending = OptionalInt.empty();

    /** Equal to itself only: the same action may wait twice. */
    private static final class Waiting {
        private final Runnable action;
        private final Ending ending;

        private Waiting(Runnable action, Ending ending) {
            this.action = action;
            this.ending = ending;
        }
    }

    /** Starts to listen. */
    public void install() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::windUp, "pawl-interrupt"));
    }

    /**
     * The work is over: from now on the process may end.
     *
     * @param exitCode of the work
     */
    public void finish(int exitCode) {
        result = exitCode;
        finished.countDown();
    }

    private void windUp() {
        if (finished.getCount() == 0 || waiting.isEmpty()) {
            return;
        }
        boolean endsByResult = waiting.stream().anyMatch(one -> one.ending == Ending.BY_RESULT);
        ending = endsByResult ? OptionalInt.empty() : signalled();
        waiting.forEach(one -> one.action.run());
        try {
            if (finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS) && endsByResult) {
                Runtime.getRuntime().halt(result);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static OptionalInt signalled() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(thread -> HANDLERS.get(thread.getName()))
                .filter(Objects::nonNull)
                .mapToInt(Integer::intValue)
                .findFirst();
    }

    @Override
    public int exitCode(int ofWork) {
        return ending.orElse(ofWork);
    }

    @Override
    public Registration whenInterrupted(Runnable action, Ending ending) {
        Waiting one = new Waiting(action, ending);
        waiting.push(one);
        return () -> waiting.remove(one);
    }
}
