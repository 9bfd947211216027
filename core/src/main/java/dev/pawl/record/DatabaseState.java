package dev.pawl.record;

import dev.pawl.history.History;
import dev.pawl.postgres.ServerFacts;
import java.time.Instant;
import java.util.Optional;

/**
 * What a database is and remembers, at one moment.
 *
 * @param facts the server's
 * @param readAt the moment, by the server's clock
 * @param table the history table; empty where there is none
 * @param history empty where there is no table
 * @param completeness whether {@link HistoryStore#create} has anything to do
 */
public record DatabaseState(
        ServerFacts facts, Instant readAt, Optional<HistoryTable> table, History history, Completeness completeness) {

    /** Whether all of a history's tables are there. */
    public enum Completeness {
        /** Nothing is missing. */
        COMPLETE,
        /** Something has to be made before the first migration. */
        INCOMPLETE
    }
}
