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

    /**
     * Where the script's own transactions begin, if by itself it would commit before its end; pawl runs all of it in one
     * (spec F6). Empty where there is nothing to say.
     */
    Optional<SourcePosition> joinedTransactions();

    /**
     * Where it turns the lock timeout off ahead of statements that may then wait without end, and everybody behind them
     * (spec R6). Empty where it does not.
     */
    Optional<SourcePosition> unlimitedLocks();

    /** How many statements it has, its own BEGIN and COMMIT not counted. */
    int statementCount();

    /** Its text, to be kept with the history; empty where it is too long for that. */
    Optional<String> text();

    /** Reads its statements from the start, without its own {@code BEGIN} and {@code COMMIT}. */
    StatementSequence open();
}
