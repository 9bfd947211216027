package dev.pawl.embedded.testing;

/**
 * How much the torture tests do. By default a fast selection, so that {@code mvn verify} stays short;
 * {@code -Dpawl.torture=full} does all of it.
 */
public final class Effort {
    /** The system property that asks for all of it, with the value {@code full}. */
    public static final String EFFORT_PROPERTY = "pawl.torture";

    /** The system property that repeats a run: the seed that a failed test printed. */
    public static final String SEED_PROPERTY = "pawl.seed";

    private static final long USUAL_SEED = 20_261_121;

    private Effort() {}

    /** Whether everything is asked for. */
    public static boolean isFull() {
        return System.getProperty(EFFORT_PROPERTY, "").equals("full");
    }

    /** How often to do something. */
    public static int times(int fast, int full) {
        return isFull() ? full : fast;
    }

    /** What random moments are drawn from; a test that fails prints it. */
    public static long seed() {
        return Long.getLong(SEED_PROPERTY, USUAL_SEED);
    }
}
