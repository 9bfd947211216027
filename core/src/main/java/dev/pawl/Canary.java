package dev.pawl;

import dev.pawl.run.Cancellation;
import java.time.Duration;

/**
 * Lets the first tenant that has something to do go ahead of all others: what is wrong with a migration is found out on
 * one. Once a tenant has failed, none is begun any more.
 */
final class Canary {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private State state = State.NOT_SENT;

    private enum State {
        NOT_SENT,
        OUT,
        BACK,
        STOPPED
    }

    /** What a tenant is that is admitted. */
    enum Role {
        /** The one that goes ahead: its end is to be told. */
        CANARY,
        /** One of those who come after. */
        FOLLOWER,
        /** It is not to begin. */
        REFUSED
    }

    /** Waits for the one that went ahead, if there is one. */
    synchronized Role admit(Cancellation cancellation) {
        try {
            while (state == State.OUT && !cancellation.isRequested()) {
                wait(BETWEEN_LOOKS.toMillis());
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("Nobody interrupts the threads of tenants", e);
        }
        if (state == State.STOPPED || cancellation.isRequested()) {
            return Role.REFUSED;
        }
        if (state == State.NOT_SENT) {
            state = State.OUT;
            return Role.CANARY;
        }
        return Role.FOLLOWER;
    }

    /** A tenant is done. */
    synchronized void done(Role role) {
        if (role == Role.CANARY && state == State.OUT) {
            state = State.BACK;
            notifyAll();
        }
    }

    /** A tenant failed: no other begins. */
    synchronized void stop() {
        state = State.STOPPED;
        notifyAll();
    }

    synchronized boolean isStopped() {
        return state == State.STOPPED;
    }
}
