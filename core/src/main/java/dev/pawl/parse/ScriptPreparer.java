package dev.pawl.parse;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.migration.Content;
import dev.pawl.migration.Directives;
import dev.pawl.migration.Migration;
import dev.pawl.migration.PreparedScript;
import dev.pawl.migration.Script;
import dev.pawl.migration.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads scripts through before anything runs: every error that can be told from the text is told now, and how the script
 * runs is decided (spec F6, F7).
 *
 * <p>A script is read as a stream, and read again when it runs; small ones stay in memory between the two, and very small
 * ones in statements. What runs is what was checked: a file that changes in between is refused.
 */
public final class ScriptPreparer {
    /** A script up to this size may stay in memory, in bytes. */
    private static final int SMALL = 1 << 20;
    /** What all of them together may take, in bytes. */
    private static final long MEMORY = 32L << 20;
    /** After this many problems of one script, the rest of it is not looked at. */
    private static final int MOST_PROBLEMS = 20;

    private final FileContents contents = new FileContents(SMALL);
    private long memoryLeft = MEMORY;

    /**
     * Prepares a script.
     *
     * @param migration whose script it is
     * @param script its up or its down script
     * @throws PawlException with every problem of the script
     */
    public PreparedScript prepare(Migration migration, Script script) {
        List<Problem> problems = new ArrayList<>();
        Optional<PreparedScript> prepared = prepare(migration, script, problems);
        if (prepared.isEmpty()) {
            throw PawlException.of(problems, null);
        }
        return prepared.get();
    }

    /**
     * Prepares the up scripts of migrations.
     *
     * @return the scripts in the order of the migrations
     * @throws PawlException with every problem of every script
     */
    public List<PreparedScript> prepareAll(List<Migration> migrations) {
        List<Problem> problems = new ArrayList<>();
        List<PreparedScript> prepared = new ArrayList<>(migrations.size());
        for (Migration migration : migrations) {
            prepare(migration, migration.up(), problems).ifPresent(prepared::add);
        }
        if (!problems.isEmpty()) {
            throw PawlException.of(problems, null);
        }
        return List.copyOf(prepared);
    }

    private Optional<PreparedScript> prepare(Migration migration, Script script, List<Problem> problems) {
        List<Problem> own = new ArrayList<>();
        Optional<PreparedScript> prepared = Optional.empty();
        try {
            Optional<Migration> upOf = script.equals(migration.up()) ? Optional.of(migration) : Optional.empty();
            prepared = read(upOf, remember(script), own);
        } catch (PawlException e) {
            own.addAll(e.problems());
        }
        problems.addAll(own);
        return own.isEmpty() ? prepared : Optional.empty();
    }

    private Script remember(Script script) {
        if (memoryLeft < SMALL) {
            return script;
        }
        Content content = contents.read(script.content());
        if (content instanceof MemoryContent memory) {
            memoryLeft -= memory.size();
        }
        return new Script(content, script.slices());
    }

    /** @param upOf the migration whose up script it is; empty for a down script */
    private static Optional<PreparedScript> read(Optional<Migration> upOf, Script script, List<Problem> problems) {
        Content content = script.content();
        ProblemSink sink = (offset, code, message, fix) -> {
            if (problems.size() < MOST_PROBLEMS) {
                problems.add(SourceLines.problemAt(content, offset, code, message, fix));
            }
        };
        ContentCheck check = new ContentCheck();
        Fingerprint fingerprint = Fingerprint.sha256();
        ScriptBytes.Tap tap = content instanceof SeenContent ? check : check.and(fingerprint);
        try (StatementReader statements = StatementReader.scan(script, tap, sink)) {
            List<HeadComment> head = statements.head();
            Directives directives = upOf.map(Migration::directives)
                    .orElseGet(() -> HeadDirectives.of(head, Optional.empty(), Directives.NONE, problems));
            ScriptReview review = new ScriptReview(directives.transaction(), problems);
            KeptStatements kept = KeptStatements.of(content);
            Statement statement = statements.next();
            while (statement != null && problems.size() < MOST_PROBLEMS) {
                review.statement(statement);
                kept.add(statement);
                statement = statements.next();
            }
            if (statement != null) {
                return Optional.empty(); // enough to mend for now
            }
            ScriptReview.Verdict verdict = review.finish();
            if (!isSame(upOf, content, check, fingerprint)) {
                problems.add(changed(script));
            }
            return Optional.of(new CheckedScript(script, check, verdict, kept.all()));
        }
    }

    /** Whether what was read is what its checksum was made of; nobody made one of a down script. */
    private static boolean isSame(
            Optional<Migration> upOf, Content content, ContentCheck check, Fingerprint fingerprint) {
        if (content instanceof SeenContent seen) {
            return check.agrees(seen.check());
        }
        return upOf.isEmpty()
                || upOf.get().checksums().exact().equals(fingerprint.finish().exact());
    }

    static Problem changed(Script script) {
        return Problem.of(
                ErrorCode.FILE_CHANGED,
                "The file " + script.content().location() + " changed while pawl was reading it",
                "Run the command again when the file is complete.");
    }
}
