package dev.pawl;

import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Reads the migrations on a thread of its own while the connection is made on the caller's: in a run that has nothing to do,
 * each costs about as much as the other.
 */
final class CatalogReading {

    private final FutureTask<Catalog> task;

    private CatalogReading(FutureTask<Catalog> task) {
        this.task = task;
    }

    /** Begins to read. */
    static CatalogReading begin(Settings settings) {
        FutureTask<Catalog> task = new FutureTask<>(() -> Catalog.read(settings));
        Thread thread = new Thread(task, "pawl-files");
        thread.setDaemon(true);
        thread.start();
        return new CatalogReading(task);
    }

    /**
     * Does something else meanwhile. Where that fails and the files are wrong too, the files' problems are thrown: they are
     * what would have been met first.
     */
    <T> T during(Supplier<T> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            Catalog unused = catalog();
            throw e;
        }
    }

    /**
     * What was read; waits for the end.
     *
     * @throws dev.pawl.error.PawlException with all problems of all files
     */
    Catalog catalog() {
        boolean wasInterrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    wasInterrupted = true; // files are soon read; who comes next, sees to it
                }
            }
        } catch (ExecutionException e) {
            throw failure(Objects.requireNonNull(e.getCause()));
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
        return new IllegalStateException("Reading files throws nothing else", cause);
    }
}
