package dev.pawl.run;

import java.time.Duration;

/** A pause between two attempts that ends when the run is interrupted. */
final class Rest {

    private final Pause pause;
    private final Cancellation cancellation;

    Rest(Pause pause, Cancellation cancellation) {
        this.pause = pause;
        this.cancellation = cancellation;
    }

    /**
     * Waits.
     *
     * @throws dev.pawl.error.PawlException INTERRUPTED
     */
    void of(Duration duration) {
        try {
            pause.of(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cancellation.request();
        } finally {
            if (cancellation.isRequested()) {
                cancellation.workingOn(null); // nothing is at work, and what is recorded now is not to be cancelled
            }
        }
        cancellation.check();
    }
}
