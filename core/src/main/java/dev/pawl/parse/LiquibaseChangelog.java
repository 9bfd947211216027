package dev.pawl.parse;

import dev.pawl.discover.Format;
import dev.pawl.discover.MigrationFile;
import dev.pawl.error.ErrorCode;
import dev.pawl.error.Problem;
import dev.pawl.migration.Content;
import dev.pawl.migration.Directives;
import dev.pawl.migration.Migration;
import dev.pawl.migration.Script;
import dev.pawl.migration.Script.Slice;
import dev.pawl.migration.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Liquibase's formatted SQL: one file, several changesets, each a migration with the version {@code author:id}.
 *
 * <p>A changeset ends where the next begins. Its {@code --rollback} lines make its down script; where they end it, they
 * are not part of its checksum.
 */
final class LiquibaseChangelog {
    private final MigrationFile file;
    private final Content content;
    private final List<Problem> problems;
    private final List<Migration> migrations = new ArrayList<>();
    private Optional<Changeset> open = Optional.empty();
    private boolean complained;

    private LiquibaseChangelog(MigrationFile file, Content content, List<Problem> problems) {
        this.file = file;
        this.content = content;
        this.problems = problems;
    }

    /** The changesets of a file, in its order. */
    static List<Migration> read(MigrationFile file, Content content, List<Problem> problems) {
        LiquibaseChangelog changelog = new LiquibaseChangelog(file, content, problems);
        try (LineScanner lines = new LineScanner(Script.wholeFile(content), LineScanner.Texts.ALL)) {
            for (SourceLine line = lines.next(); line != null; line = lines.next()) {
                changelog.line(line);
            }
        }
        changelog.close(Long.MAX_VALUE);
        changelog.refuseEmpty();
        return changelog.migrations;
    }

    private void line(SourceLine line) {
        String comment = line.comment();
        if (comment.startsWith("changeset ")) {
            close(line.from());
            open = Optional.of(new Changeset(line, ChangesetHeader.parse(line.text(), refusal(line))));
        } else if (open.isPresent()) {
            open.get().line(line, refusal(line));
        } else if (line.kind() == SourceLine.Kind.SQL && !complained) {
            complained = true;
            refusal(line).report("SQL stands before the first changeset", "Put --changeset author:id above it.");
        } else {
            refuseUnsupported(comment, refusal(line));
        }
    }

    /** What is not honoured is not ignored either. */
    static void refuseUnsupported(String comment, Refusal refusal) {
        if (comment.startsWith("precondition")) {
            refusal.report("pawl does not know preconditions", "Write the condition in a DO block.");
        } else if (comment.startsWith("property ")) {
            refusal.report("pawl does not know properties", "Write the value where ${…} uses it.");
        } else if (comment.startsWith("include ") || comment.startsWith("includeall ")) {
            refusal.report("pawl does not include other files", "Put that file into the folder itself.");
        } else if (comment.startsWith("ignorelines:")) {
            refusal.report("pawl does not know ignoreLines", "Remove the lines that are to be ignored.");
        }
    }

    private Refusal refusal(SourceLine line) {
        return (message, fix) ->
                problems.add(SourceLines.problemAt(content, line.from(), ErrorCode.MARKER_INVALID, message, fix));
    }

    /** Takes what is wrong with the current line. */
    interface Refusal {
        /** Reports it. */
        void report(String message, String fix);
    }

    private void close(long end) {
        open.ifPresent(changeset -> migrations.add(migration(changeset, end)));
        open = Optional.empty();
    }

    private void refuseEmpty() {
        if (migrations.isEmpty() && !complained) {
            problems.add(SourceLines.problemAt(
                    content,
                    0,
                    ErrorCode.MARKER_INVALID,
                    "The file has no changeset",
                    "Put --changeset author:id above its SQL."));
        }
    }

    private Migration migration(Changeset changeset, long end) {
        ChangesetHeader header = changeset.header();
        List<Slice> slices = List.of(changeset.slice(end));
        Content origin = MigrationReader.withoutBytes(file.up().content());
        Script up = new Script(content, slices);
        DirectiveCollector outside = new DirectiveCollector(Directives.NONE, problems);
        header.applyTo(outside);
        return new Migration(
                Migration.Kind.VERSIONED,
                Version.of(header.author() + ":" + header.id()),
                changeset.comment().orElse(header.id()),
                file.filename(),
                header.author() + ":" + header.id(),
                new Script(origin, slices),
                changeset.rollback(content.location()),
                HeadDirectives.of(up, Optional.of(Format.LIQUIBASE), outside.directives(), problems),
                MigrationReader.checksums(up, origin, Fingerprint.sha256()));
    }
}
