package dev.pawl.parse;

import dev.pawl.discover.Format;
import dev.pawl.error.Problem;
import dev.pawl.migration.Directives;
import dev.pawl.migration.Script;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads what the head of a script asks for, in pawl's words and in those of other tools (spec F1, F7). */
final class HeadDirectives {
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private static final List<Script.Slice> WHOLE = List.of(Script.Slice.WHOLE);

    private final DirectiveCollector found;
    private final Optional<Format> format;

    private HeadDirectives(DirectiveCollector found, Optional<Format> format) {
        this.found = found;
        this.format = format;
    }

    /**
     * The directives of a script.
     *
     * @param script its head is read
     * @param format how the file is arranged; empty where that is not known any more (a down script)
     * @param outside what the file's name or a file beside it says
     * @param problems takes what is not understood
     */
    static Directives of(Script script, Optional<Format> format, Directives outside, List<Problem> problems) {
        if (beginsWithStatement(script)) {
            return outside;
        }
        ProblemSink later = (offset, code, message, fix) -> {}; // the review of the script tells them
        try (StatementReader reader = StatementReader.scan(script, ScriptBytes.Tap.NONE, later)) {
            return of(reader.head(), format, outside, problems);
        }
    }

    /** Most scripts, as can be seen from their first letter: they have no head. */
    private static boolean beginsWithStatement(Script script) {
        return script.content() instanceof MemoryContent memory
                && script.slices().equals(WHOLE)
                && memory.beginsWithLetter();
    }

    static Directives of(List<HeadComment> head, Optional<Format> format, Directives outside, List<Problem> problems) {
        if (head.isEmpty()) {
            return outside;
        }
        HeadDirectives directives = new HeadDirectives(new DirectiveCollector(outside, problems), format);
        head.forEach(directives::read);
        return directives.found.directives();
    }

    private void read(HeadComment comment) {
        String text = BLANKS.matcher(comment.text().strip()).replaceAll(" ");
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.startsWith("pawl:")) {
            found.add(text.substring("pawl:".length()), comment);
        } else if (is(Format.DBMATE) && lower.startsWith("migrate:")) {
            dbmate(lower, comment);
        } else if (is(Format.GOOSE) && lower.startsWith("+goose ")) {
            goose(lower.substring("+goose ".length()));
        } else if (is(Format.SQL_MIGRATE) && lower.startsWith("+migrate ")) {
            sqlMigrate(lower);
        } else if (isGraphileDirective(lower) || isSqlxDirective(lower, comment)) {
            found.noTransaction();
        } else if (lower.startsWith("atlas:")) {
            atlas(lower, comment);
        } else {
            refuseForeignMarker(lower, comment);
        }
    }

    /** A down script has lost its format; then all dialects are understood. */
    private boolean is(Format other) {
        return format.isEmpty() || format.get() == other;
    }

    private void dbmate(String marker, HeadComment comment) {
        String[] parts = marker.split(" ", -1);
        for (int i = 1; i < parts.length; i++) {
            switch (parts[i]) {
                case "transaction:false" -> found.noTransaction();
                case "transaction:true" -> {}
                default ->
                    found.refuse(
                            comment,
                            "The option " + parts[i] + " of this marker is not known",
                            "Known is transaction:false.");
            }
        }
    }

    private void goose(String annotation) {
        if (annotation.equals("no transaction")) {
            found.noTransaction();
        }
    }

    private void sqlMigrate(String marker) {
        if (marker.endsWith(" notransaction")) {
            found.noTransaction();
        }
    }

    private boolean isGraphileDirective(String lower) {
        return is(Format.GRAPHILE) && lower.startsWith("! no-transaction");
    }

    /** sqlx looks at the very beginning of the file only. */
    private boolean isSqlxDirective(String lower, HeadComment comment) {
        boolean atStart = comment.position().line() == 1 && comment.position().column() == 1;
        return is(Format.SQLX) && atStart && lower.startsWith("no-transaction");
    }

    private void atlas(String lower, HeadComment comment) {
        if (lower.equals("atlas:txmode none")) {
            found.noTransaction();
        } else if (lower.startsWith("atlas:delimiter")) {
            found.refuse(comment, "pawl does not change the delimiter", "Remove the line and end statements with ;.");
        }
    }

    /** A file with parts, read as one script, would run its down part as well. */
    private void refuseForeignMarker(String lower, HeadComment comment) {
        if (format.isEmpty() || format.get() != Format.PLAIN) {
            return;
        }
        layoutOf(lower)
                .ifPresent(tool -> found.refuseMarker(
                        comment,
                        "This is a marker of " + tool + ", but the folder is read as plain scripts",
                        "Set the layout to " + tool + " in the config, or remove the marker."));
    }

    private static Optional<String> layoutOf(String lower) {
        if (lower.startsWith("migrate:up") || lower.startsWith("migrate:down")) {
            return Optional.of("dbmate");
        }
        if (lower.startsWith("+goose ")) {
            return Optional.of("goose");
        }
        if (lower.startsWith("+migrate ")) {
            return Optional.of("sql-migrate");
        }
        if (lower.startsWith("liquibase formatted") || lower.startsWith("changeset ")) {
            return Optional.of("liquibase");
        }
        return lower.startsWith("up migration") || lower.startsWith("down migration")
                ? Optional.of("node-pg-migrate")
                : Optional.empty();
    }
}
