package dev.pawl;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Does the same at several places at once, each with a database of its own: most of it is waiting for time to pass. */
final class SideBySide {

    private static final int AT_ONCE = 6;

    private SideBySide() {}

    /** What is done at a place. */
    interface Work {
        void at(int place) throws Exception;
    }

    /** Returns when all is done; fails with the first failure. */
    static void each(IntStream places, Work work) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<?>> all = new ArrayList<>();
            places.forEach(place -> all.add(threads.submit(() -> {
                work.at(place);
                return null;
            })));
            for (Future<?> one : all) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new AssertionError(String.valueOf(e.getMessage()), e);
        } finally {
            threads.shutdownNow();
        }
    }
}
