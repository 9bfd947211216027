package dev.pawl.parse;

import dev.pawl.error.PawlException;
import dev.pawl.migration.PreparedScript;
import dev.pawl.migration.Script;
import dev.pawl.migration.SourcePosition;
import dev.pawl.migration.Statement;
import dev.pawl.migration.StatementKind;
import dev.pawl.migration.StatementSequence;
import dev.pawl.migration.TransactionMode;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A script that was reviewed, and is read again when it runs.
 *
 * @param script where it is
 * @param check what it was when it was reviewed
 * @param verdict how it runs
 * @param kept its statements, where they need not be read again
 */
record CheckedScript(Script script, ContentCheck check, ScriptReview.Verdict verdict, Optional<List<Statement>> kept)
        implements PreparedScript {

    @Override
    public TransactionMode mode() {
        return verdict.mode();
    }

    @Override
    public Optional<String> reason() {
        return verdict.reason();
    }

    @Override
    public Optional<String> transactionModes() {
        return verdict.transactionModes();
    }

    @Override
    public Optional<SourcePosition> joinedTransactions() {
        return verdict.joined();
    }

    @Override
    public Optional<SourcePosition> unlimitedLocks() {
        return verdict.unlimited();
    }

    @Override
    public int statementCount() {
        return verdict.statementCount();
    }

    @Override
    public Optional<String> text() {
        return ScriptText.of(script);
    }

    @Override
    public StatementSequence open() {
        if (kept.isPresent()) {
            return new KeptSequence(kept.get().iterator());
        }
        ContentCheck again = new ContentCheck();
        return new Sequence(StatementReader.open(script, again), again);
    }

    /** What is left of transaction control in a script that passed the review is folded into pawl's transaction. */
    private boolean isFolded(Statement statement) {
        StatementKind kind = statement.kind();
        boolean control = kind == StatementKind.BEGIN
                || kind == StatementKind.COMMIT
                || kind == StatementKind.TRANSACTION_CONTROL;
        return control && mode() == TransactionMode.TRANSACTIONAL;
    }

    private final class KeptSequence implements StatementSequence {
        private final Iterator<Statement> rest;

        private KeptSequence(Iterator<Statement> rest) {
            this.rest = rest;
        }

        @Override
        public @Nullable Statement next() {
            while (rest.hasNext()) {
                Statement statement = rest.next();
                if (!isFolded(statement)) {
                    return statement;
                }
            }
            return null;
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    private final class Sequence implements StatementSequence {
        private final StatementReader reader;
        private final ContentCheck again;

        private Sequence(StatementReader reader, ContentCheck again) {
            this.reader = reader;
            this.again = again;
        }

        @Override
        public @Nullable Statement next() {
            Statement statement = reader.next();
            while (statement != null && isFolded(statement)) {
                statement = reader.next();
            }
            if (statement == null && !again.agrees(check)) {
                throw PawlException.of(ScriptPreparer.changed(script));
            }
            return statement;
        }

        @Override
        public void close() {
            reader.close();
        }
    }
}
