package dev.pawl.parse;

import dev.pawl.migration.Content;
import dev.pawl.migration.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The statements of a script that is in memory anyway, and so small that to split it again would take longer than to keep
 * them. Data of a COPY is not kept.
 */
final class KeptStatements {

    /** In bytes; not more than a scan gives of one statement. */
    private static final int LARGEST_SCRIPT = 16 * 1024;

    private Optional<List<Statement>> statements;

    private KeptStatements(Optional<List<Statement>> statements) {
        this.statements = statements;
    }

    static KeptStatements of(Content content) {
        boolean isSmall = content instanceof MemoryContent memory && memory.size() <= LARGEST_SCRIPT;
        return new KeptStatements(isSmall ? Optional.of(new ArrayList<>()) : Optional.empty());
    }

    void add(Statement statement) {
        if (statement instanceof Statement.CopyData) {
            statements = Optional.empty(); // its data is read while it runs
        }
        statements.ifPresent(all -> all.add(statement));
    }

    /** All of them, in order; empty where they are not kept. */
    Optional<List<Statement>> all() {
        return statements.map(List::copyOf);
    }
}
