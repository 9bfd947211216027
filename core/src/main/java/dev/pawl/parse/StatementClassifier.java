package dev.pawl.parse;

import dev.pawl.migration.StatementKind;

/**
 * Tells what a statement means to its runner by its words. What is not known is {@link StatementKind#RETURNS_ROWS}, which
 * is safe; {@link StatementKind#PLAIN} is an allow-list (design, traps). The statements that PostgreSQL refuses in a
 * transaction are those whose code calls {@code PreventInTransactionBlock} (PostgreSQL 13 to 18).
 */
final class StatementClassifier {

    private StatementClassifier() {}

    /**
     * Classifies a statement.
     *
     * @param sql its text, or the beginning of a long one
     * @param returning whether it has a {@code RETURNING} clause
     */
    static StatementKind classify(String sql, boolean returning) {
        Words words = new Words(sql).next();
        if (words.is("INSERT")) {
            return changeOfRows(returning); // first, because there may be a million of them
        }
        String first = words.keyword();
        words.next();
        return switch (first) {
            case "UPDATE", "DELETE", "MERGE" -> changeOfRows(returning);
            case "CREATE" -> create(words);
            case "ALTER" -> alter(words);
            case "DROP" -> drop(words);
            case "COPY" -> copy(words);
            case "SET" -> set(words);
            case "RESET" -> StatementKind.SESSION_SETTING;
            case "DISCARD" -> words.is("ALL") ? StatementKind.OUTSIDE_TRANSACTION : StatementKind.SESSION_SETTING;
            case "REINDEX" -> reindex(words);
            case "VACUUM" -> StatementKind.OUTSIDE_TRANSACTION;
            case "CLUSTER" -> cluster(words);
            case "COMMENT",
                    "GRANT",
                    "REVOKE",
                    "TRUNCATE",
                    "LOCK",
                    "DO",
                    "ANALYZE",
                    "ANALYSE",
                    "REFRESH",
                    "SECURITY",
                    "REASSIGN",
                    "IMPORT",
                    "NOTIFY" -> StatementKind.PLAIN;
            default -> transactionControl(first, words);
        };
    }

    private static StatementKind changeOfRows(boolean returning) {
        return returning ? StatementKind.RETURNS_ROWS : StatementKind.PLAIN;
    }

    private static StatementKind transactionControl(String first, Words words) {
        return switch (first) {
            case "BEGIN" -> StatementKind.BEGIN;
            case "START" -> words.is("TRANSACTION") ? StatementKind.BEGIN : StatementKind.RETURNS_ROWS;
            case "COMMIT", "END" -> commit(words);
            case "ROLLBACK" -> rollback(words);
            case "ABORT" -> StatementKind.TRANSACTION_CONTROL;
            case "PREPARE" -> words.is("TRANSACTION") ? StatementKind.TRANSACTION_CONTROL : StatementKind.RETURNS_ROWS;
            case "SAVEPOINT", "RELEASE" -> StatementKind.SAVEPOINT;
            default -> StatementKind.RETURNS_ROWS;
        };
    }

    private static StatementKind commit(Words words) {
        if (words.is("PREPARED")) {
            return StatementKind.OUTSIDE_TRANSACTION;
        }
        skipWorkOrTransaction(words);
        return words.skip("AND") && words.is("CHAIN") ? StatementKind.TRANSACTION_CONTROL : StatementKind.COMMIT;
    }

    private static StatementKind rollback(Words words) {
        if (words.is("PREPARED")) {
            return StatementKind.OUTSIDE_TRANSACTION;
        }
        skipWorkOrTransaction(words);
        return words.is("TO") ? StatementKind.SAVEPOINT : StatementKind.TRANSACTION_CONTROL;
    }

    private static void skipWorkOrTransaction(Words words) {
        if (words.isAny("WORK", "TRANSACTION")) {
            words.next();
        }
    }

