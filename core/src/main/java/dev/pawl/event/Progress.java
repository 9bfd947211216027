package dev.pawl.event;

import java.util.OptionalInt;

/**
 * How far the server is with a statement that takes long.
 *
 * @param phase in the server's words, for example {@code building index: scanning table}
 * @param done how much of the phase is done
 * @param total of how much; 0 where nobody knows
 * @param unit of what
 */
public record Progress(String phase, long done, long total, Unit unit) {

    /** What is counted. */
    public enum Unit {
        /** Blocks of a table or index, of 8 kB as a rule. */
        BLOCKS,
        /** Rows of a table, or entries of an index. */
        ROWS,
        /** Bytes. */
        BYTES,
        /** Other transactions that are waited for. */
        TRANSACTIONS,
        /** Indexes. */
        INDEXES,
        /** Nothing: the phase is all that is known. */
        NOTHING
    }

    /** How much of the phase is done; empty where the total is not known. */
    public OptionalInt percent() {
        return total > 0 ? OptionalInt.of((int) Math.min(100, 100 * done / total)) : OptionalInt.empty();
    }
}
