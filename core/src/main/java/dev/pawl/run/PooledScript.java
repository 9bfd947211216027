package dev.pawl.run;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.Problem;
import dev.pawl.migration.Migration;
import dev.pawl.migration.PreparedScript;
import dev.pawl.migration.Statement;
import dev.pawl.migration.StatementKind;
import dev.pawl.migration.StatementSequence;
import dev.pawl.migration.TransactionMode;
import dev.pawl.postgres.Session;
import dev.pawl.postgres.Sharing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds, before anything runs, what a script outside a transaction expects its session to keep, and what no pooler keeps for
 * it (spec N4). Settings are not among that where the statements that need them can share a transaction with them.
 */
public final class PooledScript {

    private static final Set<String> OF_LATER_TRANSACTIONS = Set.of(
            "session characteristics",
            "default_transaction_isolation",
            "default_transaction_read_only",
            "default_transaction_deferrable");

    private static final Pattern TEMPORARY_INTO =
            Pattern.compile("\\binto\\s+(?:local\\s+|global\\s+)?temp(?:orary)?\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern SESSION_LOCK =
            Pattern.compile("\\bpg_(?:try_)?advisory_lock(?:_shared)?\\s*\\(", Pattern.CASE_INSENSITIVE);
    private static final Pattern SESSION_CONFIG = Pattern.compile(
            "\\bset_config\\s*\\([^)]*,\\s*(?:false|'f\\w*')\\s*\\)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern HELD_CURSOR =
            Pattern.compile("\\bcursor\\s+with\\s+hold\\b", Pattern.CASE_INSENSITIVE);

    private static final String KEPT =
            " for statements that follow outside a transaction. Behind a pooler those may run in another session";
    private static final String REACHED =
            ". Behind a pooler it may run in another session, so that nothing can give it ";

    private final Migration migration;
    private final boolean isOldStrings;
    private final boolean isInSchema;
    private final CarriedSettings carried = new CarriedSettings();
    private final List<Problem> problems = new ArrayList<>();
    private Place place = Place.ALONE;

    /** Where a statement of the script stands. */
    private enum Place {
        ALONE,
        BETWEEN_BEGIN_AND_COMMIT
    }

    private PooledScript(Migration migration, boolean isOldStrings, boolean isInSchema) {
        this.migration = migration;
        this.isInSchema = isInSchema;
        this.isOldStrings = isOldStrings;
    }

    /** What is wrong with a script in a session; nothing where no pooler is, and with one that runs in a transaction. */
    public static List<Problem> problems(
            Session session, Migration migration, PreparedScript script, RunSettings settings) {
        if (session.sharing() != Sharing.POOLED || script.mode() == TransactionMode.TRANSACTIONAL) {
            return List.of();
        }
        boolean isOldStrings = session.reported("standard_conforming_strings")
                .filter("off"::equals)
                .isPresent();
        PooledScript review =
                new PooledScript(migration, isOldStrings, settings.schema().isPresent());
        try (StatementSequence statements = script.open()) {
            for (Statement statement = statements.next(); statement != null; statement = statements.next()) {
                review.look(statement);
            }
        }
        return review.problems;
    }

    private void look(Statement statement) {
        StatementKind kind = statement.kind();
        if (place == Place.BETWEEN_BEGIN_AND_COMMIT) {
            lookInside(statement);
        } else if (kind == StatementKind.BEGIN) {
            place = Place.BETWEEN_BEGIN_AND_COMMIT;
        } else if (CarriedSettings.isSetting(statement) || kind == StatementKind.TRANSACTION_CONTROL) {
            lookAtSetting(statement);
        } else {
            lookAtRest(statement);
        }
    }

    private void lookInside(Statement statement) {
        if (CarriedSettings.isSetting(statement)) {
            lookAtSetting(statement);
        } else if (statement.kind() == StatementKind.COMMIT || statement.kind() == StatementKind.TRANSACTION_CONTROL) {
            place = Place.ALONE;
        }
    }

    private void lookAtSetting(Statement statement) {
        if (statement.kind() == StatementKind.TRANSACTION_CONTROL
                && !SqlWords.of(statement.sql()).get(0).equalsIgnoreCase("set")) {
            return;
        }
        carried.take(statement);
        carried.inForce().stream()
                .filter(OF_LATER_TRANSACTIONS::contains)
                .findFirst()
                .ifPresent(name -> {
                    refuse(statement, "sets how later transactions begin" + KEPT);
                    carried.forget(name);
                });
    }

    private void lookAtRest(Statement statement) {
        Optional<String> kept = kept(statement);
        if (kept.isPresent()) {
            refuse(statement, kept.get() + KEPT);
        } else if (!isAlone(statement)) {
            return;
        } else if (isOldStrings && statement.sql().contains("\\")) {
            refuse(
                    statement,
                    "has a backslash in a statement that cannot run in a transaction" + REACHED
                            + "standard_conforming_strings, which is off in this database");
        } else if (isInSchema) {
            refuse(
                    statement,
                    "has a statement that cannot run in a transaction" + REACHED
                            + "search_path, which names the tenant's schema");
        } else if (!carried.inForce().isEmpty()) {
            refuse(
                    statement,
                    "has a statement that cannot run in a transaction" + REACHED + String.join(", ", carried.inForce())
                            + ", which it has set before");
        }
    }

    private static boolean isAlone(Statement statement) {
        return statement.kind().refusesTransaction() || OwnCommits.arePossibleIn(statement.sql());
    }

    /** What a statement makes that only its session knows, as a clause. */
    private static Optional<String> kept(Statement statement) {
        String sql = statement.sql();
        List<String> words = SqlWords.of(sql).stream()
                .map(word -> word.toLowerCase(Locale.ROOT))
                .toList();
        String first = words.isEmpty() ? "" : words.get(0);
        return switch (first) {
            case "create" -> isTemporary(words) ? Optional.of("makes a temporary table") : Optional.empty();
            case "prepare" -> Optional.of("prepares a statement");
            case "declare" -> HELD_CURSOR.matcher(sql).find() ? Optional.of("opens a cursor") : Optional.empty();
            case "select", "with", "do", "values", "call", "insert", "perform" -> keptByCall(sql);
            default -> Optional.empty();
        };
    }

    private static boolean isTemporary(List<String> words) {
        List<String> head = words.subList(0, Math.min(words.size(), 7));
        return head.contains("temp") || head.contains("temporary") || head.contains("pg_temp");
    }

    private static Optional<String> keptByCall(String sql) {
        if (TEMPORARY_INTO.matcher(sql).find()) {
            return Optional.of("makes a temporary table");
        }
        if (SESSION_LOCK.matcher(sql).find()) {
            return Optional.of("takes a lock");
        }
        return SESSION_CONFIG.matcher(sql).find() ? Optional.of("sets something") : Optional.empty();
    }

    private void refuse(Statement statement, String what) {
        problems.add(Problem.at(
                statement.position(),
                ErrorCode.SESSION_NOT_KEPT,
                migration.filename() + " " + what + ".",
                "Write what belongs together between BEGIN and COMMIT, and names with their schema; or connect to the"
                        + " server itself. If the pooler keeps a session for each connection, say so with"
                        + " `[connection] pooling = \"session\"`."));
    }
}
