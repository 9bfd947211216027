package dev.pawl;

import dev.pawl.migration.PreparedScript;
import dev.pawl.migration.SourcePosition;
import dev.pawl.migration.Statement;
import dev.pawl.migration.StatementSequence;
import dev.pawl.migration.TransactionMode;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A small script with its statements in memory, to be run many times.
 *
 * @param script as it was read through
 * @param statements what {@link PreparedScript#open} gives
 * @param text what {@link PreparedScript#text} gives
 */
record KeptScript(PreparedScript script, List<Statement> statements, Optional<String> text) implements PreparedScript {

    KeptScript {
        statements = List.copyOf(statements);
    }

    @Override
    public TransactionMode mode() {
        return script.mode();
    }

    @Override
    public Optional<String> reason() {
        return script.reason();
    }

    @Override
    public Optional<String> transactionModes() {
        return script.transactionModes();
    }

    @Override
    public Optional<SourcePosition> joinedTransactions() {
        return script.joinedTransactions();
    }

    @Override
    public Optional<SourcePosition> unlimitedLocks() {
        return script.unlimitedLocks();
    }

    @Override
    public int statementCount() {
        return script.statementCount();
    }

    @Override
    public StatementSequence open() {
        Iterator<Statement> rest = statements.iterator();
        return new StatementSequence() {
            @Override
            public @Nullable Statement next() {
                return rest.hasNext() ? rest.next() : null;
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        };
    }
}
