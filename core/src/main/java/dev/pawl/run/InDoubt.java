package dev.pawl.run;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.migration.Migration;
import dev.pawl.migration.Statement;
import dev.pawl.migration.StatementKind;
import dev.pawl.postgres.Literal;
import dev.pawl.postgres.Session;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds out what became of a statement that was running outside a transaction when its run ended (spec R5).
 *
 * <p>A concurrent index build leaves an INVALID index behind; it is ours, because the lease says that we began it, and is
 * dropped so that it can be built again. See PostgreSQL manual, CREATE INDEX, "Building Indexes Concurrently".
 */
final class InDoubt {

    /** What {@code REINDEX CONCURRENTLY} calls the copies that it has not finished, and the originals it has not dropped. */
    private static final String COPIES = "NOT i.indisvalid AND c.relname ~ '_cc(new|old)[0-9]*$'";

    private static final String INDEXES =
            " FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid WHERE ";

    private final Session session;
    private final FailureAdvice advice;

    /**
     * For scripts of one kind.
     *
     * @param advice for who is to decide
     */
    InDoubt(Session session, FailureAdvice advice) {
        this.session = session;
        this.advice = advice;
    }

    /** What is to be done about the statement. */
    enum Finding {
        /** It did not happen, or can safely happen again. */
        RUN("its statement did not finish and is run again"),
        /** It had happened. */
        FINISHED("its statement had finished");

        private final String words;

