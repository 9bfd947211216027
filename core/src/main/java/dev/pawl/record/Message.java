package dev.pawl.record;

import dev.pawl.postgres.Session;
import java.util.ArrayList;
import java.util.List;

/** Several queries that travel in one message, each with the one who reads its rows. */
final class Message {

    private final List<String> queries = new ArrayList<>();
    private final List<Session.ResultReader> readers = new ArrayList<>();

    /** Adds a query that gives exactly one result. */
    Message add(String query, Session.ResultReader reader) {
        queries.add(query);
        readers.add(reader);
        return this;
    }

    /** Adds the queries of another one. */
    Message add(Message behind) {
        queries.addAll(behind.queries);
        readers.addAll(behind.readers);
        return this;
    }

    boolean isEmpty() {
        return queries.isEmpty();
    }

    /**
     * Sends all of it.
     *
     * @throws dev.pawl.error.PawlException of the database family; what was read by then is to be dropped
     */
    void send(Session session) {
        int[] next = {0};
        session.queryEach(
                String.join(";\n", queries), rows -> readers.get(next[0]++).read(rows));
    }
}
