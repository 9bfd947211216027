package dev.pawl.migration;

import java.util.Optional;

/** A script that was read through once and found fit to run. */
public interface PreparedScript {

    /** How it runs. */
    TransactionMode mode();

    /** Why it runs outside a transaction, in the words of a message; empty for a transactional one. */
    Optional<String> reason();

    /**
     * The modes of the script's own outer {@code BEGIN} to use in pawl's ({@code ISOLATION LEVEL SERIALIZABLE}); empty
     * where there are none (spec F6).
     */
    Optional<String> transactionModes();

    /** How many statements it has, its own outer BEGIN and COMMIT not counted. */
    int statementCount();

    /** Its text, to be kept with the history; empty where it is too long for that. */
    Optional<String> text();

    /** Reads its statements from the start, without its own outer {@code BEGIN} and {@code COMMIT}. */
    StatementSequence open();
}