        Finding(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    /**
     * Which indexes there are before a statement, so that those that it leaves can be told from them: an SQL expression,
     * whose value is to be kept with the note that the statement is being tried.
     */
    static String inventory(Statement statement) {
        return candidates(statement)
                .map(which -> "(SELECT COALESCE(pg_catalog.string_agg(CAST(i.indexrelid AS pg_catalog.text), ' '), '')"
                        + INDEXES + which + ")")
                .orElse("''");
    }

    /** Among which indexes those are that the statement may leave. */
    private static Optional<String> candidates(Statement statement) {
        return switch (statement.kind()) {
            case CREATE_INDEX_CONCURRENTLY ->
                ConcurrentIndex.of(statement.sql())
                        .map(index -> index.name().isPresent()
                                ? index.sameSchemaAndName()
                                : "i.indrelid = " + index.table().regclass());
            case REINDEX_CONCURRENTLY -> Optional.of(COPIES);
            default -> Optional.empty();
        };
    }

    /** An index that was not there before the statement, and that nobody is building now. */
    private record NewIndex(String name, boolean isValid) {}

    private List<NewIndex> newIndexes(Statement statement, String inventory) {
        return candidates(statement)
                .map(which -> session.query(
                        "SELECT CAST(i.indexrelid AS pg_catalog.regclass), i.indisvalid" + INDEXES + which
                                + " AND CAST(i.indexrelid AS pg_catalog.text) <> ALL (pg_catalog.string_to_array("
                                + Literal.text(inventory) + ", ' ')) AND NOT EXISTS (SELECT FROM"
                                + " pg_catalog.pg_stat_progress_create_index p WHERE p.index_relid = i.indexrelid)",
                        row -> new NewIndex(row.getString(1), row.getBoolean(2))))
                .orElse(List.of());
    }

    /**
     * Looks at what the statement left.
     *
     * @param inventory what {@link #inventory} gave before it
     * @throws PawlException MIGRATION_IN_DOUBT where PostgreSQL cannot tell
     */
    Finding look(Migration migration, Statement statement, String inventory) {
        return switch (statement.kind()) {
            case CREATE_INDEX_CONCURRENTLY -> lookAtIndex(migration, statement, inventory);
            case DROP_INDEX_CONCURRENTLY -> lookAtDroppedIndex(statement);
            case DETACH_CONCURRENTLY -> lookAtPartition(statement);
            case REINDEX_CONCURRENTLY -> {
                dropNew(statement, inventory);
                yield Finding.RUN;
            }
            case SESSION_SETTING -> Finding.RUN;
            default -> lookAtOther(migration, statement);
        };
    }

    private Finding lookAtIndex(Migration migration, Statement statement, String inventory) {
        boolean isNamed = ConcurrentIndex.of(statement.sql())
                .filter(found -> found.name().isPresent())
                .isPresent();
        boolean isBuilt = newIndexes(statement, inventory).stream().anyMatch(NewIndex::isValid);
        if (isNamed && isBuilt) {
            return Finding.FINISHED;
        }
        if (!isNamed && (isBuilt || inventory.isEmpty())) {
            throw cannotTell(migration, statement, "The index has no name, so it cannot be told from others");
        }
        dropNew(statement, inventory);
        return Finding.RUN;
    }

    /** Whether the index is valid; empty where there is none. */
    private Optional<Boolean> validity(ConcurrentIndex index) {
        return session
                .query(
                        "SELECT i.indisvalid AND i.indisready FROM pg_catalog.pg_index i"
                                + " JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid WHERE "
                                + index.sameSchemaAndName(),
                        row -> row.getBoolean(1))
                .stream()
                .findFirst();
    }

    private void dropNew(Statement statement, String inventory) {
        newIndexes(statement, inventory).stream()
                .filter(index -> !index.isValid())
                .forEach(index -> drop(index.name()));
    }

    private void drop(String index) {
        session.execute("DROP INDEX CONCURRENTLY IF EXISTS " + index);
    }

    /**
     * Looks at what a statement left that has failed, and cleans up.
     *
     * @param inventory what {@link #inventory} gave before it
     * @return whether something is left that is for the next run to see to
     */
    boolean leavesSomething(Statement statement, String inventory) {
        return switch (statement.kind()) {
            case CREATE_INDEX_CONCURRENTLY, REINDEX_CONCURRENTLY -> {
                dropNew(statement, inventory);
                yield false;
            }
            case DETACH_CONCURRENTLY -> isDetachPending(statement).orElse(false);
            default -> false;
        };
    }

    /**
     * Does not let a build fail over, or {@code IF NOT EXISTS} pass over, a broken index that is somebody else's.
     *
     * @throws PawlException STATEMENT_FAILED if the index is there and INVALID
     */
    void requireNoInvalidIndex(Statement statement) {
        Optional<ConcurrentIndex> index = statement.kind() == StatementKind.CREATE_INDEX_CONCURRENTLY
                ? ConcurrentIndex.of(statement.sql())
                : Optional.empty();
        if (index.isEmpty()
                || index.get().name().isEmpty()
                || validity(index.get()).orElse(true)) {
            return;
        }
        String name = index.get().name().map(NamedObject::written).orElse("");
        throw PawlException.of(Problem.at(
                statement.position(),
                ErrorCode.STATEMENT_FAILED,
                "The index " + name + " exists and is INVALID: an earlier build of it was broken off.",
                "Drop it with `DROP INDEX CONCURRENTLY " + name + "`, then run `" + advice.command() + "` again."));
    }

    private Finding lookAtDroppedIndex(Statement statement) {
        List<String> words = SqlWords.of(statement.sql());
        int at = ConcurrentIndex.indexOf(words, "concurrently", 0) + 1;
        if (at + 2 < words.size() && words.get(at).equalsIgnoreCase("if")) {
            return Finding.RUN; // IF EXISTS can simply run again
        }
        boolean isThere = NamedObject.at(words, at)
                .filter(name -> session.query("SELECT " + name.regclass() + " IS NOT NULL", row -> row.getBoolean(1))
                        .get(0))
                .isPresent();
        return isThere ? Finding.RUN : Finding.FINISHED;
    }

    private Finding lookAtPartition(Statement statement) {
        Optional<Detach> detach = Detach.of(statement.sql());
        if (detach.isEmpty()) {
            return Finding.RUN;
        }
        Optional<Boolean> isPending = isDetachPending(statement);
        if (isPending.isEmpty()) {
            return Finding.FINISHED;
        }
        if (!isPending.get()) {
            return Finding.RUN;
        }
        session.execute(detach.get().finalisation());
        return Finding.FINISHED;
    }

    /** Whether a detached partition waits to be finalised; empty where it is no partition. */
    private Optional<Boolean> isDetachPending(Statement statement) {
        return Detach.of(statement.sql())
                .flatMap(detach -> session
                        .query(
                                "SELECT inhdetachpending FROM pg_catalog.pg_inherits WHERE inhrelid = "
                                        + detach.child().regclass() + " AND inhparent = "
                                        + detach.parent().regclass(),
                                row -> row.getBoolean(1))
                        .stream()
                        .findFirst());
    }

    private Finding lookAtOther(Migration migration, Statement statement) {
        List<String> words = SqlWords.of(statement.sql());
        String first = words.isEmpty() ? "" : lower(words.get(0));
        return switch (first) {
            case "vacuum", "analyze", "cluster", "reindex", "checkpoint" -> Finding.RUN;
            case "alter" ->
                words.size() > 1 && lower(words.get(1)).equals("system") ? Finding.RUN : decide(migration, statement);
            case "create", "drop" -> lookAtDatabase(migration, statement, words, first);
            default -> decide(migration, statement);
        };
    }

    private Finding lookAtDatabase(Migration migration, Statement statement, List<String> words, String verb) {
        if (words.size() < 3 || !lower(words.get(1)).equals("database")) {
            return decide(migration, statement);
        }
        int at = lower(words.get(2)).equals("if") ? 4 : 2;
        Optional<NamedObject> database = NamedObject.at(words, at);
        if (database.isEmpty()) {
            return decide(migration, statement);
        }
        boolean isThere = session.query(
                        "SELECT EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = "
                                + Literal.text(database.get().lastPart()) + ")",
                        row -> row.getBoolean(1))
                .get(0);
        return isThere == verb.equals("create") ? Finding.FINISHED : Finding.RUN;
    }

    private Finding decide(Migration migration, Statement statement) {
        throw cannotTell(migration, statement, "PostgreSQL cannot tell whether it finished");
    }

    private PawlException cannotTell(Migration migration, Statement statement, String why) {
        return PawlException.of(Problem.at(
                statement.position(),
                ErrorCode.MIGRATION_IN_DOUBT,
                "This statement of " + migration.filename() + " was running when an earlier run ended. " + why + ".",
                "Look at the database. If the script is complete, say " + advice.markDone(migration)
                        + "; to run it from its beginning, say " + advice.markUndone(migration) + ", then `"
                        + advice.command() + "`."));
    }

    private static String lower(String word) {
        return word.toLowerCase(Locale.ROOT);
    }
}
