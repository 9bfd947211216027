package dev.pawl.migration;

/** What a statement means to the one who runs it; told by its leading words, not by a full parse. */
public enum StatementKind {
    /** {@code BEGIN}, {@code START TRANSACTION}. */
    BEGIN,
    /** {@code COMMIT}, {@code END}, without {@code AND CHAIN}. */
    COMMIT,
    /** {@code ROLLBACK}, {@code ABORT}, {@code … AND CHAIN}, {@code PREPARE TRANSACTION}, late {@code SET TRANSACTION}. */
    TRANSACTION_CONTROL,
    /** {@code SAVEPOINT}, {@code RELEASE}, {@code ROLLBACK TO}. */
    SAVEPOINT,
    /** {@code COPY … FROM STDIN}. */
    COPY_FROM_STDIN,
    /** {@code CREATE [UNIQUE] INDEX CONCURRENTLY}. */
    CREATE_INDEX_CONCURRENTLY,
    /** {@code DROP INDEX CONCURRENTLY}. */
    DROP_INDEX_CONCURRENTLY,
    /** {@code REINDEX … CONCURRENTLY}. */
    REINDEX_CONCURRENTLY,
    /** {@code ALTER TABLE … DETACH PARTITION … CONCURRENTLY}. */
    DETACH_CONCURRENTLY,
    /** Any other statement that PostgreSQL refuses inside a transaction block: {@code VACUUM}, {@code ALTER SYSTEM} … */
    OUTSIDE_TRANSACTION,
    /** {@code SET}, {@code RESET}, {@code DISCARD}: changes the session. */
    SESSION_SETTING,
    /** May return rows, so it never shares a JDBC batch: {@code SELECT}, {@code WITH}, {@code CALL}, {@code … RETURNING}. */
    RETURNS_ROWS,
    /** Known to return no rows and safe to share a batch: {@code CREATE TABLE}, {@code INSERT} without RETURNING … */
    PLAIN;

    /** Whether PostgreSQL refuses it inside a transaction block. */
    public boolean refusesTransaction() {
        return switch (this) {
            case CREATE_INDEX_CONCURRENTLY,
                    DROP_INDEX_CONCURRENTLY,
                    REINDEX_CONCURRENTLY,
                    DETACH_CONCURRENTLY,
                    OUTSIDE_TRANSACTION -> true;
            default -> false;
        };
    }
}
