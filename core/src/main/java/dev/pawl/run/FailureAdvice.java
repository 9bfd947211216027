package dev.pawl.run;

import dev.pawl.migration.Migration;
import dev.pawl.postgres.DatabaseProblems;
import dev.pawl.postgres.SqlState;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;

/** What to do about a failed statement. Decided by SQLSTATE, since messages are translated. */
enum FailureAdvice {
    FOR_MIGRATE("pawl migrate", "Migration ", "Nothing of it was applied.", "the next run", "applied", "pending"),
    FOR_ROLLBACK(
            "pawl rollback",
            "The rollback of migration ",
            "Nothing was reverted.",
            "the migration still counts as applied, and the next rollback",
            "pending",
            "applied");

    private final String command;
    private final String work;
    private final String nothing;
    private final String next;
    private final String after;
    private final String before;

    FailureAdvice(String command, String work, String nothing, String next, String after, String before) {
        this.command = command;
        this.work = work;
        this.nothing = nothing;
        this.next = next;
        this.after = after;
        this.before = before;
    }

    /** That nothing was done, as a sentence. */
    String nothing() {
        return nothing;
    }

    /** Who goes on where it has stopped, as the beginning of a clause. */
    String next() {
        return next;
    }

    /** How to say that it is done, for who has finished it by hand. */
    String markDone(Migration migration) {
        return mark(migration, after);
    }

    /** How to have it begun anew. */
    String markUndone(Migration migration) {
        return mark(migration, before);
    }

    private static String mark(Migration migration, String status) {
        return "`pawl mark " + migration.version() + " " + status + " --reason …`";
    }

    /** What is to be run again. */
    String command() {
        return command;
    }

    /** What has failed, as the beginning of a sentence. */
    String subject(Migration migration) {
        return work + migration.version();
    }

    private String again() {
        return "run `" + command + "` again.";
    }

    /** One or two sentences. */
    String of(Migration migration, StatementFailure failure) {
        SQLException error = failure.error();
        Optional<String> known = known(error);
        if (known.isPresent()) {
            return known.get();
        }
        if (isMissingExtension(failure)) {
            return "Install the extension on the server, or choose a server that offers it, and " + again();
        }
        return isMissingObject(error) ? missingObject(migration, error) : "Correct the file and " + again();
    }

    /** When to try again after the session was lost. */
    String afterLoss(Exception error) {
        return Optional.of(error)
                .filter(SQLException.class::isInstance)
                .map(SQLException.class::cast)
                .flatMap(DatabaseProblems::limitThatEnded)
                .map(limit -> "Raise " + limit + " for the role that migrates, then " + again())
                .orElse("Run `" + command + "` again when the server can be reached.");
    }

    /** For errors that need no look at the statement; also for those at the end of a migration. */
    Optional<String> known(SQLException error) {
        return Optional.ofNullable(
                switch (Optional.ofNullable(error.getSQLState()).orElse("")) {
                    case SqlState.INSUFFICIENT_PRIVILEGE ->
                        "Grant the privilege to the role that migrates, then " + again();
                    case SqlState.UNSAFE_NEW_ENUM_VALUE ->
                        "Use the new enum value in a migration of its own: PostgreSQL allows it only after the commit.";
                    case SqlState.QUERY_CANCELED ->
                        "If it ran into a limit, raise that with `-- pawl: statement-timeout=…` in the script or"
                                + " `--statement-timeout`; if somebody ended it, `pawl history` says who. Then "
                                + again();
                    case SqlState.DISK_FULL ->
                        "There is nothing to correct in the file. Free disk space on the server, then " + again();
                    case SqlState.OUT_OF_MEMORY, SqlState.CONFIGURATION_LIMIT ->
                        "The server has reached a limit: raise the one that it names, or let the script do less at a"
                                + " time, then " + again();
                    case SqlState.UNTRANSLATABLE_CHARACTER ->
                        "The database's encoding does not have that character: write it otherwise, or use a database of"
                                + " encoding UTF8, then " + again();
                    case SqlState.SCHEMA_MISSING ->
                        "Correct the schema's name, or create it before. If names have no schema, search_path names"
                                + " none that exists: set it in the script, or `ALTER ROLE … SET search_path = …`. Then "
                                + again();
                    default -> null;
                });
    }

    /** Up to PostgreSQL 14 the control file is named as missing, since then the feature is called unsupported. */
    private static boolean isMissingExtension(StatementFailure failure) {
        return failure.statement().sql().toUpperCase(Locale.ROOT).startsWith("CREATE EXTENSION")
                && (SqlState.is(failure.error(), SqlState.FEATURE_NOT_SUPPORTED)
                        || SqlState.is(failure.error(), SqlState.UNDEFINED_FILE));
    }

    private static boolean isMissingObject(SQLException error) {
        return SqlState.is(error, SqlState.UNDEFINED_TABLE)
                || SqlState.is(error, SqlState.UNDEFINED_OBJECT)
                || SqlState.is(error, SqlState.UNDEFINED_FUNCTION);
    }

    private String missingObject(Migration migration, SQLException error) {
        Optional<String> tool = this == FOR_MIGRATE && SqlState.is(error, SqlState.UNDEFINED_TABLE)
                ? ForeignHistory.toolIn(StatementProblems.firstLine(error))
                : Optional.empty();
        return tool.map(name -> foreignHistory(name, migration))
                .orElse("Correct the file, or create what it needs before it, and " + again());
    }

    private static String foreignHistory(String tool, Migration migration) {
        return "That is the history table of " + tool + ", which only " + tool + " makes. If the script is about "
                + tool
                + " and nothing else, skip it with `pawl mark " + migration.version()
                + " applied --reason …`; else create the table first.";
    }
}
