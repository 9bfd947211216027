package dev.pawl.parse;

import dev.pawl.migration.Statement;

/** Names a statement that cannot run in a transaction, in the words of PostgreSQL's manual. */
final class StatementLabel {

    private StatementLabel() {}

    static String of(Statement statement) {
        return switch (statement.kind()) {
            case CREATE_INDEX_CONCURRENTLY -> "CREATE INDEX CONCURRENTLY";
            case DROP_INDEX_CONCURRENTLY -> "DROP INDEX CONCURRENTLY";
            case REINDEX_CONCURRENTLY -> "REINDEX CONCURRENTLY";
            case DETACH_CONCURRENTLY -> "DETACH PARTITION CONCURRENTLY";
            default -> byWords(new Words(statement.sql()).next());
        };
    }

    private static String byWords(Words words) {
        String first = words.keyword();
        words.next();
        if (words.is('(')) {
            words.skipParentheses();
        }
        String second = words.keyword();
        return switch (first) {
            case "VACUUM" -> "VACUUM";
            case "CLUSTER" -> "CLUSTER without a table";
            case "ALTER" -> second.equals("DATABASE") ? "ALTER DATABASE … SET TABLESPACE" : "ALTER " + second;
            default -> second.isEmpty() ? first : first + " " + second;
        };
    }
}
