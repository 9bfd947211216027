package dev.pawl.acceptance.torture;

import java.util.Random;

/** What goes wrong. */
enum Fault {
    /** A runner is killed with kill -9. */
    KILL(4),
    /** A runner is told to end by Ctrl-C. */
    INTERRUPT(1),
    /** A runner is told to end by its supervisor. */
    TERMINATE(1),
    /** A runner is stopped for longer than its lease lasts, and wakes up. */
    SLEEP(2),
    /** All connections are cut. */
    CUT(3),
    /** The answers to what is under way are lost. */
    LOSE_ANSWERS(3),
    /** Nothing goes through for a while. */
    STALL(2),
    /** The server ends the sessions of the runners. */
    END_SESSIONS(2),
    /** The server crashes, and comes back. */
    CRASH(1),
    /** The pooler crashes, and comes back. */
    POOLER_CRASH(1);

    private final int weight;

    Fault(int weight) {
        this.weight = weight;
    }

    /** Draws one. */
    static Fault draw(Random random) {
        int left = 0;
        for (Fault fault : values()) {
            left += fault.weight;
        }
        left = random.nextInt(left);
        for (Fault fault : values()) {
            left -= fault.weight;
            if (left < 0) {
                return fault;
            }
        }
        throw new IllegalStateException("weights that do not add up");
    }

    /** Whether a runner records that it was asked to end, and those that wait for it report that. */
    boolean isRequestToEnd() {
        return this == INTERRUPT || this == TERMINATE;
    }
}
