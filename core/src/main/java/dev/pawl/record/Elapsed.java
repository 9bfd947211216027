package dev.pawl.record;

/** How long something took, as an SQL expression. */
public sealed interface Elapsed {

    /** Milliseconds as an {@code integer}. */
    String sql();

    /**
     * Since a moment.
     *
     * @param nanoTime as {@link System#nanoTime} gave it
     */
    static Elapsed since(long nanoTime) {
        return new Milliseconds((System.nanoTime() - nanoTime) / 1_000_000);
    }

    /** Since the transaction began, by the server's clock. */
    record SinceTransactionStart() implements Elapsed {
        @Override
        public String sql() {
            return "CAST(LEAST(2147483647, pg_catalog.round(EXTRACT(EPOCH FROM"
                    + " pg_catalog.clock_timestamp() - pg_catalog.transaction_timestamp()) * 1000)) AS pg_catalog.int4)";
        }
    }

    /** As the caller measured it. */
    record Milliseconds(long value) implements Elapsed {
        @Override
        public String sql() {
            return Long.toString(Math.min(Integer.MAX_VALUE, Math.max(0, value)));
        }
    }
}
