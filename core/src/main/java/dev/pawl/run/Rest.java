package dev.pawl.run;

import java.time.Duration;

/** A pause between two attempts that ends when the run is interrupted. */
final class Rest {

    private static final Duration SLICE = Duration.ofMillis(200);

    private final Pause pause;
    private final Cancellation cancellation;

    Rest(Pause pause, Cancellation cancellation) {
        this.pause = pause;
        this.cancellation = cancellation;
    }

    /**
     * Waits, in slices, so that an interruption is noticed soon.
     *
     * @throws dev.pawl.error.PawlException INTERRUPTED
     */
    void of(Duration duration) {
        Duration left = duration;
        while (left.toMillis() > 0) {
            Duration slice = left.compareTo(SLICE) < 0 ? left : SLICE;
            try {
                pause.of(slice);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                cancellation.request();
            }
            cancellation.check();
            left = left.minus(slice);
        }
    }
}