    private static StatementKind set(Words words) {
        if (words.is("CONSTRAINTS")) {
            return StatementKind.PLAIN;
        }
        boolean session = words.skip("SESSION");
        if (!session) {
            words.skip("LOCAL");
        }
        boolean modes = words.is("TRANSACTION") || (session && words.is("CHARACTERISTICS"));
        boolean variable = words.isName() && TransactionModes.isVariable(words.value());
        return modes || variable ? StatementKind.TRANSACTION_CONTROL : StatementKind.SESSION_SETTING;
    }

    private static StatementKind create(Words words) {
        if (words.is("UNIQUE")) {
            words.next();
        }
        if (words.skip("INDEX")) {
            return words.is("CONCURRENTLY") ? StatementKind.CREATE_INDEX_CONCURRENTLY : StatementKind.PLAIN;
        }
        if (words.is("SUBSCRIPTION")) {
            return Subscriptions.create(words);
        }
        return words.isAny("DATABASE", "TABLESPACE") ? StatementKind.OUTSIDE_TRANSACTION : StatementKind.PLAIN;
    }

    private static StatementKind drop(Words words) {
        if (words.skip("INDEX")) {
            return words.is("CONCURRENTLY") ? StatementKind.DROP_INDEX_CONCURRENTLY : StatementKind.PLAIN;
        }
        return words.isAny("DATABASE", "TABLESPACE") || words.is("SUBSCRIPTION")
                ? StatementKind.OUTSIDE_TRANSACTION
                : StatementKind.PLAIN;
    }

    private static StatementKind alter(Words words) {
        return switch (words.keyword()) {
            case "SYSTEM" -> StatementKind.OUTSIDE_TRANSACTION;
            case "TABLE" -> alterTable(words.next());
            case "DATABASE" -> alterDatabase(words.next());
            case "SUBSCRIPTION" -> Subscriptions.alter(words.next());
            default -> StatementKind.PLAIN;
        };
    }

    private static StatementKind alterTable(Words words) {
        if (words.skip("IF")) {
            words.skip("EXISTS");
        }
        words.skip("ONLY");
        skipQualifiedName(words);
        words.skip('*');
        if (!words.skip("DETACH") || !words.skip("PARTITION")) {
            return StatementKind.PLAIN;
        }
        skipQualifiedName(words);
        return words.is("CONCURRENTLY") ? StatementKind.DETACH_CONCURRENTLY : StatementKind.PLAIN;
    }

    private static StatementKind alterDatabase(Words words) {
        words.next();
        boolean moves = words.skip("SET") && words.is("TABLESPACE");
        return moves ? StatementKind.OUTSIDE_TRANSACTION : StatementKind.PLAIN;
    }

    private static void skipQualifiedName(Words words) {
        do {
            words.next();
        } while (words.skip('.'));
    }

    private static StatementKind copy(Words words) {
        if (words.is('(')) {
            return StatementKind.RETURNS_ROWS; // a query can only be copied to somewhere
        }
        while (!words.atEnd()) {
            if (words.is('(')) {
                words.skipParentheses();
            } else if (words.skip("FROM")) {
                return words.isAny("STDIN", "STDOUT") ? StatementKind.COPY_FROM_STDIN : StatementKind.RETURNS_ROWS;
            } else {
                words.next();
            }
        }
        return StatementKind.RETURNS_ROWS;
    }

    private static StatementKind reindex(Words words) {
        boolean concurrently = words.is('(') && Options.read(words).isOn("concurrently");
        String target = words.keyword();
        if (words.next().is("CONCURRENTLY") || concurrently) {
            return StatementKind.REINDEX_CONCURRENTLY;
        }
        return switch (target) {
            case "DATABASE", "SYSTEM", "SCHEMA" -> StatementKind.OUTSIDE_TRANSACTION;
            default -> StatementKind.PLAIN;
        };
    }

    /** Without a table it clusters all, each in its own transaction. */
    private static StatementKind cluster(Words words) {
        if (words.is('(')) {
            words.skipParentheses();
        } else {
            words.skip("VERBOSE");
        }
        return words.atEnd() ? StatementKind.OUTSIDE_TRANSACTION : StatementKind.PLAIN;
    }
}
