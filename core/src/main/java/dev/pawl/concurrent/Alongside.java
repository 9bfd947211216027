package dev.pawl.concurrent;

import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something that is done on a thread of its own while the caller's goes on. It waits for nobody itself, so
 * whoever wants its result soon has it.
 *
 * @param <T> what comes of it
 */
public final class Alongside<T> {

    private static final Logger LOG = LoggerFactory.getLogger(Alongside.class);

    private final FutureTask<T> task;

    private Alongside(FutureTask<T> task) {
        this.task = task;
    }

    /**
     * Begins; returns at once.
     *
     * @param thread its name
     * @param work throws nothing checked
     */
    public static <T> Alongside<T> begin(String thread, Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread worker = new Thread(task, thread);
        worker.setDaemon(true);
        worker.start();
        return new Alongside<>(task);
    }

    /** What came of it, or the exception that ended it; waits for the end. */
    public T result() {
        try {
            return uninterrupted();
        } catch (ExecutionException e) {
            throw failure(Objects.requireNonNull(e.getCause()));
        }
    }

    /** Waits for the end, however it ends: who asks for the {@link #result} is told. */
    public void await() {
        try {
            T unused = uninterrupted();
        } catch (ExecutionException e) {
            LOG.trace("It failed", e);
        }
    }

    private T uninterrupted() throws ExecutionException {
        boolean wasInterrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    wasInterrupted = true; // it is soon done; who comes next, sees to it
                }
            }
        } finally {
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RuntimeException failure(Throwable cause) {
        if (cause instanceof RuntimeException failure) {
            return failure;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return new IllegalStateException("The work throws nothing checked", cause);
    }
}
